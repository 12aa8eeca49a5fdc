"""Places of the document, as data: what stands where, under which number.

A `Place` is a clause, a numbered sentence, an item or step, a table, a schedule or an annex. It
says what is printed there (`role`, `subject`) and how it is numbered, and has no words: documents
put the words, statements and explanations only the numbers.
"""

from collections.abc import Iterator
from enum import Enum

from milestonelang import records
from milestonelang.agreement.expressions import Expr, NodeId
from milestonelang.agreement.lines import Line


class Role(Enum):
    """What is printed at a place. The value is the last part of its anchor."""

    # clauses
    TERM = "term"
    CALCULATION = "how-amounts-are-calculated"
    PAYMENT = "payment"
    LIMIT = "limit"
    BALANCE = "balance"
    SPLIT = "split"
    MILESTONE = "milestone"
    TRIGGER = "trigger"
    DUTIES = "duties"
    FIGURES = "figures"
    EXIT = "exit"
    AMENDMENT = "amendment"
    WRITTEN = "written"
    GENERAL = "general"
    # the clause of the term
    LENGTH = "length"
    PERIODS = "periods"
    CURRENCY = "currency"
    RENEWAL = "renewal"
    # the clause of calculation
    ORDER = "order"
    ORDER_STEPS = "steps"
    ORDER_TRIGGERS = "triggers"
    ORDER_ROUNDING = "rounding"
    ORDER_LIMITS = "limits"
    ORDER_SETTLEMENT = "settlement"
    ROUNDING = "rounded"
    SIDES = "sides"
    MISSING = "missing"
    DAYS = "days"
    PART_PERIODS = "part-periods"
    NEGATIVE = "negative"
    RUNNING_TOTALS = "running-totals"
    CONVERSION = "conversion"
    OPPOSITE = "opposite"
    INCLUDING = "including"
    # payments, and whatever else has steps
    DUTY_TO_PAY = "duty-to-pay"
    STEPS = "calculation"
    STEP = "step"
    BASE = "base"
    ROW_LINE = "for-each-row"
    ROW_SHARES = "row-shares"
    HOLDBACK = "holdback"
    RELEASE = "release"
    FORFEITURE = "forfeiture"
    VESTING = "vesting"
    WAITING = "waiting"
    VESTING_CONDITION = "condition"
    TAKING_BACK = "taking-back"
    RECOVERY = "recovery"
    LATE_INTEREST = "late-interest"
    DUE = "due"
    CONDITION = "if"
    # limits, balances, splits
    MAXIMUM = "maximum"
    SHARING = "sharing"
    OPENING = "opening"
    MOVEMENTS = "movements"
    MOVEMENT = "movement"
    BOUNDS = "bounds"
    EXPIRY = "expiry"
    SHARES = "shares"
    SHARE = "share"
    LEFTOVER = "leftover"
    AFTER_TERM = "after-the-end"
    SHARES_PAID = "payment-of-shares"
    # milestones and triggers
    CONDITIONS = "conditions"
    REQUIREMENT = "requirement"
    ACHIEVEMENT = "achievement"
    EXTENSION = "extension"
    MISSED = "missed"
    SKIPPED = "skipped"
    WAIVER = "waiver"
    START = "start"
    EFFECTS = "effects"
    EFFECT = "effect"
    END = "end"
    ON_START = "on-start"
    # duties, figures and statements
    OBLIGATION = "obligation"
    CONSEQUENCE = "consequence"
    REPORTING = "reporting"
    STATEMENT = "statement"
    CORRECTIONS = "corrections"
    EVENTS = "events"
    EVENT = "event"
    DECISION = "decision"
    AUDIT = "audit"
    DISPUTE = "dispute"
    REVIEW = "review"
    # exits and amendments
    GROUNDS = "grounds"
    NOTICE = "notice"
    CURE = "cure"
    ON_TERMINATION = "on-termination"
    WIND_DOWN = "wind-down"
    WIND_DOWN_LINE = "change"
    SURVIVAL = "survival"
    AGREED = "agreed"
    CHANGE = "changed"
    # written clauses and general
    PARAGRAPH = "paragraph"
    LAW = "law"
    NOTICES = "notices"
    PRECEDENCE = "precedence"
    HEADINGS = "headings"
    # schedules and annexes
    SCHEDULE_OF_FIGURES = "schedule-of-figures"
    PARAMETERS = "parameters"
    UNITS = "units"
    SOURCE = "source"
    METRIC = "metric"
    SCALE = "scale"
    INDEX_OF_WEIGHTS = "index-of-weights"
    CALENDAR = "calendar"
    ILLUSTRATIONS = "illustrations"
    ILLUSTRATION = "illustration"
    EDGES = "edges"
    FURTHER_TABLE = "table"
    DIFFERENCES = "differences"
    GUARANTEES = "guarantees"
    GUARANTEE = "guarantee"
    REASONS = "reasons"
    SOURCES = "sources"
    TERMS = "terms"
    # tables inside the places above
    TABLE = "table-of"


