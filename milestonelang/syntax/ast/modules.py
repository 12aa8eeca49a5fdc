"""A whole file, the contract itself, its parties and units, plain text, and amendments."""

from enum import Enum
from typing import TypeAlias

from milestonelang import records
from milestonelang.source import FileId, Span
from milestonelang.syntax.ast.base import Name, Node, Ref, Text
from milestonelang.syntax.ast.data import (
    Column,
    Index,
    Metric,
    Parameter,
    Schedule,
    Segment,
    Source,
)
from milestonelang.syntax.ast.expressions import DayOfYear, Expr
from milestonelang.syntax.ast.guarantees import Assert, Assume, Example, Guarantee, Row
from milestonelang.syntax.ast.life import (
    Audit,
    Dispute,
    Event,
    Exit,
    Milestone,
    Obligation,
    Review,
    Trigger,
)
from milestonelang.syntax.ast.literals import Date
from milestonelang.syntax.ast.notes import Note
from milestonelang.syntax.ast.payments import Due, Payment, RoundedTo
from milestonelang.syntax.ast.sharing import Balance, Limit, Split
from milestonelang.syntax.ast.types import TypeExpr
from milestonelang.syntax.ast.words import Frequency, Roll

# ---- amendments


@records.frozen
class EffectiveFrom(Node):
    """`effective 2027-01-01`."""

    date: Expr


@records.frozen
class AgreedBy(Node):
    """`agreed by company on 2026-12-01`."""

    party: Name
    date: Expr


@records.frozen
class Replaces(Node):
    """`replaces payment base_commission "Base Commission"` and its block."""

    declaration: "Declaration"


@records.frozen
class Adds(Node):
    """`adds event audit_done "Audit Done"` and its block."""

    declaration: "Declaration"


@records.frozen
class Removes(Node):
    """`removes retention_bonus, old_cap`."""

    names: tuple[Ref, ...]


Revision: TypeAlias = Replaces | Adds | Removes
AmendmentLine: TypeAlias = EffectiveFrom | AgreedBy | Revision | Note


@records.frozen
class Amendment(Node):
    """`amendment first "First Amendment"`."""

    name: Name
    title: Text
    lines: tuple[AmendmentLine, ...]


# ---- use


@records.frozen
class Setting(Node):
    """`survival is 3 years`, `escalation is partner_managers, vice_presidents`."""

    name: Name
    values: tuple[Expr, ...]


@records.frozen
class Titled(Node):
    """`titled [NAME] "Reseller Commission"`: the title of what it declares."""

    name: Name | None
    title: Text


