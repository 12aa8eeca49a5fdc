"""What was known on each day, as a program takes it.

In: the data, when its periods are settled, and the periods of a program. Out: a view for each day
that is asked for. Promised: results over rows of a metric that is final stay as they were settled.
"""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.data.changes import days_of_change
from milestonelang.data.frames import IsBusinessDay
from milestonelang.data.inputs import make_inputs, of_events
from milestonelang.data.known import Known, as_known, known_on, row_aggregates
from milestonelang.data.model import DataSet, EventRow, Exact
from milestonelang.data.settling import Settlement
from milestonelang.primitives.periods import Period

if TYPE_CHECKING:
    from milestonelang.data.blocks import BlockRows
    from milestonelang.data.gather import QueryResult
    from milestonelang.driver.claim_data import DisputedFigure

Override = tuple[str, int, Exact]  # a metric, its period, and the figure that counts


@records.frozen(eq=False)
class View:
    """What was known on a day, as a program takes it."""

    known: Known
    queries: "Mapping[int, QueryResult]"
    inputs: ir.Inputs


@records.frozen(eq=False)
class _Event:
    """A row of events as a program takes it, and the day from which it is known."""

    row: EventRow
    known_on: int
    happens: tuple[tuple[str, ir.Happening], ...]
    acts: tuple[tuple[str, ir.Act], ...]


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
        self._whole: dict[tuple[int | None, frozenset[Override]], View] = {}
        self._between: dict[int, View] = {}

    def on(self, day: int | None, figures: frozenset[Override] = frozenset()) -> View:
        """Return what counts on *day*: results over rows of a final metric stay as settled.

        *figures* stand in the place of reported ones that are in dispute.
        """
        whole, now = self._known_on(day, figures), self._known_on(None)
        if not self.has_corrections:
            return whole
        known = records.evolve(
            whole.known,
            as_of=self.as_of,
            corrections=now.known.corrections,
            notes=now.known.notes,
        )
        queries = dict(whole.queries)
        results = dict(whole.inputs.queries)
        for owner, nodes in row_aggregates(self.agreement).items():
            declared = self.agreement.declarations[owner]
            reach = declared.restated_periods if isinstance(declared, decl.Metric) else None
            views = [self._known_on(self._counts_on(index, day, reach)) for index in self._indexes]
            for node in nodes:
                id = int(node.id)
                cells = [view.inputs.queries[id][at] for at, view in enumerate(views)]
                # What is not known today was known on no day before.
                results[id] = tuple(
                    last if isinstance(last, ir.Missing) else cell
                    for cell, last in zip(cells, now.inputs.queries[id], strict=True)
                )
                if id in queries:
                    queries[id] = _pieced(queries[id], [view.queries.get(id) for view in views])
        until = self.as_of if day is None else day
        learned = {
            name: {on: known for on, known in found.items() if until is None or known <= until}
            for name, found in self.learned.items()
        }
        inputs = records.evolve(whole.inputs, queries=results, learned=learned)
        return View(known, queries, inputs)

    @property
    def _indexes(self) -> range:
        return range(len(self.periods))

    def _counts_on(self, index: int, day: int | None, reach: int | None) -> int | None:
        last = self.settlement.last_use(index, reach)
        today = self.as_of if day is None else day
        return day if last is None or (today is not None and today <= last) else last

    def meanwhile(self, day: int | None, told: int | None) -> frozenset[Override]:
        """Return the figures that count while disputes last, for a period told on a day."""
        if not self.disputed:
            return frozenset()
        from milestonelang.driver.claim_data import overrides_on  # most runs have no dispute

        return overrides_on(self.disputed, self.as_of if day is None else day, told)

    def _known_on(self, day: int | None, figures: frozenset[Override] = frozenset()) -> View:
        if (day, figures) not in self._whole:
            when = self.as_of if day is None else day
            if day is None or when is None or figures or self._changes is None:
                found = self._looked_up(when, figures)
            else:
                found = self._with_events(bisect_right(self._changes, when), when)
            self._whole[day, figures] = found
        return self._whole[day, figures]

    def _looked_up(self, when: int | None, figures: frozenset[Override]) -> View:
        data = self.data
        if figures:
            from milestonelang.driver.claim_data import with_overrides

            data = with_overrides(data, figures)
        known = as_known(data, self.agreement, when, self.is_business_day)
        settings = dict(self.settings)
        queries = results_over_rows(known, self.agreement, settings, self.is_business_day)
        blocks = rows_of_blocks(known, self.agreement, settings, self.is_business_day)
        inputs = make_inputs(known, self.agreement, self.periods, queries, blocks)
        return View(known, queries, inputs)

    def _with_events(self, between: int, when: int) -> View:
        """Return what counts on a day: but for events it is what it was since the last change."""
        before = self._between.get(between)
        if before is None:
            found = self._between[between] = self._looked_up(when, frozenset())
            return found
        happened: dict[str, list[ir.Happening]] = {}
        acts: dict[str, list[ir.Act]] = {}
        rows = [event for event in self._events if event.known_on <= when]
        for event in rows:
            for name, happening in event.happens:
                happened.setdefault(name, []).append(happening)
            for name, act in event.acts:
                acts.setdefault(name, []).append(act)
        inputs = records.evolve(
            before.inputs,
            events={name: tuple(found) for name, found in happened.items()},
            acts={name: tuple(found) for name, found in acts.items()},
        )
        known = records.evolve(before.known, as_of=when, events=tuple(event.row for event in rows))
        return View(known, before.queries, inputs)

    @cached_property
    def _changes(self) -> tuple[int, ...] | None:
        everything = self._known_on(None).known
        return days_of_change(self.data, everything, self.agreement, self.is_business_day)

    @cached_property
    def _events(self) -> "tuple[_Event, ...]":
        return tuple(_event(row, self.agreement) for row in self.data.events)


def _event(row: EventRow, agreement: decl.Agreement) -> _Event:
    happens, acts = of_events((row,), agreement)
    return _Event(
        row,
        known_on(row),
        tuple((name, each) for name, found in happens.items() for each in found),
        tuple((name, each) for name, found in acts.items() for each in found),
    )


def results_over_rows(
    known: Known,
    agreement: decl.Agreement,
    settings: dict[str, Exact],
    is_business_day: IsBusinessDay,
) -> "Mapping[int, QueryResult]":
    """Return the results of aggregates over rows, by node; none where no rows are given."""
    if not known.rows:
        return {}
    from milestonelang.data.queries import run_queries  # an example has no rows

    return run_queries(known, agreement, settings, is_business_day)


def rows_of_blocks(
    known: Known,
    agreement: decl.Agreement,
    settings: dict[str, Exact],
    is_business_day: IsBusinessDay,
) -> "Mapping[int, BlockRows]":
    """Return the rows of blocks that are carried out for each, by node; none without rows."""
    if not known.rows:
        return {}
    from milestonelang.data.blocks import run_blocks  # an example has no rows

    return run_blocks(known, agreement, settings, is_business_day)


def _pieced(result: "QueryResult", views: "list[QueryResult | None]") -> "QueryResult":
    """Return the result with each period from the view that counts for it."""
    periods = list(result.periods)
    for index, view in enumerate(views[: len(periods)]):
        if view is not None and index < len(view.periods):
            periods[index] = view.periods[index]
    return records.evolve(result, periods=tuple(periods))
