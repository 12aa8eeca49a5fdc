"""Rows about a review: that it was held, and what the parties then agreed to change.

`yearly_review` as the subject says that it was held; `yearly_review changes rate from 2027-Q1` and
`yearly_review revises retention from 2027-Q1` say what the amount of the row is to be the value, or
the baseline, of from that period on. Promised: what may not be changed, a period that has begun by
the day of the row, and a missing amount are refused.
"""

from milestonelang.agreement.declarations import Agreement, MayChange, Metric, Parameter, Review
from milestonelang.agreement.versions import exact_on
from milestonelang.data import review_problems as problems
from milestonelang.data.cells import CellReaders, ReadCell
from milestonelang.data.frames import frame_of, read_label
from milestonelang.diagnostics.diagnostic import Diagnostic

_WORDS = {" changes ": "parameter", " revises ": "baseline_of"}


def review_of(agreement: Agreement, subject: str) -> tuple[Review, str, str] | None:
    """Return the review that a subject names, the verb, and what follows it."""
    for verb in (*_WORDS, ""):
        name, _, rest = subject.partition(verb) if verb else (subject, "", "")
        declared = agreement.declarations.get(name)
        if isinstance(declared, Review) and (rest or not verb):
            return declared, verb, rest
    return None


def read_change(
    agreement: Agreement, subject: str
) -> tuple[str, MayChange | None, str | None] | Diagnostic | None:
    """Return the review, what it changes and from which period; None where it is about no review.

    A row that says no more than that the review was held changes nothing.
    """
    found = review_of(agreement, subject)
    if found is None:
        return None
    review, verb, rest = found
    if not verb:
        return review.name, None, None
    name, separator, label = rest.partition(" from ")
    settled = frame_of(agreement, agreement.contract.settled)
    if label in settled.labels:
        start = settled.periods[settled.labels[label]].start
        then = exact_on(agreement, review.name, start)
        review = then if isinstance(then, Review) else review
    may = {getattr(line, _WORDS[verb]): line for line in review.changes}
    if name not in may:
        known = [
            f"{review.name}{each}{item}" for each in _WORDS for item in _changeable(review, each)
        ]
        return problems.not_to_change(review.name, name, known)
    if not separator:
        return problems.since_missing(subject, settled.periods[-1].label)
    index = read_label(settled, label)
    if isinstance(index, Diagnostic):
        return index
    return review.name, may[name], settled.periods[index].label


def _changeable(review: Review, verb: str) -> list[str]:
    names = (getattr(line, _WORDS[verb]) for line in review.changes)
    return [name for name in names if name is not None]


def value_reader(agreement: Agreement, readers: CellReaders, subject: str) -> ReadCell | None:
    """Return the reader of a new value; None where the row is not about a change in a review."""
    found = read_change(agreement, subject)
    if not isinstance(found, tuple) or found[1] is None:
        return None
    declared = agreement.declarations[found[1].parameter or found[1].baseline_of or ""]
    assert isinstance(declared, Parameter | Metric)
    return readers.reader(declared.type, declared.range)


def begins_too_early(agreement: Agreement, label: str, day: int) -> Diagnostic | None:
    """Return what is wrong with a change from a period that has begun by the day of the row."""
    settled = frame_of(agreement, agreement.contract.settled)
    later = [period.label for period in settled.periods if period.start > day]
    if label in later:
        return None
    return problems.since_too_early(label, later[0] if later else None)
