"""What people call the columns: names of each field in eight languages.

English, German, French, Spanish, Italian, Dutch, Polish, Portuguese. Only whole names count, without
regard to case, accents, spaces and punctuation. A name that means different things to different
offices is left out on purpose, and so asked about: `Contact number` (a phone?), `Account number` (the
bank's?), `Apelido` (a surname in Lisbon, a nickname in São Paulo), `Genre` (a person's sex),
`Flat` (a unit, or the second line of an address?).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casactl.domain.names import fold


@dataclass(frozen=True, slots=True)
class FieldTable:
    """The fields of one kind of file: by name, what a column may be called; are custom ones allowed?"""

    names: Mapping[str, str]
    custom: bool

    @property
    def fields(self) -> list[str]:
        """The field names, each once, in the order of the table."""
        return list(dict.fromkeys(self.names.values()))


def plain(name: str) -> str:
    """A column's name reduced to what counts: `E-Mail` and `e mail` are `email`."""
    return "".join(character for character in fold(name) if character.isalnum())


_custom_key = re.compile(r"x-[a-z0-9][a-z0-9_-]{0,39}").fullmatch


def custom_key(name: str) -> str | None:
    """The key of a custom field, `x-shoe-size` for `X-Shoe size`; None for any other name."""
    key = "-".join(name.lower().split())
    return key if _custom_key(key) else None


def with_own(fields: FieldTable, keys: Iterable[str]) -> FieldTable:
    """The table with the custom fields of an office: a column may bear such a name without `x-`.

    What means a field of every contact goes on meaning that; names that two of the office's fields share mean none.
    """
    listed = list(keys)
    shared = Counter(plain(key) for key in listed)
    own = {plain(key): f"x-{key}" for key in listed if shared[plain(key)] == 1}
    kept = {name: field for name, field in fields.names.items() if name not in own or not field.startswith("x-")}
    return FieldTable({**own, **kept}, fields.custom)


def _table(synonyms: Mapping[str, str], *, custom: bool) -> FieldTable:
    names = {
        plain(name): field
        for field, listed in synonyms.items()
        for name in (field, *listed.replace("\n", ",").split(","))
    }
    names.pop("", None)
    return FieldTable(names, custom)