class Kind(Enum):
    """What a place is, for whoever words a reference to it."""

    CLAUSE = "clause"
    SUBCLAUSE = "subclause"
    ITEM = "item"
    STEP = "step"
    TABLE = "table"
    SCHEDULE = "schedule"
    PARAGRAPH = "paragraph"
    ANNEX = "annex"
    INDEX = "index"


@records.frozen
class Place:
    """One numbered place.

    *label* stands beside it on the page (`3`, `3.2`, `(d)`, `Table 1`); *number* is how it is
    referred to from elsewhere (`3.2(d)`). *subject* is the declaration, line or condition that is
    printed there, *node* its id; both are None where the place belongs to the whole agreement. The
    only item of a list has no label: it stands in the sentence of the place above.
    """

    kind: Kind
    role: Role
    anchor: str
    label: str
    number: str
    subject: Line | Expr | None
    children: "tuple[Place, ...]" = ()
    tables: "tuple[Place, ...]" = ()

    @property
    def node(self) -> NodeId | None:
        """The id of the node that is printed here."""
        return None if self.subject is None else self.subject.id

    def walk(self) -> "Iterator[Place]":
        """Yield this place and every one in it, in printing order."""
        yield self
        for child in self.children:
            yield from child.walk()
        yield from self.tables

    @property
    def lone(self) -> "Place | None":
        """The only item, which stands in the sentence; None where there is a list, or nothing."""
        return self.children[0] if len(self.children) == 1 and not self.children[0].label else None

    def child(self, role: Role) -> "Place | None":
        """Return the first place of that role directly inside this one."""
        return next((child for child in self.children if child.role is role), None)


Key = tuple[NodeId | None, Role | None]


@records.frozen
class Outline:
    """The numbered tree: clauses, then schedules, annexes and the index."""

    clauses: tuple[Place, ...]
    parts: tuple[Place, ...]
    by_key: dict[Key, Place] = records.field(repr=False, eq=False)

    def find(self, node: NodeId | None, role: Role | None = None) -> Place | None:
        """Return the place of a node (in that role), or None where it has no place of its own.

        A declaration has its clause or schedule, a line its numbered sentence, step or item. A line
        `on … accumulated` has the step that applies its table; its base expression has the step
        before. A place of the whole agreement is found with None and its role.
        """
        return self.by_key.get((node, role))

    def place(self, node: NodeId | None, role: Role | None = None) -> Place:
        """Return the place of a node that is known to have one; raises KeyError otherwise."""
        return self.by_key[(node, role)]

    def number(self, node: NodeId) -> str:
        """Return `3.2(d)` for a step, `3` for a payment, `Schedule 1, 2` for a metric.

        An empty string for a node that is not printed at a place of its own.
        """
        found = self.by_key.get((node, None))
        return "" if found is None else found.number

    def step(self, node: NodeId) -> str:
        """Return `(d)`: the label beside the node's own place; empty where it has none."""
        found = self.by_key.get((node, None))
        return "" if found is None else found.label

    @property
    def entitlement(self) -> str:
        """The number of the item that says what an entitlement is: `2.1(c)`."""
        limited = self.by_key.get((None, Role.ORDER_LIMITS))
        return (limited or self.by_key[(None, Role.ORDER_ROUNDING)]).number

    def walk(self) -> Iterator[Place]:
        """Yield every place in printing order."""
        for place in (*self.clauses, *self.parts):
            yield from place.walk()
