"""Lets LibreOffice open a DOCX, change a word in it and save it, as whoever edits it there does."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

SOFFICE = shutil.which("soffice")
WHY_NOT = "LibreOffice (soffice) is not installed, so no document was opened, changed and saved by it"
SECONDS = 180

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Editing" script:language="StarBasic">
{basic}
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
  library:passwordprotected="false"><library:element library:name="Editing"/></library:library>
"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library">
 <library:library library:name="Standard" library:link="false"/>
</library:libraries>
"""
_BASIC = """Sub Edit
  Dim Hidden(0) As New com.sun.star.beans.PropertyValue
  Hidden(0).Name = "Hidden"
  Hidden(0).Value = True
  Dim Kind(0) As New com.sun.star.beans.PropertyValue
  Kind(0).Name = "FilterName"
  Kind(0).Value = "MS Word 2007 XML"
  {steps}
End Sub
"""
_STEPS = """
  oText = StarDesktop.loadComponentFromURL("{given}", "_blank", 0, Hidden())
  oSearch = oText.createReplaceDescriptor()
  oSearch.SearchString = "{word}"
  oSearch.ReplaceString = "{other}"
  oSearch.SearchCaseSensitive = True
  oText.replaceAll(oSearch)
  oText.storeToURL("{saved}", Kind())
  oText.close(True)
"""


@cache
def edited(documents: tuple[bytes, ...], word: str, other: str) -> tuple[bytes, ...]:
    """The documents with ``word`` replaced, as LibreOffice saves them. Some three seconds, however many."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        profile = place / "profile"
        _soffice(profile, "--terminate_after_init")  # a first start lays the profile, over what stands there
        steps = []
        for at, document in enumerate(documents):
            given, saved = place / f"{at}.docx", place / f"{at}-saved.docx"
            given.write_bytes(document)
            steps.append(_STEPS.format(given=given.as_uri(), saved=saved.as_uri(), word=word, other=other))
        library = profile / "user" / "basic" / "Standard"
        library.mkdir(parents=True, exist_ok=True)
        basic = _BASIC.format(steps="".join(steps))
        (library / "Editing.xba").write_text(_MODULE.format(basic=escape(basic)), encoding="utf-8")
        (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
        (library.parent / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
        _soffice(profile, "macro:///Standard.Editing.Edit")
        return tuple((place / f"{at}-saved.docx").read_bytes() for at in range(len(documents)))


def _soffice(profile: Path, *arguments: str) -> None:
    assert SOFFICE, WHY_NOT
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", *arguments],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
