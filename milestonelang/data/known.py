"""What was known on a day: one figure for each reported metric and settlement period.

In: a data set and a day (or none: everything). Out: `Known`. A figure counts from the day it was
reported, and without one from its due day; a row from its `reported_on`, and without one from its
own date; an event likewise. Of several reports of one figure the latest that is known counts. A
figure that is not known says who owes it and since when; it is never zero.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import assert_never

from milestonelang import records
from milestonelang.agreement.declarations import Agreement, Metric, RollUp, Source
from milestonelang.agreement.expressions import RowAggregate, Typed
from milestonelang.agreement.lines import Line
from milestonelang.agreement.rows import blocks_of
from milestonelang.agreement.versions import every_version
from milestonelang.data.frames import Frame, IsBusinessDay, due_day, frame_of, weekdays_only
from milestonelang.data.memory import once
from milestonelang.data.model import (
    THE_EXAMPLE,
    DataSet,
    EventRow,
    Exact,
    Figure,
    LargeRows,
    Provenance,
    Rows,
    SourceRows,
)
from milestonelang.data.reported import frequency_of, reported_metrics
from milestonelang.primitives.dates import iso
from milestonelang.primitives.periods import Period


@records.frozen
class KnownFigure:
    """A metric's figure of a settlement period, and the reports it was made from."""

    value: Exact
    parts: tuple[Figure, ...]

    @property
    def places(self) -> tuple[Provenance, ...]:
        """Where the figure stands in the data."""
        return tuple(part.place for part in self.parts)


@records.frozen
class Missing:
    """A figure that is not known: whose it is to report, of what, and the day it is due.

    *periods* are the labels of what is missing, at the metric's own frequency. *by* is None where
    the terms name nobody. *source* is set where rows are missing, and then *metric* rests on them.
    """

    metric: str
    period: int
    by: str | None
    due: int
    periods: tuple[str, ...]
    source: str | None = None

    def reason(self) -> str:
        """Return what is missing in one sentence without a full stop."""
        what = f"`{self.metric}` of {' and '.join(self.periods)}"
        if self.source is not None:
            what = f"the rows of `{self.source}` for {what}"
        owed = f"; `{self.by}` owes it" if self.by is not None else "; it is"
        return f"{what} is not reported{owed} since {iso(self.due)}"


@records.frozen
class Correction:
    """A later report of a figure that differs from the one before.

    *final* is true where the metric has no `restated` line: once settled it no longer changes.
    """

    metric: str
    period: str
    before: Figure
    after: Figure
    final: bool


@records.frozen
class Known:
    """What counts on a day. *figures*: metric → one entry for each settlement period.

    *missing*: (metric, period) → why there is no figure; also by the name of whatever rests on rows
    that are not complete yet. *due*: (metric, period) → the day the figure is due. *given* stand in
    the place of what is computed, as an example gives them.
    """

    as_of: int | None
    periods: tuple[Period, ...]
    figures: Mapping[str, tuple[KnownFigure | None, ...]]
    missing: Mapping[tuple[str, int], Missing]
    due: Mapping[tuple[str, int], int]
    rows: Mapping[str, SourceRows]
    events: tuple[EventRow, ...]
    corrections: tuple[Correction, ...]
    notes: tuple[str, ...] = ()
    given: Mapping[str, Mapping[int, Exact]] = MappingProxyType({})

    def figure(self, metric: str, period: int) -> KnownFigure | None:
        """Return the figure of a reported metric, or None where it is missing."""
        figures = self.figures.get(metric, ())
        return figures[period] if period < len(figures) else None


def as_known(
    data: DataSet,
    agreement: Agreement,
    as_of: int | None = None,
    is_business_day: IsBusinessDay = weekdays_only,
) -> Known:
    """Return what counts on the day *as_of*, or all that the data says where it is None."""
    return _Knowing(data, agreement, as_of, is_business_day).known()


