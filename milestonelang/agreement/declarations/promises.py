"""Declarations that promise or show: guarantees, examples, and clauses of text."""

from enum import Enum
from fractions import Fraction

from milestonelang import records
from milestonelang.agreement.declarations.base import Declared, Words
from milestonelang.agreement.expressions import Expr
from milestonelang.agreement.lines import Line


class Claim(Enum):
    """Which of the three a property is."""

    GUARANTEE = "guarantee"
    ASSUME = "assume"
    ASSERT = "assert"


@records.frozen(kw_only=True)
class Property(Line):
    """One property. *form* names its form; *condition* is set for a plain condition.

    *expressions* and *names* are the parts in the order of the form's words. *words* is the source
    text of the line, normalised.
    """

    form: str
    condition: Expr | None
    expressions: tuple[Expr, ...]
    names: tuple[str, ...]
    within: Expr | None
    words: str


@records.frozen(kw_only=True)
class Guarantee(Declared):
    """`guarantee`, `assume` and `assert`."""

    claim: Claim
    properties: tuple[Property, ...]
    for_every: tuple[str, ...]


@records.frozen(kw_only=True)
class ExampleCell(Line):
    """One figure of an example: of a metric (given) or of a payment (then)."""

    period: int
    name: str
    value: Fraction | int | bool | str | None  # None: left empty, not reported


@records.frozen(kw_only=True)
class ExampleEvent(Line):
    """One event that an example gives. *outcome* is what was decided: `approval is granted`.

    *until* is the day until which, or the time by which, an extension goes, as in an events file.
    """

    date: int
    kind: str
    subject: str
    by: str
    amount: Fraction | None
    outcome: str | None = None
    until: str | None = None


@records.frozen(kw_only=True)
class ExampleRows(Line):
    """The rows of a source that an example gives, each with a cell for each of the columns."""

    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Fraction | int | bool | str | None, ...], ...]


@records.frozen(kw_only=True)
class Example(Declared):
    """`example`. Periods are indexes of settlement periods; the last given one ends the run.

    Where none is given but rows are, the last for which something is expected does.
    """

    given: tuple[ExampleCell, ...]
    rows: tuple[ExampleRows, ...] = ()
    events: tuple[ExampleEvent, ...]
    expected: tuple[ExampleCell, ...]

    @property
    def periods(self) -> tuple[int, ...]:
        """The periods that are shown: those of the figures, or of what is expected of rows."""
        return tuple(sorted({cell.period for cell in self.given or self.expected}))


@records.frozen(kw_only=True)
class Clause(Declared):
    """`clause`: paragraphs of text."""

    paragraphs: tuple[Words, ...]
