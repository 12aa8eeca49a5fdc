"""A PDF carries its terms, is computed with, and is refused where it says something else."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pypdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pypdf.generic import ContentStream, NameObject

from milestonelang.cli.run import run
from milestonelang.driver.check import load_checked
from milestonelang.driver.documents.attachments import attachments_of
from milestonelang.driver.documents.build import build_document, document_of
from milestonelang.driver.errors import InputError
from milestonelang.driver.verify import verify_file
from tests.documents.words_programs import SAMPLE

FOLDER = SAMPLE.parent
DATA = ["--data", str(FOLDER / "quarterly.csv"), "--data", f"billing={FOLDER / 'billing.csv'}"]


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return build_document(load_checked(SAMPLE), "pdf")


def _refusal(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        load_checked(path)
    return caught.value


def _with_attachments(pdf: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Return a PDF with other attachments; None takes one out."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    kept = {name: contents[0] for name, contents in reader.attachments.items()}
    writer = pypdf.PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    for name, content in {**kept, **changes}.items():
        if content is not None:
            writer.add_attachment(name, content)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_what_a_pdf_carries(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    carried = {name: contents[0] for name, contents in reader.attachments.items()}
    assert carried["northwind.terms"] == SAMPLE.read_bytes()
    listed = json.loads(carried["milestone.json"])
    assert [entry["address"] for entry in listed["files"]] == [
        "",
        "std.confidentiality",
        "std.governance",
    ]
    assert json.loads(carried["document.json"])["title"] == "Partner Growth Agreement"
    root = reader.trailer["/Root"].get_object()
    assert len(root["/AF"]) == len(carried)  # type: ignore[index]


def test_a_pdf_is_computed_with(
    pdf: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "agreement.pdf"
    file.write_bytes(pdf)
    said = []
    for terms in (str(SAMPLE), str(file)):
        assert run(["evaluate", terms, *DATA, "--format", "json"]) == 0
        # The JSON names the file as it was given.
        said.append(capsys.readouterr().out.replace(f'"{SAMPLE}"', '"northwind.terms"'))
    assert said[0] == said[1]
    assert run(["verify", str(file)]) == 0
    assert "byte for byte" in capsys.readouterr().out


def test_a_pdf_that_was_saved_anew_says_the_same(pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "saved.pdf"
    file.write_bytes(_with_attachments(pdf, {}))
    assert "saved anew" in verify_file(str(file))[-1]


def test_a_file_used_from_beside_the_terms_travels_along(tmp_path: Path) -> None:
    away = tmp_path / "away"
    (tmp_path / "lib").mkdir()
    away.mkdir()
    # A file with the mark of UTF-8 keeps its bytes, and so its fingerprint.
    module = 'clause notices "Notices"\n  "A notice is in writing."\n'
    (tmp_path / "lib" / "notices.terms").write_bytes(b"\xef\xbb\xbf" + module.encode())
    terms = tmp_path / "milestone.terms"
    text = SAMPLE.read_text(encoding="utf-8")
    head, _, rest = text.partition("use std.governance")
    terms.write_text(
        f'{head}use "lib/notices.terms" as notices\nuse std.governance{rest}', encoding="utf-8"
    )
    checked = load_checked(terms)
    (away / "agreement.pdf").write_bytes(build_document(checked, "pdf"))
    again = load_checked(away / "agreement.pdf")
    assert dict(again.modules).keys() == dict(checked.modules).keys()
    assert "lib/notices.terms" in dict(again.modules)
    names = [each.name for each in attachments_of(again, document_of(again))]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("northwind.terms", b"changed", "MS1301"),
        ("northwind.terms", None, "MS1301"),
        ("document.json", b"{}", "MS1301"),
        ("extra.txt", b"put in", "MS1301"),
        ("milestone.json", b"[]", "MS1301"),
        ("milestone.json", b"{", "MS1301"),
        ("milestone.json", None, "MS1300"),
    ],
)
def test_a_changed_attachment_is_named(
    pdf: bytes, tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    file = tmp_path / "changed.pdf"
    file.write_bytes(_with_attachments(pdf, {name: content}))
    found = _refusal(file).diagnostics[0]
    assert found.code == code
    if code == "MS1301":
        assert f"`{name}`" in found.message


def test_terms_that_were_changed_with_their_hash_do_not_give_the_document(
    pdf: bytes, tmp_path: Path
) -> None:
    import hashlib

    terms = SAMPLE.read_bytes().replace(b"8%", b"9%")
    carried = pypdf.PdfReader(io.BytesIO(pdf)).attachments
    listed = json.loads(carried["milestone.json"][0])
    listed["files"][0]["sha256"] = hashlib.sha256(terms).hexdigest()
    changes = {"northwind.terms": terms, "milestone.json": json.dumps(listed).encode()}
    file = tmp_path / "changed.pdf"
    file.write_bytes(_with_attachments(pdf, changes))
    told = _refusal(file).diagnostics[0]
    assert (told.code, told.notes) == ("MS1303", ())
    assert told.help is not None and told.help.startswith("do not rely on the PDF")


def test_a_changed_page_is_shown_beside_what_the_terms_give(pdf: bytes, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    page = writer.pages[2]
    content = ContentStream(page["/Contents"].get_object(), writer)
    shown = [i for i, (_, operator) in enumerate(content.operations) if operator in (b"Tj", b"TJ")]
    del content.operations[shown[10]]
    page[NameObject("/Contents")] = content
    file = tmp_path / "edited.pdf"
    with file.open("wb") as opened:
        writer.write(opened)
    found = _refusal(file).diagnostics[0]
    assert found.code == "MS1302"
    assert "page 3" in found.message
    assert run(["verify", str(file)]) == 1


def test_a_pdf_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "broken.pdf"
    file.write_bytes(b"%PDF-1.7\nnothing")
    assert _refusal(file).diagnostics[0].code == "MS1300"
    assert run(["evaluate", str(file)]) == 2


# ---- signatures


@pytest.fixture
def keys(tmp_path: Path) -> tuple[str, str]:
    private = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    secret, public = tmp_path / "key.pem", tmp_path / "key.pub.pem"
    secret.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return str(secret), str(public)


@pytest.mark.parametrize("form", ["md", "docx"])
def test_signed_files_verify_until_they_change(
    keys: tuple[str, str], tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    secret, public = keys
    file = tmp_path / f"agreement.{form}"
    build = ["build", str(SAMPLE), "-o", str(file), "--to", form, "--sign", secret]
    assert run(build) == 0
    signature = file.with_name(file.name + ".sig").read_bytes()
    assert len(signature) == 64
    assert run(["verify", str(file), "--key", public]) == 0
    assert "holds for the key" in capsys.readouterr().out
    (tmp_path / "moved").write_bytes(signature)
    moved = ["--signature", str(tmp_path / "moved")]
    assert run(["verify", str(file), "--key", public, *moved]) == 0
    file.write_bytes(file.read_bytes() + b" ")
    assert run(["verify", str(file), "--key", public]) == 1
    assert "MS1304" in capsys.readouterr().err


def test_a_signed_pdf_is_verified_as_a_whole(
    keys: tuple[str, str], pdf: bytes, tmp_path: Path
) -> None:
    from milestonelang.driver.documents.signing import sign

    file = tmp_path / "agreement.pdf"
    file.write_bytes(pdf)
    file.with_name("agreement.pdf.sig").write_bytes(sign(pdf, keys[0]))
    lines = verify_file(str(file), (), keys[1])
    assert "signature" in lines[0]
    assert "byte for byte" in lines[-1]


def test_keys_that_cannot_be_used(keys: tuple[str, str], tmp_path: Path) -> None:
    from milestonelang.driver.documents.signing import sign, verify

    other = ec.generate_private_key(ec.SECP256R1())
    private, public = tmp_path / "ec.pem", tmp_path / "ec.pub.pem"
    private.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(
        other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    for key in (keys[1], str(private), str(tmp_path / "none.pem"), str(SAMPLE)):
        with pytest.raises(InputError, match="MS1305"):
            sign(b"x", key)
    for key in (keys[0], str(public), str(tmp_path / "none.pem")):
        with pytest.raises(InputError, match="MS1305"):
            verify("x", b"x", bytes(64), key)


def test_wrong_usage(keys: tuple[str, str], tmp_path: Path) -> None:
    assert run(["build", str(SAMPLE), "-o", "-", "--sign", keys[0]]) == 2
    assert run(["verify", str(SAMPLE), "--signature", "x"]) == 2
    assert run(["verify", str(tmp_path / "none"), "--key", keys[1]]) == 2
    output = tmp_path / "a.md"
    assert run(["build", str(SAMPLE), "-o", str(output), "--sign", keys[1]]) == 2
    assert not output.exists()  # nothing is written where it cannot be signed


@pytest.mark.parametrize("library", ["cryptography", "pypdf"])
def test_a_missing_library_is_named(
    library: str, keys: tuple[str, str], pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from milestonelang.driver.documents.signing import sign

    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    file = tmp_path / "agreement.pdf"
    file.write_bytes(pdf)
    with pytest.raises(InputError, match="MS1306"):
        if library == "pypdf":
            load_checked(file)
        else:
            sign(b"x", keys[0])