CONTACT_FIELDS = _table(
    {
        "id": "contact id, casactl id, kontakt id, id contact, id contacto, id contatto, id kontaktu",
        "external_id": """external ref, external reference, external number, ext id, reference, ref, ref no,
            reference number, customer id, customer number, customer no,
            client id, client number, member number, tenant id, owner id, legacy id, externe id,
            externe nummer, kundennummer, kunden nr, mieternummer, referenz, aktenzeichen,
            identifiant externe, numero client, code client, id externo, codigo cliente, numero de cliente,
            referencia, id esterno, codice cliente, numero cliente, riferimento, klantnummer,
            referentie, numer klienta, identyfikator zewnetrzny, codigo do cliente, numero do cliente""",
        "type": """contact type, type of contact, typ, kontakttyp, kontaktart, type de contact, tipo,
            tipo de contacto, tipo di contatto, contacttype, soort contact, typ kontaktu, rodzaj kontaktu,
            tipo de contato""",
        "kind": "contact kind, person or company, entity type, person oder firma, persona o azienda",
        "first_name": """given name, forename, christian name, vorname, rufname, prenom, nombre de pila,
            primer nombre, nome di battesimo, voornaam, roepnaam, imie, primeiro nome,
            nome proprio""",
        "last_name": """surname, family name, nachname, familienname, zuname, nom de famille, apellido,
            apellidos, cognome, achternaam, familienaam, nazwisko, sobrenome, ultimo nome""",
        "full_name": """name, display name, contact name, vollständiger name,
            vor- und nachname, vorname nachname, nom, nom complet, nom et prenom, prenom et nom, nombre,
            nombre completo, nombre y apellidos, nome, nome completo, nome e cognome, cognome e nome, naam,
            volledige naam, imie i nazwisko, nazwisko i imie, nome e sobrenome""",
        "company": """company name, organisation, organization, organisation name, organization name,
            business, business name, firm, employer, firma, firmenname, unternehmen, gesellschaft, societe,
            entreprise, raison sociale, empresa, compañia, razon social, azienda, societa, ditta,
            ragione sociale, bedrijf, bedrijfsnaam, organisatie, przedsiebiorstwo, nazwa firmy, companhia,
            nome da empresa""",
        "email": """e-mail, mail, email address, e-mail address, mail address, email 1, primary email,
            login email, e-mail-adresse, mailadresse, courriel, adresse e-mail, adresse email, adresse mail,
            adresse electronique, correo, correo electronico, direccion de correo, posta elettronica,
            indirizzo e-mail, indirizzo email, e-mailadres, mailadres, adres e-mail, adres email,
            poczta elektroniczna, correio eletronico, endereço de e-mail, endereço de email""",
        "phone": """phone number, phone no, phone 1, primary phone, telephone, telephone number, tel, tel no,
            mobile, mobile phone, mobile number, mobile no, cell, cell phone, cellphone, cell number, handy,
            handynummer, telefon, telefonnummer, telefon nr, mobil, mobilnummer, mobiltelefon, rufnummer,
            numero de telephone, portable, telephone portable, telefono, numero de telefono, movil,
            telefono movil, celular, cellulare, numero di telefono, telefono cellulare, telefoon,
            telefoonnummer, mobiel, mobiele telefoon, gsm, numer telefonu, komorka, telefon komorkowy,
            telefone, numero de telefone, telemovel""",
        "tags": """tag, labels, label, keywords, schlagwort, schlagwörter, stichwörter, etiquettes, etiquette,
            mots-cles, etiquetas, etiqueta, etichette, etichetta, parole chiave, trefwoorden, tagi, etykiety,
            palavras-chave, marcadores""",
        "property": """property path, unit, unit path, property unit, properties, objekt, immobilie, einheit,
            liegenschaft, wohneinheit, bien, bien immobilier, lot, propriete, logement, propiedad, inmueble,
            unidad, vivienda, immobile, unita, proprieta, unita immobiliare, eenheid, pand, woning, object,
            vastgoed, nieruchomosc, lokal, imovel, propriedade, unidade, fracao""",
        "role": """attached as, attach as, attachment role, property role, rolle,
            zugeordnet als, qualite, rattache comme, papel, rol, ruolo, rola""",
        "created_at": """created, created on, created date, date created, creation date, date added, added on,
            customer since, erstellt, erstellt am, angelegt, angelegt am, anlagedatum, kunde seit, cree le,
            date de creation, creado, creado el, fecha de creacion, creato il, data di creazione,
            data creazione, aangemaakt, aangemaakt op, aanmaakdatum, utworzono, data utworzenia,
            criado em, data de criacao""",
        "address_line": """address, street, street address, street and number, address 1, address line 1, line 1,
            street 1, mailing address, postal address, home address, billing address, billing street, postanschrift,
            adresse, anschrift, strasse, straße und hausnummer, strasse und nr, strasse hausnummer, adresszeile,
            adresszeile 1, adresse postale, adresse 1, rue, voie, numero et rue, ligne d'adresse 1, direccion,
            direccion postal, direccion 1, domicilio, calle, calle y numero, linea de direccion 1, indirizzo,
            indirizzo postale, indirizzo 1, via, via e numero, riga indirizzo 1, adres, straat, straatnaam,
            straat en huisnummer, adresregel 1, postadres, ulica, ulica i numer, adres pocztowy, linia adresu 1,
            endereço, endereço postal, endereço 1, morada, logradouro, rua, linha de endereço 1""",
        "address_line_2": """address 2, address line 2, line 2, street 2, address line two,
            adresszusatz, adresszeile 2, anschrift 2, zusatz, complement d'adresse, complement adresse, adresse 2,
            ligne d'adresse 2, direccion 2, linea de direccion 2, complemento de direccion, indirizzo 2,
            riga indirizzo 2, adresregel 2, toevoeging, linia adresu 2, complemento,
            endereço 2, linha de endereço 2, complemento de endereço""",
        "city": """town, post town, locality, city or town, town or city, billing city, ort, stadt, wohnort, ortschaft,
            ville, commune, localite, ciudad, localidad, poblacion, municipio, citta, comune, localita, plaats,
            woonplaats, stad, miasto, miejscowosc, cidade, localidade""",
        "region": """state, province, county, state or province, state province, billing state, bundesland, kanton,
            departement, etat, provincia, estado, comunidad autonoma, provincie, wojewodztwo, distrito, uf""",
        "postcode": """post code, postal code, zip, zip code, zipcode, postcode zip, zip postal code, billing postcode,
            billing zip, plz, postleitzahl, code postal, codigo postal, cp, cap, codice postale,
            codice di avviamento postale, postnummer, kod pocztowy, cep""",
        "country": """country code, country name, country region, billing country, land, staat,
            länderkennzeichen, ländercode, pays, code pays, pais, codigo de pais, paese, nazione, codice paese,
            landcode, kraj, kod kraju""",
        "address_label": """address name, address type, label of address, adressbezeichnung, adressart, type d'adresse,
            libelle d'adresse, tipo de direccion, tipo di indirizzo, adrestype, rodzaj adresu, tipo de endereço""",
        "access_name": """access contact, access contact name, key holder, keyholder, access person, schlüsselinhaber,
            zutritt, zutritt name, ansprechpartner zutritt, contact d'acces, detenteur des cles, contacto de acceso,
            contatto di accesso, sleutelhouder, toegang contact, osoba z kluczem, contato de acesso,
            contacto de acesso""",
        "access_phone": """access contact phone, access telephone, access mobile, key holder phone, keyholder phone,
            zutritt telefon, telephone d'acces, telefono de acceso, telefono di accesso, toegang telefoon,
            telefon osoby z kluczem, telefone de acesso""",
        "access_email": """access contact email, access e-mail, key holder email, keyholder email, zutritt e-mail,
            e-mail d'acces, correo de acceso, email di accesso, toegang e-mail, email osoby z kluczem,
            email de acesso""",
        "access_note": """access notes, access details, access instructions, access, key notes, zutrittshinweis,
            zutrittshinweise, note d'acces, consignes d'acces, notas de acceso, instrucciones de acceso,
            note di accesso, istruzioni di accesso, toegangsinstructies, uwagi o dostepie, notas de acesso,
            instruçoes de acesso""",
        "x-notes": """notes, note, comment, comments, remark, remarks, memo, notiz, notizen, bemerkung,
            bemerkungen, anmerkung, anmerkungen, kommentar, remarque, remarques, commentaire, commentaires,
            nota, notas, comentario, comentarios, observaciones, osservazioni, commento, commenti,
            notitie, notities, opmerking, opmerkingen, notatka, notatki, uwagi, komentarz, observacoes""",
    },
    custom=True,
)

