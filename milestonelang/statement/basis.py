"""What a statement and an explanation are drawn from: the terms, the run and the data."""

from collections.abc import Mapping
from types import MappingProxyType

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl, expressions as ex
from milestonelang.backends.exact.run import Run
from milestonelang.backends.exact.values import Reason, Unknown
from milestonelang.data.gather import QueryResult
from milestonelang.data.known import Known
from milestonelang.data.model import DataSet, Provenance
from milestonelang.data.settling import Settlement
from milestonelang.outline.places import Outline
from milestonelang.primitives.periods import Period
from milestonelang.statement.model import (
    AccountLine,
    AuditLine,
    DisputeLine,
    Exact,
    Figure,
    LeftLine,
    MovementLine,
    RestatedLine,
)
from milestonelang.statement.pending import reason_texts
from milestonelang.statement.words import Words
from milestonelang.types import Choice, Truth, Type


@records.frozen(eq=False)
class Basis:
    """Everything one evaluation rests on.

    *queries* are the results of aggregates over rows, by node; *settings* the values set for this
    run, as they were written; *hashes* the SHA-256 of each data file; *notes* what reading them had
    to say. *last_period* is the last settlement period that the data speaks of, or None;
    *left* is what corrections did not make good, *settlement* when each period is settled, and
    *data* all that was reported.
    """

    agreement: decl.Agreement
    program: ir.Program
    inputs: ir.Inputs
    run: Run
    outline: Outline
    words: Words
    known: Known
    queries: Mapping[int, QueryResult]
    settings: tuple[tuple[str, str], ...]
    hashes: Mapping[str, str]
    last_period: int | None
    told: "Told | None" = None
    claims: "Claims | None" = None
    left: tuple[LeftLine, ...] = ()
    settlement: Settlement | None = None
    data: DataSet | None = None

    def at(self, index: int) -> "Basis":
        """Return what the statement of a period rests on: what was known when it was settled."""
        return self if self.told is None else self.told.bases[index]

    def result(self, id: ir.ValueId, index: int) -> object:
        """Return the result of a value in a period."""
        return self.run.periods[index][id]

    def figure(self, id: ir.ValueId, index: int) -> Figure:
        """Return the result of a value that is no operation in parts."""
        return self.figure_of(self.result(id, index), self.program.values[id].type)

    def figure_of(self, result: object, type: Type) -> Figure:
        """Return a result of a type as a figure."""
        if isinstance(result, Unknown):
            return Figure(None, type, reason_texts(result, self.words, self.known.as_of))
        assert isinstance(result, Exact)
        return Figure(result, type, ())

    def reasons(self, id: ir.ValueId, index: int) -> tuple[Reason, ...]:
        """Return why a value is unknown in a period; nothing where it is known."""
        result = self.result(id, index)
        return result.reasons if isinstance(result, Unknown) else ()

    def state(self, id: ir.ValueId, index: int) -> Figure:
        """Return the state of a trigger, milestone or duty: a trigger's truth in words."""
        figure = self.figure(id, index)
        if not isinstance(figure.type, Truth):
            return figure
        type = Choice(ACTIVITY)
        if figure.value is None:
            return Figure(None, type, figure.pending)
        return Figure(ACTIVITY[0] if figure.value else ACTIVITY[1], type)

    def periods(self) -> tuple[Period, ...]:
        """Return the periods of a statement: term and wind-down, and on while something is due."""
        ended = self.program.term_periods + self.program.wind_down
        booked = () if self.told is None else self.told.lines
        moved = () if self.claims is None else self.claims.moved
        shown = max([ended, *(index + 1 for index in (*booked, *moved))])
        for period in self.program.periods[shown:]:
            if not any(self._still_vests(plan, period.index - 1) for plan in self.program.payments):
                break
            shown = period.index + 1
        return self.program.periods[:shown]

    def _still_vests(self, plan: ir.PaymentPlan, index: int) -> bool:
        stocks = [id for what, id in plan.stocks if what == "unvested"]
        results = [self.result(id, index) for id in stocks]
        return any(isinstance(result, Unknown) or result != 0 for result in results)

    def label(self, index: int) -> str:
        """Return the label of a period."""
        return self.program.periods[index].label

    def clause(self, node: int) -> str:
        """Return the number of the clause, step or item of a node; empty where it has none."""
        return self.outline.number(ex.NodeId(node))


@records.frozen(eq=False)
class Told:
    """What was told of each period when it was settled, and the differences that came later.

    *bases* has what each period's statement rests on, *lines* the differences by the period in
    which they are booked, *late* the places of reports of figures that were settled. *runs* has the
    two runs that a line is the difference of, before and after, by where it is booked.
    """

    bases: tuple[Basis, ...]
    lines: Mapping[int, tuple[RestatedLine, ...]]
    late: frozenset[Provenance]
    runs: Mapping["BookedIn", "tuple[Basis, Basis]"] = MappingProxyType({})


BookedIn = tuple[int, str, str]  # the index of the period, the subject, the original period


@records.frozen(eq=False)
class Claims:
    """What payments, disputes and audits lead to; *moved* by the period in which it is booked."""

    moved: Mapping[int, tuple[MovementLine, ...]]
    accounts: tuple[AccountLine, ...]
    disputes: tuple[DisputeLine, ...]
    audits: tuple[AuditLine, ...]


ACTIVITY = ("active", "inactive")