class _Knowing:
    """One view of a data set."""

    def __init__(
        self,
        data: DataSet,
        agreement: Agreement,
        as_of: int | None,
        is_business_day: IsBusinessDay,
    ) -> None:
        self.data = data
        self.agreement = agreement
        self.as_of = as_of
        self.is_business_day = is_business_day
        self.settlement = frame_of(agreement, agreement.contract.settled)
        self.missing: dict[tuple[str, int], Missing] = {}
        self.due: dict[tuple[str, int], int] = {}
        self.corrections: list[Correction] = []

    def known(self) -> Known:
        figures = {
            name: self._figures(metric) for name, metric in reported_metrics(self.agreement).items()
        }
        for owner, sources in sources_by_owner(self.agreement).items():
            self._await_rows(owner, sources)
        for name, values in self.data.given.items():
            figures[name] = self._given(name, values, figures.get(name))
        return Known(
            as_of=self.as_of,
            periods=self.settlement.periods,
            figures=figures,
            missing=self.missing,
            due=self.due,
            rows={name: self._known_rows(rows) for name, rows in self.data.rows.items()},
            events=tuple(event for event in self.data.events if self._knows(event)),
            corrections=tuple(self.corrections),
            notes=self.data.notes,
            given=self.data.given,
        )

    # ---- figures

    def _given(
        self,
        name: str,
        values: Mapping[int, Exact],
        reported: tuple[KnownFigure | None, ...] | None,
    ) -> tuple[KnownFigure | None, ...]:
        """Return the figures of a metric with those that an example gives."""
        figures = list(reported or (None,) * len(self.settlement.periods))
        for index, value in values.items():
            figures[index] = KnownFigure(value, (Figure(value, None, Provenance(THE_EXAMPLE)),))
            self.missing.pop((name, index), None)
        return tuple(figures)

    def _figures(self, metric: Metric) -> tuple[KnownFigure | None, ...]:
        frame = frame_of(self.agreement, frequency_of(self.agreement, metric))
        latest = self._latest(metric, frame)
        if frame.unit is self.settlement.unit:
            pick = self._same
        elif metric.in_force_until_next:
            pick = self._in_force
        else:
            pick = self._rolled_up
        return tuple(pick(metric, frame, latest, period) for period in self.settlement.periods)

    def _latest(self, metric: Metric, frame: Frame) -> dict[int, Figure]:
        series = self.data.series.get(metric.name)
        latest: dict[int, Figure] = {}
        for index, reports in (series.figures if series is not None else {}).items():
            due = self._due(metric, frame.periods[index])
            dated = [
                (due if report.reported_on is None else report.reported_on, report)
                for report in reports
            ]
            dated.sort(key=lambda item: item[0])
            for day, report in dated:
                if self.as_of is not None and day > self.as_of:
                    break
                before = latest.get(index)
                if before is not None and before.value != report.value:
                    label = frame.periods[index].label
                    final = metric.restated_periods is None
                    self.corrections.append(Correction(metric.name, label, before, report, final))
                latest[index] = report
        return latest

    def _same(
        self, metric: Metric, frame: Frame, latest: Mapping[int, Figure], period: Period
    ) -> KnownFigure | None:
        figure = latest.get(period.index)
        due = self._due(metric, period)
        self.due[metric.name, period.index] = due
        if figure is None:
            self._miss(metric, period, due, (period.label,))
            return None
        return KnownFigure(figure.value, (figure,))

    def _rolled_up(
        self, metric: Metric, frame: Frame, latest: Mapping[int, Figure], period: Period
    ) -> KnownFigure | None:
        inner = [item for item in frame.periods if period.start <= item.end <= period.end]
        if metric.roll_up is RollUp.AT_THE_END:
            inner = inner[-1:]
        if not inner:
            return None
        due = max(self._due(metric, item) for item in inner)
        self.due[metric.name, period.index] = due
        absent = [item for item in inner if item.index not in latest]
        if absent:
            since = min(self._due(metric, item) for item in absent)
            self._miss(metric, period, since, tuple(item.label for item in absent))
            return None
        parts = tuple(latest[item.index] for item in inner)
        return KnownFigure(_roll_up(metric.roll_up, parts), parts)

    def _in_force(
        self, metric: Metric, frame: Frame, latest: Mapping[int, Figure], period: Period
    ) -> KnownFigure | None:
        ended = [item for item in frame.periods if item.end <= period.end]
        self.due[metric.name, period.index] = self._due(metric, (ended or frame.periods)[-1])
        for item in reversed(ended):
            figure = latest.get(item.index)
            if figure is not None:
                return KnownFigure(figure.value, (figure,))
        first = frame.periods[0]
        self._miss(metric, period, self._due(metric, first), (first.label,))
        return None

    def _miss(self, metric: Metric, period: Period, due: int, labels: Sequence[str]) -> None:
        by = None if metric.reported is None else metric.reported.by
        self.missing[metric.name, period.index] = Missing(
            metric.name, period.index, by, due, tuple(labels)
        )

    def _due(self, metric: Metric, period: Period) -> int:
        if metric.reported is None:
            return period.end
        return due_day(self.agreement, metric.reported, period.end, self.is_business_day)

    # ---- rows and events

    def _await_rows(self, owner: str, sources: Sequence[str]) -> None:
        """Note in which periods what is made from rows is not known: not due yet, or no file."""
        declared = self.agreement.declarations[owner]
        reported = declared.reported if isinstance(declared, Metric) else None
        last = self.data.last_period
        for period in self.settlement.periods:
            due = period.end
            if reported is not None:
                due = due_day(self.agreement, reported, period.end, self.is_business_day)
            self.due[owner, period.index] = due
            absent = next((name for name in sources if name not in self.data.rows), None)
            early = self.as_of is not None and self.as_of < due
            # Rows that stop before a period do not say that nothing happened in it.
            silent = self.as_of is None and (last is None or period.index > last)
            if absent is None and (early or silent):
                absent = sources[0]
            if absent is not None:
                keeper = self.agreement.get(absent, Source).kept_by
                by = keeper or (None if reported is None else reported.by)
                self.missing[owner, period.index] = Missing(
                    owner, period.index, by, due, (period.label,), absent
                )

    def _known_rows(self, rows: SourceRows) -> SourceRows:
        source = self.agreement.get(rows.source, Source)
        if isinstance(rows, LargeRows):
            return records.evolve(rows, known_by=self.as_of)
        return _known_rows(source, rows, self.as_of)

    def _knows(self, event: EventRow) -> bool:
        return self.as_of is None or known_on(event) <= self.as_of


