"""Bank statements for tests, in each format that banks give."""

from __future__ import annotations

from collections.abc import Mapping

JOES = "DE89370400440532013000"
OWN = "GB33BUKB20201555555555"


def entry(amount: str, **said: str) -> str:
    """An entry of CAMT, by what is said of it; `details` are its transactions whole."""
    side = "Dbtr" if said.get("direction", "CRDT") == "CRDT" else "Cdtr"
    name = f"<{side}>{said['wrap'].replace('*', said.get('payer', ''))}</{side}>" if "wrap" in said else (
        f"<{side}><Nm>{said.get('payer', '')}</Nm></{side}>"
    )  # fmt: skip
    details = said.get("details") or (
        f"<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties>{name}"
        f"<{side}Acct><Id><IBAN>{said.get('iban', '')}</IBAN></Id></{side}Acct></RltdPties>"
        f"<RmtInf><Ustrd>{said.get('purpose', '')}</Ustrd></RmtInf></TxDtls>"
    )
    number = f"<AcctSvcrRef>{said['id']}</AcctSvcrRef>" if "id" in said else ""
    return (
        f"<Ntry><Amt Ccy='{said.get('currency', 'GBP')}'>{amount}</Amt>"
        f"<CdtDbtInd>{said.get('direction', 'CRDT')}</CdtDbtInd>{said.get('more', '')}"
        f"{said.get('status', '<Sts>BOOK</Sts>')}<BookgDt><Dt>{said.get('on', '2026-11-02')}</Dt></BookgDt>{number}"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def camt(*entries: str, version: str = "02", prefix: str = "", account: str = OWN) -> str:
    """A statement of CAMT.053; `prefix` puts its elements into a namespace that is named."""
    body = (
        f"<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>S</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt>"
    )
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    if prefix:
        body = body.replace("</", "\0").replace("<", f"<{prefix}:").replace("\0", f"</{prefix}:")
        return f'<?xml version="1.0"?>\n<{prefix}:Document xmlns:{prefix}="{space}">{body}</{prefix}:Document>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{space}">{body}</Document>'


def mt940(*bookings: tuple[str, str], account: str = OWN, currency: str = "GBP", envelope: bool = False) -> str:
    """A message of MT940, each booking its fields 61 and 86."""
    lines = [":20:STARTUMS", f":25:{account}", ":28C:1/1", f":60F:C261101{currency}0,00"]
    for booking, about in bookings:
        lines += [f":61:{booking}", *([f":86:{about}"] if about else [])]
    lines += [f":62F:C261102{currency}0,00", ":86:no booking", "-"]
    text = "\r\n".join(lines) + "\r\n"
    return f"{{1:F01BANKDEFFXXXX0000000000}}{{2:I940X}}{{4:\r\n{text[:-3]}-}}\r\n" if envelope else text


def ofx(*transactions: Mapping[str, str], version: int = 1, currency: str = "GBP", charset: str = "1252") -> str:
    """A file of OFX 1, where no value's tag is closed, or of OFX 2."""

    def close(tag: str) -> str:
        return f"</{tag}>" if version == 2 else ""

    lines = "".join(
        f"<STMTTRN>{''.join(f'<{tag}>{value}{close(tag)}' + chr(10) for tag, value in each.items())}</STMTTRN>\n"
        for each in transactions
    )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE"?>\n'
        if version == 2 else f"OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:{charset}\n\n"
    )  # fmt: skip
    return (
        f"{head}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>{currency}{close('CURDEF')}\n"
        f"<BANKACCTFROM><BANKID>1{close('BANKID')}<ACCTID>555{close('ACCTID')}</BANKACCTFROM>\n"
        f"<BANKTRANLIST><DTSTART>20261101{close('DTSTART')}\n{lines}</BANKTRANLIST></STMTRS></STMTTRNRS>"
        "</BANKMSGSRSV1></OFX>\n"
    )
