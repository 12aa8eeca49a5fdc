"""`milestone prove`, its certificate, and what `build` makes of it."""

import json
from pathlib import Path

import pytest

from milestonelang import records
from milestonelang.backends.proof.prove import Effort
from milestonelang.cli.run import run
from milestonelang.driver.check import load_checked
from milestonelang.driver.documents.build import build_document
from milestonelang.driver.proving.certificates import compare_certificate, write_certificate
from milestonelang.driver.proving.prove import prove_terms

TERMS = """\
contract small "Small Agreement"
  effective 2026-01-01 until 2026-12-31
  settled quarterly in USD
  rounded half up to the cent

party company "Company"
  described as "a company"

party partner "Partner"
  described as "a partner"

metric revenue "Revenue" is money
  means "what was sold"
  between USD 0 and USD 1,000,000
  reported by company within 15 days

payment fee "Fee"
  company pays partner each quarter
  amount 10% of revenue
  at most USD 50,000 per year
  due within 30 days of the end of the quarter

guarantee ceiling "Ceiling"
  total paid by company to partner is at most USD LIMIT per year
"""


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    path = tmp_path / "small.terms"
    path.write_text(TERMS.replace("LIMIT", "50,000"), "utf-8")
    return path


def test_a_proof_is_certified_compared_and_printed(
    terms: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = terms.with_name("small.certificate.json")
    assert run(["prove", str(terms), "--certificate", str(certificate)]) == 0
    assert "ceiling: proved for the term" in capsys.readouterr().out
    assert run(["prove", str(terms), "--compare", str(certificate), "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["guarantees"][0]["verdict"] == "proved for the term"
    assert shown["sources"] == json.loads(certificate.read_text("utf-8"))["sources"]
    page = build_document(load_checked(terms), "md", final=True).decode("utf-8")
    assert "Holds in the Term" in page and "Not decided" not in page
    assert "no review changes a value" in page


def test_a_certificate_of_other_terms_says_nothing(
    terms: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = terms.with_name("small.certificate.json")
    run(["prove", str(terms), "--certificate", str(certificate)])
    terms.write_text(TERMS.replace("LIMIT", "49,999"), "utf-8")
    page = build_document(load_checked(terms), "md").decode("utf-8")
    assert "Not decided" in page
    assert run(["build", str(terms), "--final"]) == 1
    assert "is of other terms" in capsys.readouterr().err
    assert run(["prove", str(terms), "--compare", str(certificate)]) == 1
    assert "MS1204" in capsys.readouterr().err


def test_a_certificate_is_of_terms_by_any_name(terms: Path) -> None:
    certificate = terms.with_name("small.certificate.json")
    renamed = terms.with_name("received.terms")
    renamed.write_bytes(terms.read_bytes())
    proof = prove_terms(load_checked(terms), Effort(), apart=False)
    received = records.evolve(proof, sources=((str(renamed), proof.sources[0][1]),))
    write_certificate(proof, certificate)
    assert compare_certificate(received, certificate) == ()
    forged = json.loads(certificate.read_text("utf-8"))
    forged["guarantees"][0]["verdict"] = "proved"
    forged["sources"] = [{"file": "small.terms", "sha256": "0" * 64}, {"file": "more.terms"}]
    certificate.write_text(json.dumps(forged), "utf-8")
    terms_of, more, verdict = compare_certificate(received, certificate)
    assert "the terms: the certificate is of SHA-256 0000000000000000…" in terms_of
    assert "more.terms" in more and "`ceiling`: the certificate has proved" in verdict
    forged["sources"] = None
    certificate.write_text(json.dumps(forged), "utf-8")
    assert "no such file" in compare_certificate(received, certificate)[0]


def test_a_violated_guarantee_is_shown_saved_and_not_final(
    terms: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terms.write_text(TERMS.replace("LIMIT", "49,999.99"), "utf-8")
    case, certificate = terms.with_name("case.terms"), terms.with_name("small.certificate.json")
    arguments = ["prove", str(terms), "--save-case", str(case), "--certificate", str(certificate)]
    assert run(arguments) == 1
    assert "USD 50,000.00" in capsys.readouterr().out
    whole = terms.with_name("whole.terms")
    whole.write_text(f"{terms.read_text('utf-8')}\n{case.read_text('utf-8')}", "utf-8")
    assert run(["check", str(whole)]) == 0
    assert run(["build", str(terms), "--final"]) == 1
    assert "the guarantee `ceiling` is violated" in capsys.readouterr().err


def test_what_cannot_be_proved_is_said(terms: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prove", str(terms), "--save-case", str(terms.with_name("case.terms"))]) == 2
    assert "MS1205" in capsys.readouterr().err
    assert run(["prove", str(terms), "--compare", str(terms.with_name("none.json"))]) == 2
    assert "MS1203" in capsys.readouterr().err
    terms.write_text(TERMS.partition("guarantee")[0], "utf-8")
    assert run(["prove", str(terms)]) == 2
    assert "MS1200" in capsys.readouterr().err
    more = "\nassume modest\n  the total of fee is at most USD 5 per year\n"
    terms.write_text(TERMS.replace("LIMIT", "1") + more, "utf-8")
    assert run(["prove", str(terms)]) == 1
    assert "MS1202" in capsys.readouterr().err


def test_an_assumption_narrows_what_is_looked_at(
    terms: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = "\nassume modest\n  revenue <= USD 100,000\n"
    terms.write_text(TERMS.replace("LIMIT", "40,000") + more, "utf-8")
    assert run(["prove", str(terms)]) == 0
    assert "assumed: revenue <= USD 100,000" in capsys.readouterr().out
    terms.write_text(TERMS.replace("LIMIT", "39,999.99") + more, "utf-8")
    assert run(["prove", str(terms)]) == 1


@pytest.mark.parametrize("command", ["prove", "advise", "evaluate", "show"])
def test_a_mistake_is_told_once(
    terms: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    terms.write_text(TERMS.replace("is at most USD LIMIT", "<= USD 5"), "utf-8")
    assert run([command, str(terms)]) == 1
    told = capsys.readouterr().err
    assert told.count("MS0131") == 1 and "is at most USD 5 per year`" in " ".join(told.split())