@records.frozen
class Use(Node):
    """`use std.confidentiality`, `use "lib/shared.terms" as shared`, a line for each parameter."""

    module: Ref | Text
    alias: Name | None
    """Always there when the module is a file."""
    lines: tuple[Setting | Titled, ...]

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The lines that set a parameter or name what the module needs."""
        return tuple(line for line in self.lines if isinstance(line, Setting))

    @property
    def titles(self) -> tuple[Titled, ...]:
        """The lines that give a declaration of the module another title."""
        return tuple(line for line in self.lines if isinstance(line, Titled))


class NeedKind(Enum):
    """What a module can ask its user for."""

    PARTY = "party"
    UNIT = "unit"
    SEGMENT = "segment"
    SOURCE = "source"
    METRIC = "metric"
    SCHEDULE = "schedule"
    EVENT = "event"
    PAYMENT = "payment"
    BALANCE = "balance"
    MILESTONE = "milestone"
    TRIGGER = "trigger"
    OBLIGATION = "obligation"


@records.frozen
class Needs(Node):
    """`needs metric revenue is money`: a declaration of the file that uses this module.

    *lines* are the columns that a source must have, and notes.
    """

    kind: NeedKind
    name: Name
    type: TypeExpr | None
    lines: tuple[Column | Note, ...]


# ---- the contract


@records.frozen
class Version(Node):
    """`version "1.0"`."""

    text: Text


@records.frozen
class Effective(Node):
    """`effective 2026-01-01 until 2027-12-31`, both days included."""

    start: Date
    end: Date


@records.frozen
class Settled(Node):
    """`settled quarterly in USD`."""

    frequency: Frequency
    currency: str


@records.frozen
class YearsStart(Node):
    """`years start on 1 July`, `years start on 2026-07-01`."""

    day: DayOfYear | Date


@records.frozen
class MonthEndsRoll(Node):
    """`month ends roll back`."""

    roll: Roll


@records.frozen
class BusinessDaysIn(Node):
    """`business days in DE-BY`."""

    calendar: str


@records.frozen
class DueDatesRoll(Node):
    """`due dates roll forward to a business day`."""

    roll: Roll


@records.frozen
class NoticesReceived(Node):
    """`notices received 3 days after sending`."""

    after: Expr


@records.frozen
class OppositeSetOff(Node):
    """`opposite amounts set off`."""


@records.frozen
class Renewed(Node):
    """`renewed for 1 year unless notice of 60 days`."""

    duration: Expr
    notice: Expr


@records.frozen
class Law(Node):
    """`law "the State of Delaware"`."""

    text: Text


@records.frozen
class BasedOn(Node):
    """`based on "base.terms"`; revisions of what stands there follow."""

    terms: Text


@records.frozen
class Core(Node):
    """`core base_commission, annual_ceiling`: a contract based on this one cannot touch them."""

    names: tuple[Ref, ...]


ContractLine: TypeAlias = (
    Version
    | Effective
    | Settled
    | RoundedTo
    | YearsStart
    | MonthEndsRoll
    | BusinessDaysIn
    | DueDatesRoll
    | Due
    | NoticesReceived
    | OppositeSetOff
    | Renewed
    | Law
    | BasedOn
    | Core
    | Revision
    | Note
)


@records.frozen
class Contract(Node):
    """`contract northwind "Partner Growth Agreement"`."""

    name: Name
    title: Text
    lines: tuple[ContractLine, ...]


# ---- parties, units, text


@records.frozen
class DescribedAs(Node):
    """`described as "a Delaware corporation"`."""

    text: Text


PartyLine: TypeAlias = DescribedAs | Note


@records.frozen
class Party(Node):
    """`party company "Acme Analytics, Inc."`."""

    name: Name
    title: Text
    lines: tuple[PartyLine, ...]


@records.frozen
class Unit(Node):
    """`unit customer`, `unit company, plural companies`, `unit mwh "MWh", divisible`."""

    name: Name
    title: Text | None
    """The sign of the unit, which is printed in place of its name, for one and for many."""
    plural: Name | None
    is_divisible: bool
    lines: tuple[Note, ...]


@records.frozen
class ClauseText(Node):
    """The words of a clause: a line that is a text."""

    text: Text


ClauseLine: TypeAlias = ClauseText | Note


@records.frozen
class Clause(Node):
    """`clause confidentiality "Confidentiality"` and its text."""

    name: Name
    title: Text
    lines: tuple[ClauseLine, ...]


@records.frozen
class Rows(Node):
    """`rows` and a block of rows, a cell for each column in their order."""

    rows: tuple[Row, ...]


TableLine: TypeAlias = Column | Rows | Note


@records.frozen
class TableOf(Node):
    """`table decision_rights "Decision Rights"`: a typed schedule of the contract."""

    name: Name
    title: Text
    lines: tuple[TableLine, ...]


Declaration: TypeAlias = (
    Use
    | Needs
    | Contract
    | Party
    | Unit
    | Segment
    | Parameter
    | Source
    | Metric
    | Index
    | Schedule
    | Event
    | Payment
    | Limit
    | Balance
    | Split
    | Milestone
    | Trigger
    | Obligation
    | Audit
    | Dispute
    | Review
    | Exit
    | Amendment
    | Guarantee
    | Assume
    | Assert
    | Example
    | Clause
    | TableOf
)


@records.frozen
class Comment:
    """`# words`: kept for the formatter. *span* begins at the `#`."""

    span: Span
    text: str
    is_own_line: bool


@records.frozen(eq=False)
class Lost:
    """A declaration with a line that could not be read; the mistake was reported.

    *names* are the words with which the lost lines begin, so that what they would have declared is
    not missed elsewhere. With *whole* nothing of the declaration was read.
    """

    span: Span
    names: frozenset[str]
    whole: bool


@records.frozen(eq=False)
class Module:
    """One file, as far as it could be read."""

    file: FileId
    declarations: tuple[Declaration, ...]
    comments: tuple[Comment, ...]
    lost: tuple[Lost, ...]
    """Where a mistake was reported on whose account something may be missing here."""

    @property
    def is_complete(self) -> bool:
        """Whether all of the file was read."""
        return not self.lost
