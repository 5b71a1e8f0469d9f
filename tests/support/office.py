"""LibreOffice without a window: turns a spreadsheet into one of another kind."""

import shutil
import subprocess
import tempfile
from pathlib import Path

TEXT = "csv:Text - txt - csv (StarCalc)"
"""LibreOffice's filter for text; after it come the delimiter, the quote and the encoding."""

_PROTECT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Protect(source, target, filter, password)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  Dim key(1) As New com.sun.star.beans.NamedValue
  key(0).Name = "OOXPassword" : key(0).Value = password
  key(1).Name = "CryptoType" : key(1).Value = "Standard"
  Dim saved(1) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName" : saved(0).Value = filter
  If InStr(filter, "Excel 2007") Then
    saved(1).Name = "EncryptionData" : saved(1).Value = key()
  Else
    saved(1).Name = "Password" : saved(1).Value = password
  End If
  document.storeToURL(target, saved())
  document.close(True)
End Sub
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"""


def libreoffice() -> str | None:
    """The program, when this machine has it."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(source: Path, kind: str, target: Path) -> Path:
    """Save a spreadsheet as another kind (``ods``, or ``xlsx`` with a filter) under a new name."""
    with tempfile.TemporaryDirectory(prefix="teremok-office-") as folder:
        _convert(source, kind, Path(folder))
        (made,) = (Path(folder) / "out").iterdir()
        shutil.move(made, target)
    return target


def protect(source: Path, filter_name: str, target: Path) -> None:
    """Save a spreadsheet with a password; the program does that in a macro only."""
    with tempfile.TemporaryDirectory(prefix="teremok-office-") as name:
        folder = Path(name)
        _convert(source, "ods", folder)  # makes the profile in which macros are found
        library = folder / "profile" / "user" / "basic" / "Standard"
        (library / "Module1.xba").write_text(_PROTECT)
        (library / "script.xlb").write_text(_LIBRARY)
        values = (source.resolve().as_uri(), target.resolve().as_uri(), filter_name, "секрет")
        quoted = ",".join(f'"{value}"' for value in values)
        _run(folder, f"macro:///Standard.Module1.Protect({quoted})")


def _convert(source: Path, kind: str, folder: Path) -> None:
    _run(folder, "--convert-to", kind, "--outdir", str(folder / "out"), str(source))


def _run(folder: Path, *arguments: str) -> None:
    program = libreoffice()
    assert program, "this machine has no LibreOffice (make test-deps)"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run([program, profile, "--headless", *arguments], check=True, capture_output=True)