PROPERTY_FIELDS = _table(
    {
        "kind": """type, property type, property kind, art, typ, objektart, type de bien, tipo,
            tipo de inmueble, tipo di immobile, soort, rodzaj""",
        "name": """property, property name, unit, unit name, number, bezeichnung, objekt, nom, designation,
            nombre, nome, denominazione, naam, nazwa, designacao""",
        "in": """parent, parent path, part of, belongs to, within, inside, located in, liegt in, gehört zu,
            teil von, übergeordnet, dans, fait partie de, situe dans, dentro de, parte de, pertenece a,
            dentro, parte di, si trova in, onderdeel van, ligt in, w, nalezy do, czesc, pertence a""",
    },
    custom=False,
)

LEDGER_FIELDS = _table(
    {
        "contact": """contact id, contact ref, contact name, contact email, person, who, name, tenant, owner, payer,
            customer, client, debtor, email, e-mail, kontakt, mieter, eigentümer, kunde, zahler, locataire,
            proprietaire, payeur, inquilino, propietario, cliente, pagador, proprietario, contatto, huurder,
            eigenaar, klant, betaler, najemca, wlasciciel, klient, platnik, contato""",
        "kind": """type, entry type, entry kind, transaction type, art, typ, buchungsart, type d'operation, tipo,
            tipo de movimiento, tipo di movimento, soort, rodzaj, tipo de movimento""",
        "amount": """value, sum, betrag, summe, montant, importe, monto, importo, bedrag, kwota, valor,
            montante, quantia""",
        "date": """on, day, entry date, booking date, transaction date, payment date, posted on, datum,
            buchungsdatum, buchungstag, date d'operation, fecha, fecha de pago, data, data operazione,
            boekdatum, data operacji, data do pagamento""",
        "due": """due date, due on, due by, payable by, fällig, fällig am, fälligkeit, echeance,
            date d'echeance, vencimiento, fecha de vencimiento, scadenza, data di scadenza, vervaldatum,
            termin platnosci, vencimento, data de vencimento""",
        "text": """for, description, details, memo, narrative, purpose, what, verwendungszweck, zweck,
            buchungstext, beschreibung, libelle, motif, concepto, descripcion, causale, descrizione,
            omschrijving, opis, tytulem, descricao, historico""",
        "reference": """reference number, reference no, bank reference, payment reference, transaction id,
            transaction number, document number, receipt number, invoice number, referenz, belegnummer,
            rechnungsnummer, numero de piece, referencia, numero de factura, riferimento, numero fattura,
            referentie, factuurnummer, numer dokumentu, numer faktury, numero da fatura""",
    },
    custom=False,
)
