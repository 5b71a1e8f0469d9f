"""What the name of a file and the type of its content say of what would happen on opening it."""

import re
import unicodedata
from enum import IntEnum


class Power(IntEnum):
    """What a file can do to who opens it, least first."""

    SHOWN = 0
    """Pictures, sound, video: they are only shown."""
    DOCUMENT = 1
    ARCHIVE = 2
    """Other files are in it."""
    MACROS = 3
    """A document with a program in it."""
    PROGRAM = 4


_SHOWN = """
    jpg jpeg jpe jfif png gif webp heic heif avif bmp tif tiff ico dng raw cr2 nef arw
    mp4 m4v mov avi mkv webm 3gp 3g2 mpg mpeg wmv flv ts m2ts
    mp3 m4a m4b aac ogg oga opus wav flac wma amr aif aiff mid tgs
"""
_OFFICE = """
    doc docx dot dotx xls xlsx xlt xltx ppt pptx pps ppsx pot potx odt ods odp odg ott epub fb2
    pages numbers key vsd vsdx pub
"""
_DOCUMENT = "pdf rtf txt csv md djvu xps tex eml ics vcf json xml log"
_ARCHIVE = "zip rar 7z tar gz tgz bz2 tbz xz txz zst lz lzh lha ace arj cab z zipx"
_MACROS = (
    "docm dotm xlsm xltm xlsb xlam xla pptm potm ppam ppsm sldm accdb accde mdb mde ade adp odb"
)
_PROGRAM = """
    exe com scr pif bat cmd msi msp mst msix msixbundle appx appxbundle cpl dll ocx sys drv efi
    vb vbs vbe js jse mjs cjs ws wsf wsh wsc sct hta ps1 ps1xml ps2 psm1 psd1 psc1 msh msh1
    lnk url webloc desktop scf reg inf ins isp gadget chm hlp application appref-ms search-ms
    library-ms settingcontent-ms diagcab xll wll iqy rdp onepkg
    jar jnlp class war apk apks apkm xapk aab ipa dex
    dmg pkg app command workflow scpt applescript action
    sh bash zsh csh ksh fish run elf so deb rpm appimage snap flatpakref
    py pyw pyc pyo pyz rb pl php php5 phtml asp aspx jsp cgi lua au3 ahk
    iso img vhd vhdx vmdk html htm xhtml shtml mht mhtml
"""
_BY_EXTENSION: dict[str, Power] = {
    extension: power
    for power, listed in (
        (Power.SHOWN, _SHOWN),
        (Power.DOCUMENT, _OFFICE),
        (Power.DOCUMENT, _DOCUMENT),
        (Power.ARCHIVE, _ARCHIVE),
        (Power.MACROS, _MACROS),
        (Power.PROGRAM, _PROGRAM),
    )
    for extension in listed.split()
}
_PACKED = frozenset(_OFFICE.split()) | {"tgs"}
"""Documents, and Telegram's stickers, are archives inside, or may be."""
_INSIDE = "exe scr pif bat cmd msi vbs vbe jse hta ps1 lnk jar apk xapk dmg docm xlsm pptm"
_NEVER_INSIDE = frozenset(_INSIDE.split())
"""Extensions that no honest name has before another one."""
_INSTALLERS = re.compile(
    r"(?<![^\W\d_])(?:setup|install(?:er)?|crack(?:ed)?|keygen|activator|cheat|hack|loader"
    r"|активатор|установщик|кряк|взлом|кейген)(?![^\W\d_])"
)
_PROGRAM_TYPE = re.compile(
    r"exe(?:cutable|$|;)|msdownload|dosexec|msdos-program|sharedlib|mach-?o?-binary|\belf\b"
    r"|android\.package|java-archive|java-vm|jnlp|javascript|ecmascript|vbscript|shellscript"
    r"|(?:^|[/.-])(?:c?sh|hta|msi|bat|python|php|perl|ruby|ms-shortcut|ms-installer)(?:$|;)"
    r"|diskimage|iso9660|rpm$|debian|x-python|text/html|xhtml|ms-htmlhelp"
)
_ARCHIVE_TYPE = re.compile(
    r"(?:/|x-|\.)(?:zip|rar|7z|tar|gzip|bzip2?|xz|lzma|lzip|zstd|cab|ace|arj|lzh)(?:-compressed)?"
    r"(?:$|;)|rar-compressed|zip-compressed|vnd\.rar"
)
_DOCUMENT_TYPE = re.compile(
    r"pdf|rtf|msword|ms-excel|ms-powerpoint|ms-office|officedocument|opendocument|ole-storage"
    r"|epub|djvu|ms-publisher|visio"
)
_SHOWN_TYPE = re.compile("(?:image|audio|video)/")
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile("[\u0000-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def is_turned_around(name: str) -> bool:
    """Whether it holds characters that change the direction of writing: ``gpj.exe`` is then read
    as ``exe.jpg``."""
    return _TURNED.search(name) is not None


def as_opened(name: str) -> str:
    """The name as a computer takes it: without a path, without what nobody sees, without the
    spaces and dots at its end that are left aside."""
    name = unicodedata.normalize("NFKC", _UNSEEN.sub("", name))
    name = re.split(r"[/\\]", name)[-1].split("::")[0]
    return name.rstrip(" .")


def extensions(name: str) -> list[str]:
    """All extensions of a name `as_opened`, the last one last."""
    return [part.strip().lower() for part in name.split(".")[1:]]


def power_of_name(name: str) -> Power | None:
    """What a file with this name (`as_opened`) can do; None: its extension is not known."""
    *before, last = ["", *extensions(name)]
    power = _BY_EXTENSION.get(last)
    if not _NEVER_INSIDE.isdisjoint(before):
        return Power.PROGRAM
    if power is Power.ARCHIVE and _INSTALLERS.search(name.lower()):
        return Power.PROGRAM
    return power


def power_of_type(media_type: str | None) -> Power | None:
    """What a file of this media type can do; None: that says nothing."""
    written = (media_type or "").lower()
    if "macroenabled" in written:
        return Power.MACROS
    for pattern, power in (
        (_PROGRAM_TYPE, Power.PROGRAM),
        (_DOCUMENT_TYPE, Power.DOCUMENT),
        (_ARCHIVE_TYPE, Power.ARCHIVE),
        (_SHOWN_TYPE, Power.SHOWN),
    ):
        if pattern.search(written):
            return power
    return None


def may_be_packed(name: str) -> bool:
    """Whether an honest file of this name (`as_opened`) may show itself to be an archive."""
    return bool(extensions(name)) and extensions(name)[-1] in _PACKED
