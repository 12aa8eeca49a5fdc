"""What `milestone prove` does: prove, then write the certificate and the cases asked for."""

from milestonelang import records
from milestonelang.backends.proof.prove import Effort
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver.errors import InputError
from milestonelang.driver.output import write_file
from milestonelang.driver.proving import problems as prove_problems
from milestonelang.driver.proving.certificates import compare_certificate, write_certificate
from milestonelang.driver.proving.prove import Proof, prove_terms
from milestonelang.driver.proving.text import to_json, to_text
from milestonelang.driver.terms import Checked


@records.frozen(eq=False)
class Done:
    """What the command shows, what it found to say, and the files it wrote."""

    text: str
    findings: tuple[Diagnostic, ...]
    written: tuple[str, ...]
    is_fine: bool


def prove_file(
    checked: Checked,
    form: str = "text",
    budget: int = 1,
    save_case: str | None = None,
    certificate: str | None = None,
    compare: str | None = None,
) -> Done:
    """Prove checked terms; raises TermsError and InputError."""
    proof = prove_terms(checked, Effort(budget))
    findings: list[Diagnostic] = []
    written: list[str] = []
    if compare is not None:
        differences = compare_certificate(proof, compare)
        if differences:
            findings.append(prove_problems.certificate_differs(compare, differences))
    if certificate is not None:
        write_certificate(proof, certificate)
        written.append(certificate)
    if save_case is not None:
        write_file(save_case, cases_of(proof, save_case).encode("utf-8"))
        written.append(save_case)
    text = to_json(proof) if form == "json" else to_text(proof)
    return Done(text, tuple(findings), tuple(written), proof.is_proved and not findings)


def cases_of(proof: Proof, path: str) -> str:
    """Return the cases of violated guarantees as examples; raises InputError if there are none."""
    found = [
        each.shown.examples
        for guarantee in proof.guarantees
        for each in guarantee.properties
        if each.shown is not None and each.shown.examples
    ]
    if not found:
        raise InputError([prove_problems.no_case(path)])
    return "\n".join(found)
