"""What a document may be called: an ending is a promise that programs and people go by, so it has to be kept (S12)."""

from __future__ import annotations

from collections.abc import Mapping

from casactl.domain.worded import Several

PICTURES = ("png", "jpeg", "tiff", "heic")
"""Any of these is shown as a picture, whichever of them its name says: phones mix them up."""
WRITTEN = ("text", "csv", "mail")

KINDS: Mapping[str, tuple[str, ...]] = {
    "pdf": ("pdf",),
    **dict.fromkeys(("png", "jpg", "jpeg", "jpe", "jfif", "tif", "tiff", "heic", "heif"), PICTURES),
    **dict.fromkeys(("gif", "bmp", "webp", "ico"), PICTURES),
    **dict.fromkeys(("txt", "text", "log", "md", "csv", "tsv", "eml"), WRITTEN),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp", "ppt"), ("office",)),
    **dict.fromkeys(("doc", "rtf", "xls"), ("office", *WRITTEN)),
}  # fmt: skip
"""What may stand behind an ending; of any other nothing is expected."""

_RUN = """
    ade adp apk app appimage appref-ms application bat bin chm cmd com command cpl crx deb desktop diagcab dll dmg docm
    dotm elf exe fxp gadget hlp hta htm html img inf ins iso isp jar jnlp js jse jsp library-ms lnk lua mad maf mam maq
    mar mas mat mau mav maw mda mdb mde mdt mdw mdz mht mhtml mjs cjs msc msh msi msix msp mst ocx ops osd pcd pif pkg
    php pl potm ppam ppsm pptm prg ps1 ps1xml ps2 psc1 psd1 psm1 pst py pyc pyw pyz rb reg rpm run scf scr sct search-ms
    settingcontent-ms sh shb shs shtml slk iqy svg svgz swf sys theme ts url vb vbe vbp vbs vhd vhdx vsmacros vxd webloc
    website wim ws wsc wsf wsh xaml xbap xht xhtml xla xlam xll xlm xlsb xlsm xltm xml xnk xsl xslt
    zsh bash fish ksh csh
"""
RUN = frozenset(_RUN.split())
"""Endings of what programs run or browsers show as a page, whatever stands in the file."""

IN_WORDS: Mapping[str, str] = {
    "pdf": "PDF", "png": "PNG", "jpeg": "JPEG", "tiff": "TIFF", "heic": "HEIC", "text": "plain text (.txt)",
    "csv": "tables (.csv)", "office": "Word, Excel, PowerPoint and OpenDocument files without macros",
    "mail": "e-mails (.eml)",
}  # fmt: skip
"""The kinds of the setting `document_types` as people call them."""


def ending(name: str) -> str:
    """What a name ends in, as systems read it: lower case, and without the dots and blanks that they drop."""
    bare = name.rstrip(". \t").casefold()
    stem, dot, last = bare.rpartition(".")
    return last.strip() if dot and stem else ""


def is_run(name: str) -> bool:
    """Whether a program or a browser would run what is called so."""
    return ending(name) in RUN


def misleads(name: str, kind: str) -> bool:
    """Whether a name says another kind than the content is."""
    return kind not in KINDS.get(ending(name), (kind,))


def in_words(taken: str) -> Several:
    """The kinds of the setting `document_types`, for people who never saw it."""
    return Several(IN_WORDS[word.strip()] for word in taken.split(","))
