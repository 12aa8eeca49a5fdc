"""The statement for one party: what it receives and owes, without the amounts of others.

In: an agreement, a statement and a party. Out: the statement with what concerns the party.
Promised: between two parties nothing is left out; of what others receive there is no amount, but
for a payment that is shared with the party, which its own share is worked out from; a figure is
kept where the party's own amounts rest on it.
"""

from collections.abc import Iterator
from typing import Any

from milestonelang import records
from milestonelang.agreement import declarations as decl
from milestonelang.source import Span
from milestonelang.statement.model import (
    Evaluation,
    PendingLine,
    PeriodStatement,
    ResultLine,
    SplitLine,
    StillOwed,
    Totals,
)

# What others receive is followed no further; all else that a line names, its figures rest on.
_OF_OTHERS = (decl.Payment, decl.Milestone, decl.Party)


def for_party(agreement: decl.Agreement, evaluation: Evaluation, party: str) -> Evaluation:
    """Return the part of a statement that concerns a party; all of it where there are but two."""
    if len(evaluation.parties) <= 2:
        return evaluation
    return _Part(agreement, party).of(evaluation)


class _Part:
    """What concerns one party: *amounts* are payments and milestones, *names* all they rest on."""

    def __init__(self, agreement: decl.Agreement, party: str) -> None:
        self.agreement = agreement
        self.party = party
        self.amounts = set(self._own_amounts())
        self.names = self._rested_on()

    # ---- what concerns the party

    def _own_amounts(self) -> Iterator[str]:
        for declared in self.agreement.declarations.values():
            match declared:
                case (
                    decl.Payment(payer=payer, payee=payee)
                    | decl.Milestone(payer=payer, payee=payee)
                ) if self.party in (payer, payee):
                    yield declared.name
                case decl.Split(of=of) if self._shares(declared) and of:
                    yield of
                case _:
                    continue

    def _shares(self, split: decl.Split) -> bool:
        return any(self.party in line.parties for line in split.lines)

    def _rested_on(self) -> set[str]:
        declared = self.agreement.declarations
        waiting = [*self.amounts, *self._acting(), *self._states()]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            if name in self.amounts or not isinstance(declared[name], _OF_OTHERS):
                named = set(_texts(declared[name])) & declared.keys()
                waiting += [each for each in named if not self._is_of_others(declared[each])]
        return found

    def _acting(self) -> Iterator[str]:
        """Yield the triggers and limits that act on the party's amounts, or on none at all."""
        payments = {each.name for each in self.agreement.of_kind(decl.Payment)}
        for kind in (decl.Trigger, decl.Limit):
            for declared in self.agreement.of_kind(kind):
                acted_on = set(_texts(declared)) & payments
                if acted_on & self.amounts or not acted_on:
                    yield declared.name

    def _states(self) -> Iterator[str]:
        """Yield the milestones and duties that are not those of other parties."""
        parties = {each.name for each in self.agreement.of_kind(decl.Party)}
        for kind in (decl.Milestone, decl.Obligation):
            for declared in self.agreement.of_kind(kind):
                named = set(_texts(declared)) & parties
                if self.party in named or not named:
                    yield declared.name

    def _is_of_others(self, declared: decl.Declaration) -> bool:
        if isinstance(declared, decl.Split):
            return not self._shares(declared)
        return isinstance(declared, decl.Payment | decl.Party) and declared.name not in self.amounts

    def _concerns(self, subject: str) -> bool:
        """Whether a line of this subject concerns the party: a name, a direction or a share."""
        first, to, second = subject.partition(" to ")
        if not to:
            return subject in self.names or subject in (self.party, self.agreement.contract.name)
        if isinstance(self.agreement.declarations.get(first), decl.Split):
            return second == self.party
        return self.party in (first, second)

    # ---- a statement without the rest

    def of(self, evaluation: Evaluation) -> Evaluation:
        """Return the part of a statement that concerns the party."""
        return records.evolve(
            evaluation,
            periods=tuple(self._period(each) for each in evaluation.periods),
            totals=tuple(self._totals(each) for each in evaluation.totals),
            results=tuple(each for each in evaluation.results if self._has_result(each)),
            # Facts about the data may speak of anybody's.
            notes=(),
            accounts=tuple(e for e in evaluation.accounts if self.party in (e.payer, e.payee)),
            disputes=tuple(e for e in evaluation.disputes if self._concerns(e.subject)),
            audits=tuple(e for e in evaluation.audits if e.metric in self.names),
            owed=None if evaluation.owed is None else self._owed(evaluation.owed),
            left=tuple(e for e in evaluation.left if self._concerns(e.subject)),
            assertions=(),
        )

    def _has_result(self, line: ResultLine) -> bool:
        declared = self.agreement.declarations.get(line.subject)
        if isinstance(declared, decl.Payment | decl.Milestone) and line.what != "state":
            return line.subject in self.amounts
        return self._concerns(line.subject)

    def _totals(self, totals: Totals) -> Totals:
        lines = tuple(each for each in totals.lines if self._concerns(each.subject))
        return records.evolve(totals, lines=lines)

    def _owed(self, owed: StillOwed) -> StillOwed:
        return records.evolve(
            owed,
            pairs=tuple(each for each in owed.pairs if self.party in each.parties),
            balances=tuple(each for each in owed.balances if each.name in self.names),
        )

    def _period(self, period: PeriodStatement) -> PeriodStatement:
        return records.evolve(
            period,
            metrics=tuple(e for e in period.metrics if e.name in self.names),
            states=tuple(e for e in period.states if self._has_state(e.name)),
            payments=tuple(e for e in period.payments if e.name in self.amounts),
            milestones=tuple(e for e in period.milestones if e.name in self.amounts),
            balances=tuple(e for e in period.balances if e.name in self.names),
            parties=tuple(e for e in period.parties if e.party == self.party),
            directions=tuple(e for e in period.directions if self._concerns(e.subject)),
            pending=tuple(self._pending(period.pending)),
            restated=tuple(e for e in period.restated if self._concerns(e.subject)),
            moved=tuple(e for e in period.moved if self.party in (e.payer, e.payee)),
            splits=tuple(self._splits(period.splits)),
            grants=tuple(e for e in period.grants if self.party in (e.payer, e.payee)),
        )

    def _has_state(self, name: str) -> bool:
        return name in self.names or isinstance(self.agreement.declarations[name], decl.Exit)

    def _pending(self, lines: tuple[PendingLine, ...]) -> Iterator[PendingLine]:
        for line in lines:
            figures = tuple(each for each in line.figures if self._concerns(each))
            if figures or (not line.figures and line.name in self.names):
                yield records.evolve(line, figures=figures)

    def _splits(self, lines: tuple[SplitLine, ...]) -> Iterator[SplitLine]:
        for line in lines:
            shares = tuple(each for each in line.shares if each.party == self.party)
            if shares:
                yield records.evolve(line, shares=shares)


def _texts(item: Any) -> Iterator[str]:
    """Yield every text inside a node, among them the names that it uses."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, tuple):
        for each in item:
            yield from _texts(each)
    elif hasattr(type(item), "__record_fields__") and not isinstance(item, Span):
        for field in records.fields(type(item)):
            yield from _texts(getattr(item, field.name))
