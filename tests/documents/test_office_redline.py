"""LibreOffice accepts and rejects the tracked changes of a Word redline, to the new and old words.

Run by `make check-documents`, which installs LibreOffice; elsewhere it is skipped.
"""

import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pypdf
import pytest

from milestonelang.backends.documents.redline.to_word import render_word
from milestonelang.backends.documents.render_word import render_word as render_plain
from milestonelang.driver.documents.build import document_of
from tests.comparison.edits import EDITS, TERMS, checked

OFFICE = shutil.which("soffice")
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Settle(before As String, after As String, command As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  Dim text As Object
  text = StarDesktop.loadComponentFromURL(ConvertToURL(before), "_blank", 0, hidden())
  Dim dispatcher As Object
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(text.CurrentController.Frame, command, "", 0, Array())
  Dim filter(0) As New com.sun.star.beans.PropertyValue
  filter(0).Name = "FilterName"
  filter(0).Value = "MS Word 2007 XML"
  text.storeToURL(ConvertToURL(after), filter())
  StarDesktop.terminate()
End Sub
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"""

pytestmark = pytest.mark.skipif(
    OFFICE is None or "MILESTONE_OFFICE" not in os.environ,
    reason="`make check-documents` runs it with LibreOffice",
)


def _profile(folder: Path) -> str:
    """Make a profile of LibreOffice that has the macro; return the option that names it."""
    assert OFFICE is not None
    profile = folder / "profile"
    option = f"-env:UserInstallation={profile.as_uri()}"
    # The first start makes the profile.
    start = [OFFICE, option, "--headless", "--terminate_after_init"]
    subprocess.run(start, check=False, capture_output=True, timeout=240)
    basic = profile / "user" / "basic" / "Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "Module1.xba").write_text(_MACRO, encoding="utf-8")
    (basic / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    return option


def _settled(option: str, file: Path, what: str) -> Path:
    """Return the file after all changes were accepted, or rejected."""
    assert OFFICE is not None
    made = file.with_name(f"{what}.docx")
    macro = f"macro:///Standard.Module1.Settle({file},{made},.uno:{what}AllTrackedChanges)"
    command = [OFFICE, option, "--headless", "--norestore", macro]
    subprocess.run(command, check=False, capture_output=True, timeout=240)
    return made


def _words(option: str, file: Path) -> Counter[str]:
    """Return the words of LibreOffice's PDF of a file, from the first clause on."""
    assert OFFICE is not None
    command = [OFFICE, option, "--headless", "--convert-to", "pdf", "--outdir", str(file.parent)]
    subprocess.run([*command, str(file)], check=True, capture_output=True, timeout=240)
    pages = pypdf.PdfReader(file.with_suffix(".pdf")).pages
    text = " ".join(page.extract_text() for page in pages)
    # Running feet have the fingerprint and the page, which are the new document's.
    feet = re.compile(r"Version 1\.0 · source( [0-9a-f]{4}){4}\s*Page \d+ of \d+")
    whole = feet.sub(" ", " ".join(re.sub(r"\.{2,}", " ", text).split()))
    return Counter(whole[whole.index("1.1 Term.") :].split())


@pytest.mark.parametrize("name", ["no trigger", "all but the trigger"])
def test_all_changes_accepted_and_rejected(name: str, tmp_path: Path) -> None:
    old, new = document_of(checked(TERMS)), document_of(checked(EDITS[name](TERMS)))
    file = tmp_path / "redline.docx"
    file.write_bytes(render_word(old, new))
    option = _profile(tmp_path)
    for what, document in (("Accept", new), ("Reject", old)):
        plain = tmp_path / f"plain-{what}.docx"
        plain.write_bytes(render_plain(document))
        assert _words(option, _settled(option, file, what)) == _words(option, plain)
