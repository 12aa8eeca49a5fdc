"""What was known on each day, as a program takes it.

In: the data, when its periods are settled, and the periods of a program. Out: a view for each day
that is asked for. Promised: results over rows of a metric that is final stay as they were settled.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.data.changes import days_of_change, settled_once
from milestonelang.data.events_by_day import EventsByDay
from milestonelang.data.frames import IsBusinessDay
from milestonelang.data.inputs import make_inputs
from milestonelang.data.known import Known, as_known, row_aggregates
from milestonelang.data.model import DataSet, Exact
from milestonelang.data.settling import Settlement
from milestonelang.primitives.periods import Period

if TYPE_CHECKING:
    from milestonelang.agreement.expressions import RowAggregate
    from milestonelang.data.blocks import BlockRows
    from milestonelang.data.gather import QueryResult
    from milestonelang.driver.life.claimed import DisputedFigure, Override

_Cells = tuple[Exact | ir.Missing | ir.Nothing, ...]


@records.frozen(eq=False)
class View:
    """What was known on a day, as a program takes it."""

    known: Known
    queries: "Mapping[int, QueryResult]"
    inputs: ir.Inputs


class Views:
    """The views of one data set. A day of None stands for the day of the run."""

    def __init__(
        self,
        data: DataSet,
        settlement: Settlement,
        as_of: int | None,
        is_business_day: IsBusinessDay,
        settings: Mapping[str, Exact],
        periods: tuple[Period, ...],
        has_corrections: bool,
        disputed: "tuple[DisputedFigure, ...]" = (),
    ) -> None:
        self.data = data
        self.settlement = settlement
        self.agreement = settlement.agreement
        self.as_of = as_of
        self.is_business_day = is_business_day
        self.settings = settings
        self.periods = periods
        self.has_corrections = has_corrections
        self.learned: dict[str, dict[int, int]] = {}
        self.disputed = disputed
        self._looked_up: dict[tuple[int | None, frozenset[Override]], View] = {}
        self._pieces: dict[tuple[int, ...], dict[int, _Cells]] = {}

    def on(self, day: int | None, figures: "frozenset[Override]" = frozenset()) -> View:
        """Return what counts on *day*: results over rows of a final metric stay as settled.

        *figures* stand in the place of reported ones that are in dispute.
        """
        view, now = self._apart_from_events(day, figures), self._apart_from_events(None)
        known = records.evolve(view.known, events=self._events.known_on(self._until(day)))
        if not self.has_corrections:
            return View(known, view.queries, self.inputs_on(day, figures))
        known = records.evolve(
            known, as_of=self.as_of, corrections=now.known.corrections, notes=now.known.notes
        )
        queries = dict(view.queries)
        for nodes, views in self._that_count(day):
            for id in (int(node.id) for node in nodes if node.id in queries):
                queries[id] = _pieced(queries[id], [each.queries.get(id) for each in views])
        return View(known, queries, self.inputs_on(day, figures))

    def inputs_on(self, day: int | None, figures: "frozenset[Override]" = frozenset()) -> ir.Inputs:
        """Return what counts on *day*, as a program takes it."""
        until = self._until(day)
        happened, acts = self._events.as_taken(until)
        inputs = self._without(day, figures).inputs
        if not self.has_corrections:
            return records.evolve(inputs, events=happened, acts=acts)
        results = self._results(inputs, list(self._that_count(day)))
        learned = {
            name: {on: known for on, known in found.items() if until is None or known <= until}
            for name, found in self.learned.items()
        }
        return records.evolve(inputs, queries=results, events=happened, acts=acts, learned=learned)

    def _results(
        self, inputs: ir.Inputs, counting: "list[tuple[tuple[RowAggregate, ...], list[View]]]"
    ) -> dict[int, _Cells]:
        """Return results over rows with each period from the view that counts for it.

        On most days the same views count as on the day before: then it is the same object.
        """
        key = (id(inputs), *(id(view) for _, views in counting for view in views))
        if key not in self._pieces:
            now = self._without(None).inputs
            results = dict(inputs.queries)
            for nodes, views in counting:
                for id_ in (int(node.id) for node in nodes):
                    cells = [view.inputs.queries[id_][at] for at, view in enumerate(views)]
                    # What is not known today was known on no day before.
                    results[id_] = tuple(
                        last if isinstance(last, ir.Missing) else cell
                        for cell, last in zip(cells, now.queries[id_], strict=True)
                    )
            self._pieces[key] = results
        return self._pieces[key]

    def _until(self, day: int | None) -> int | None:
        return self.as_of if day is None else day

    def _that_count(
        self, day: int | None
    ) -> "Iterator[tuple[tuple[RowAggregate, ...], list[View]]]":
        """Yield aggregates over rows, with the view that counts for each period on a day."""
        for owner, nodes in self._aggregates.items():
            declared = self.agreement.declarations[owner]
            reach = declared.restated_periods if isinstance(declared, decl.Metric) else None
            days = (self._counts_on(index, day, reach) for index in range(len(self.periods)))
            yield nodes, [self._without(each) for each in days]

    def _counts_on(self, index: int, day: int | None, reach: int | None) -> int | None:
        last = self.settlement.last_use(index, reach)
        today = self._until(day)
        return day if last is None or (today is not None and today <= last) else last

    def meanwhile(self, day: int | None, told: int | None) -> "frozenset[Override]":
        """Return the figures that count while disputes last, for a period told on a day."""
        if not self.disputed:
            return frozenset()
        from milestonelang.driver.life.claimed import overrides_on  # most runs have no dispute

        return overrides_on(self.disputed, self.as_of if day is None else day, told)

    def _apart_from_events(
        self, day: int | None, figures: "frozenset[Override]" = frozenset()
    ) -> View:
        """Return what counts on a day, without events."""
        when, found = self._until(day), self._without(day, figures)
        if found.known.as_of == when:
            return found
        return View(records.evolve(found.known, as_of=when), found.queries, found.inputs)

    def _without(self, day: int | None, figures: "frozenset[Override]" = frozenset()) -> View:
        """Return what counts on a day, without events, as it stood on a day since which it does.

        These views are kept: on days between which nothing changes it is the same object.
        """
        place = None if day is None else self._last_change(day)
        if (place, figures) not in self._looked_up:
            data = self._without_events
            if figures:
                from milestonelang.driver.life.claimed import with_overrides

                data = with_overrides(data, figures)
            settled = {} if place is None else self._settled
            self._looked_up[place, figures] = self._look_up(data, self._until(day), settled)
        return self._looked_up[place, figures]

    def _look_up(
        self, data: DataSet, when: int | None, settled: "Mapping[int, QueryResult]"
    ) -> View:
        known = as_known(data, self.agreement, when, self.is_business_day)
        settings = dict(self.settings)
        queries = results_over_rows(known, self.agreement, settings, self.is_business_day, settled)
        blocks = rows_of_blocks(known, self.agreement, settings, self.is_business_day)
        inputs = make_inputs(known, self.agreement, self.periods, queries, blocks)
        return View(known, queries, inputs)

    def _last_change(self, day: int) -> int:
        """Return a day since which figures and rows are known as they are on *day*."""
        if self._changes is None:
            return day
        before = bisect_right(self._changes, day)
        return self._changes[before - 1] if before else 0

    @cached_property
    def _aggregates(self) -> "Mapping[str, tuple[RowAggregate, ...]]":
        return row_aggregates(self.agreement)

    @cached_property
    def _changes(self) -> tuple[int, ...] | None:
        everything = self._apart_from_events(None).known
        return days_of_change(self.data, everything, self.agreement, self.is_business_day)

    @cached_property
    def _settled(self) -> "Mapping[int, QueryResult]":
        """The results over rows that are the same on every day, as they are now."""
        ids = settled_once(self.data, self.agreement)
        return {id: each for id, each in self._apart_from_events(None).queries.items() if id in ids}

    @cached_property
    def _events(self) -> EventsByDay:
        return EventsByDay(self.data.events, self.agreement)

    @cached_property
    def _without_events(self) -> DataSet:
        return records.evolve(self.data, events=())


def results_over_rows(
    known: Known,
    agreement: decl.Agreement,
    settings: dict[str, Exact],
    is_business_day: IsBusinessDay,
    settled: "Mapping[int, QueryResult]" = MappingProxyType({}),
) -> "Mapping[int, QueryResult]":
    """Return the results of aggregates over rows, by node; none where no rows are given.

    Those that are *settled* are not worked out again.
    """
    if not known.rows:
        return {}
    from milestonelang.data.queries import run_queries  # few examples have rows

    return run_queries(known, agreement, settings, is_business_day, settled)


def rows_of_blocks(
    known: Known,
    agreement: decl.Agreement,
    settings: dict[str, Exact],
    is_business_day: IsBusinessDay,
) -> "Mapping[int, BlockRows]":
    """Return the rows of blocks that are carried out for each, by node; none without rows."""
    if not known.rows:
        return {}
    from milestonelang.data.blocks import run_blocks  # few examples have rows

    return run_blocks(known, agreement, settings, is_business_day)


def _pieced(result: "QueryResult", views: "list[QueryResult | None]") -> "QueryResult":
    """Return the result with each period from the view that counts for it."""
    periods = list(result.periods)
    for index, view in enumerate(views[: len(periods)]):
        if view is not None and index < len(view.periods):
            periods[index] = view.periods[index]
    return records.evolve(result, periods=tuple(periods))