def known_on(event: EventRow) -> int:
    """Return the day from which an event is known."""
    return event.date if event.reported_on is None else event.reported_on


@once
def row_aggregates(agreement: Agreement) -> dict[str, tuple[RowAggregate, ...]]:
    """Return the aggregates over rows in each declaration that has some, by its name."""
    if not agreement.of_kind(Source):
        return {}
    found: dict[str, tuple[RowAggregate, ...]] = {}
    for name, item in every_version(agreement):
        found[name] = found.get(name, ()) + tuple(_aggregates(item))
    return {name: nodes for name, nodes in found.items() if nodes}


def sources_by_owner(agreement: Agreement) -> dict[str, tuple[str, ...]]:
    """Return the sources whose rows each declaration rests on, by its name."""
    found = {
        owner: [node.source for node in nodes] for owner, nodes in row_aggregates(agreement).items()
    }
    for payment, block in blocks_of(agreement).items():
        found.setdefault(payment, []).insert(0, block.source)
    return {owner: tuple(dict.fromkeys(names)) for owner, names in found.items()}


def sources_of(metric: Metric) -> tuple[str, ...]:
    """Return the sources whose rows a metric is computed from, in the order of its lines."""
    return tuple(dict.fromkeys(node.source for node in _aggregates(metric.computed)))


def _aggregates(item: object) -> Iterator[RowAggregate]:
    if isinstance(item, RowAggregate):
        yield item
    elif isinstance(item, tuple):
        for each in item:
            yield from _aggregates(each)
    elif isinstance(item, Line | Typed):
        for field in records.fields(type(item)):
            yield from _aggregates(getattr(item, field.name))


def _roll_up(how: RollUp | None, parts: Sequence[Figure]) -> Exact:
    if how is None or how is RollUp.AT_THE_END:
        return parts[-1].value
    total = sum((_number(part.value) for part in parts), Fraction(0))
    match how:
        case RollUp.SUMMED:
            return total
        case RollUp.AVERAGED:
            return total / len(parts)
        case _:
            assert_never(how)


def _number(value: Exact) -> Fraction:
    assert isinstance(value, Fraction), "only figures that add up are summed or averaged"
    return value


def _known_rows(source: Source, rows: Rows, as_of: int | None) -> Rows:
    """Return the rows known on a day; of one that was reported again, the latest report."""
    unique = [column.name for column in source.columns if column.unique and not column.computed]
    if as_of is None and (rows.reported_on is None or not unique):
        return rows
    reported = rows.reported_on or (None,) * rows.count
    kept: dict[object, tuple[int, int]] = {}
    for at, own in enumerate(rows.columns[source.dated_by]):
        # A row without a day of its own was there from the start.
        day = reported[at] if reported[at] is not None else own
        known_from = 0 if day is None else int(day)
        if as_of is not None and known_from > as_of:
            continue
        key = tuple(rows.columns[name][at] for name in unique) if unique else at
        if key not in kept or kept[key][0] <= known_from:
            kept[key] = (known_from, at)
    chosen = sorted(at for _, at in kept.values())
    return Rows(
        source=rows.source,
        file=rows.file,
        numbers=tuple(rows.numbers[at] for at in chosen),
        columns={name: tuple(values[at] for at in chosen) for name, values in rows.columns.items()},
        reported_on=None
        if rows.reported_on is None
        else tuple(rows.reported_on[at] for at in chosen),
    )
