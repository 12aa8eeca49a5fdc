"""What a document says of guarantees: the verdicts that are vouched for.

In: checked terms. Out: the verdict of each guarantee, as the certificate beside the terms has it,
or as the PDF was built with.
"""

from milestonelang.backends.documents.fill_annexes import Verdict
from milestonelang.driver.output import certificate_beside
from milestonelang.driver.terms import Checked


def verdicts_of(checked: Checked) -> dict[str, Verdict]:
    """Return what the certificate beside the terms vouches for; nothing where there is none.

    A PDF carries the verdicts that it was built with.
    """
    if checked.terms.attached is not None:
        return {name: Verdict(word) for name, word in checked.terms.attached.verdicts}
    if not certificate_beside(checked.terms.name).is_file():
        return {}
    from milestonelang.backends.proof.model import Outcome
    from milestonelang.driver.proving.certificates import certified

    known = certified(checked) or {}
    words = {
        Outcome.PROVED: Verdict.HOLDS,
        Outcome.PROVED_FOR_TERM: Verdict.HOLDS_FOR_TERM,
        Outcome.VIOLATED: Verdict.FAILS,
        Outcome.UNDECIDED: Verdict.NOT_DECIDED,
    }
    return {name: words[outcome] for name, outcome in known.items()}
