"""Metrics that are computed from rows, for many partners: from the rows to figures of a run.

In: the agreement, rows of sources by name, and the partners. Out: a program in which the aggregates
are figures that the data brings, and these figures for the partners of a chunk. Promised: what each
partner is owed is what `evaluate` gives on that partner's own rows; a row that cannot be used is
named, and its partner set aside.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.expressions import (
    AppearsIn,
    ColumnValue,
    ParameterValue,
    RowAggregate,
    SegmentValue,
    walk,
)
from milestonelang.data import problems, row_problems
from milestonelang.data.cells import CellReaders
from milestonelang.data.frames import IsBusinessDay, due_day, frame_of
from milestonelang.data.known import row_aggregates
from milestonelang.data.model import Exact
from milestonelang.data.partner_tables import UnusableTableError
from milestonelang.data.row_values import RowWorld
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.driver.batch.blocks import Series
from milestonelang.driver.batch.chunks import NO_GROUP, Group, Reject
from milestonelang.driver.batch.given import Given
from milestonelang.driver.batch.own_values import OwnValues
from milestonelang.driver.batch.program import Brought, natural_scale
from milestonelang.types import Number, Type

if TYPE_CHECKING:
    from milestonelang.data.duckdb_by_partner import Asking, Grouped
    from milestonelang.data.row_figures import RowWindow

Progress = Callable[[str, float], None]


def name_of(node: int) -> str:
    """Return the name under which a run has the figures of an aggregate."""
    return f"rows {node}"


def asked_of_rows(
    agreement: decl.Agreement, program: ir.Program, given: set[str]
) -> dict[int, tuple[str, RowAggregate, Type]]:
    """Return what a program asks of rows: owner, aggregate and type of its value, by node.

    *given* are the metrics whose figures are given.
    """
    types = {
        value.op.node: value.type for value in program.values if isinstance(value.op, ir.QueryInput)
    }
    return {
        int(node.id): (owner, node, types[node.id])
        for owner, nodes in row_aggregates(agreement).items()
        for node in nodes
        if owner not in given and node.id in types
    }


def with_rows(program: ir.Program) -> ir.Program:
    """Return the program in which aggregates over rows are figures that the data brings."""
    values = tuple(
        records.evolve(value, op=ir.MetricInput(name_of(value.op.node)))
        if isinstance(value.op, ir.QueryInput)
        else value
        for value in program.values
    )
    return records.evolve(program, values=values)


class BatchRows:
    """The rows of a run, computed once for all partners."""

    def __init__(
        self,
        agreement: decl.Agreement,
        readers: CellReaders,
        given: Mapping[str, Any],
        by: str,
        settings: Mapping[str, Exact],
        is_business_day: IsBusinessDay,
        threads: int | None,
        partners: Given,
    ) -> None:
        from milestonelang.data.duckdb_database import Database
        from milestonelang.data.duckdb_sources import open_rows

        self.agreement, self.readers, self.by, self.settings = agreement, readers, by, settings
        self.is_business_day = is_business_day
        self.partners, self.own = partners, OwnValues(partners, set())
        declared = {source.name: source for source in agreement.of_kind(decl.Source)}
        for name in given:
            if name not in declared:
                raise UnusableTableError(problems.unknown_source(name, name, tuple(declared)))
        self.sources = {
            name: open_rows(agreement, declared[name], item, by) for name, item in given.items()
        }
        self._folder = tempfile.TemporaryDirectory(prefix="milestone-")
        self.database = Database(Path(self._folder.name), threads)
        for source in self.sources.values():
            self.database.take(source)
        self.grouped: list[Grouped] = []
        self.scales: dict[int, tuple[Type, int]] = {}
        self.nodes: dict[int, tuple[str, RowAggregate, Type]] = {}
        self.rejects: list[Reject] = []
        self.aside: set[str] = set()
        self.nobodys: dict[str, int] = {}
        self._askings: list[tuple[Asking, Sequence[RowAggregate]]] = []
        self._frames_of: dict[int, RowWorld] = {}
        self._figures: Any = None

    def close(self) -> None:
        """Let go of the files with results."""
        self._figures = None
        self._folder.cleanup()

    # ---- what is asked

    def refuse(self, nodes: Mapping[int, tuple[str, RowAggregate, Type]]) -> None:
        """Refuse by name what cannot be worked out; what differs by partner is joined to rows."""
        differing = {item.name for item in (*self.partners.parameters, *self.partners.segments)}
        asked: dict[str, str] = {}
        for owner, node, _ in nodes.values():
            source = self.sources[node.source]
            if not source.by:
                self._refuse(row_problems.whose_rows(source.name, self.by))
            for item in self._parts(node):
                name = None
                if isinstance(item, ParameterValue):
                    segment = self.agreement.get(item.parameter, decl.Parameter).by
                    name = item.parameter if item.parameter in differing else segment
                elif isinstance(item, SegmentValue):
                    name = item.segment
                if name in differing:
                    asked.setdefault(str(name), owner)
        self.own = OwnValues(self.partners, set(asked))
        for name, owner in asked.items():
            if name not in self.own.names:
                self._refuse(row_problems.rows_cannot_differ(name, owner))

    def _refuse(self, problem: Diagnostic) -> NoReturn:
        self.database.close()
        self.close()
        raise UnusableTableError(problem)

    def _parts(self, node: RowAggregate) -> list[Any]:
        columns = {
            column.name: column.computed
            for column in self.agreement.get(node.source, decl.Source).columns
        }
        waiting = [item for item in (node.of, node.where, columns[node.dated_by]) if item]
        found: list[Any] = []
        while waiting:
            for item in walk(waiting.pop()):
                found.append(item)
                if isinstance(item, ColumnValue) and item.source == node.source:
                    inner = columns[item.column]
                    if inner is not None and inner not in found and inner not in waiting:
                        waiting.append(inner)
        return found

    # ---- the queries

    def compute(
        self,
        nodes: Mapping[int, tuple[str, RowAggregate, Type]],
        numbers: bool,
        groups: Mapping[Group, Sequence[Any]],
        progress: Progress | None,
    ) -> None:
        """Work out everything that is asked; *groups* are partners by the terms of their own."""
        from milestonelang.data.duckdb_by_partner import Asking

        self.nodes = dict(nodes)
        worlds = self._worlds(groups)
        self._frames_of = {part: worlds[group] for part, group in enumerate(groups)}
        whose = {str(key): group for group, keys in groups.items() for key in keys}
        if groups:
            self._write_frames(worlds, groups)
        by_source: dict[tuple[str, str], list[RowAggregate]] = {}
        for _, node, _ in nodes.values():
            by_source.setdefault((node.source, node.dated_by), []).append(node)

        def world_of(key: str) -> RowWorld:
            return self.own.world(worlds[whose.get(key, NO_GROUP)], key)

        if self.own.names:
            self.database.keep("own_values", self.own.table(numbers))

        for (name, _), asked in by_source.items():
            asking = Asking(
                self.database,
                worlds[NO_GROUP],
                self.sources[name],
                self.sources,
                self.by,
                numbers,
                bool(groups),
                self.own.sql(),
            )
            self._ask(asking, asked, world_of, progress)
        self._spoiled()

    def _worlds(self, groups: Mapping[Group, Sequence[Any]]) -> dict[Group, RowWorld]:
        worlds = {}
        for group in (NO_GROUP, *groups):
            agreement = in_group(self.agreement, group)
            frame = frame_of(agreement, agreement.contract.settled)
            worlds[group] = RowWorld(agreement, frame, {}, self.settings, self.is_business_day)
        return worlds

    def _ask(
        self,
        asking: "Asking",
        asked: Sequence[RowAggregate],
        world_of: Callable[[str], RowWorld],
        progress: Progress | None,
    ) -> None:
        from milestonelang.data.duckdb_by_partner import can_ask, query
        from milestonelang.data.duckdb_database import OverflowInSqlError
        from milestonelang.data.duckdb_one_by_one import one_by_one

        by_query = [node for node in asked if can_ask(node, asking)]
        others = [node for node in asked if node not in by_query]
        name = asking.source.source.name

        def told(percent: float) -> None:
            if progress is not None:
                progress(name, percent)

        if by_query:
            try:
                say = None if progress is None else told
                self.grouped.append(query(by_query, asking, self._place(), say))
            except OverflowInSqlError:
                others = list(asked)
        if others:
            for node in others:
                if any(isinstance(item, AppearsIn) for item in self._parts(node)):
                    owner = self.nodes[int(node.id)][0]
                    what = "whether it appears in another source, along with what SQL cannot say"
                    raise UnusableTableError(row_problems.not_in_rows(owner, what))
            self.grouped.append(one_by_one(others, asking, world_of, self._place()))
        self._askings.append((asking, asked))

    def _place(self) -> Path:
        return Path(self._folder.name) / f"results{len(self.grouped)}.parquet"

    def _write_frames(
        self, worlds: Mapping[Group, RowWorld], groups: Mapping[Group, Sequence[Any]]
    ) -> None:
        import pyarrow

        keys: list[Any] = []
        parts: list[int] = []
        days: list[tuple[int, int, int]] = []
        for part, (group, own) in enumerate(groups.items()):
            keys += own
            parts += [part] * len(own)
            for period in worlds[group].settlement.periods:
                days += [(part, day, period.index) for day in range(period.start, period.end + 1)]
        columns = zip(*days, strict=True)
        frames = pyarrow.table(dict(zip(("part", "day", "period"), columns, strict=True)))
        self.database.keep("terms", pyarrow.table({"partner": keys, "part": parts}))
        self.database.keep("frames", frames)

    # ---- what came out

    def keys_found(self) -> Path:
        """Write the partners that have rows, and return the file."""
        from milestonelang.data.duckdb_rejects import write_keys

        place = Path(self._folder.name) / "partners.parquet"
        write_keys(self.database, self.grouped, self.by, place)
        return place

    def name_nobodys(self, keys: Any, named: str) -> None:
        """Note the rows of partners that are not among *keys*, a file or an Arrow column."""
        from milestonelang.data.duckdb_rejects import nobodys_rows, take_keys

        take_keys(self.database, keys, self.by)
        for name, asking in {item.source.source.name: item for item, _ in self._askings}.items():
            own = next(item for item in self.grouped if item.source == name)
            found = nobodys_rows(asking, own, named)
            self.rejects += [Reject(*_parts_of(item), name) for item in found.rejects]
            if found.nobodys:
                self.nobodys[asking.source.name] = found.nobodys

    def last_label(self) -> str | None:
        """Return the last period that the rows speak of."""
        from milestonelang.data.duckdb_by_partner import last_periods

        labels = []
        for asking, asked in self._askings:
            worlds = self._frames_of or {0: asking.world}
            own = [item for item in self.grouped if item.source == asking.source.source.name]
            for part, index in last_periods(asking, own, asked[0]).items():
                labels.append(worlds[part].settlement.periods[index].label)
        return max(labels, default=None)

    def _spoiled(self) -> None:
        from milestonelang.data.duckdb_by_partner import columns_needed, has_bad
        from milestonelang.data.duckdb_rejects import spoiled_rows

        by_source: dict[str, tuple[Any, list[RowAggregate]]] = {}
        for asking, asked in self._askings:
            by_source.setdefault(asking.source.source.name, (asking, []))[1].extend(asked)
        for name, (asking, asked) in by_source.items():
            needed = columns_needed(asked, asking.source.source)
            own = [item for item in self.grouped if item.source == name]
            bad = any(has_bad(self.database, item, asking.source, needed) for item in own)
            found = spoiled_rows(asking, needed, self.readers, bad)
            self.rejects += [Reject(*_parts_of(item), name) for item in found.rejects]
            self.aside |= found.partners

    # ---- what a run is given

    def brought(self) -> list[Brought]:
        """Return the figures that the rows bring."""
        from milestonelang.data.duckdb_by_partner import Kind, largest, scale_in

        found = []
        for grouped in self.grouped:
            for result in grouped.results:
                _, _, type = self.nodes[result.node]
                scale = 1
                if result.kind in (Kind.NUMBER, Kind.EXACT):
                    scale = scale_in(self.database, grouped, result, natural_scale(type))
                self.scales[result.node] = type, scale
                widest, count = largest(self.database, grouped, result)
                most = None if widest is None else _power(int(widest * scale))
                name = name_of(result.node)
                over = f"{name} /" if result.over else None
                is_whole = not result.counted
                found.append(Brought(name, type, scale, None, None, False, over, most, is_whole))
                if over is not None:
                    low = Fraction(1)
                    bound = _power(count)
                    found.append(Brought(over, Number(), 1, low, None, False, None, bound, True))
        return found

    def missing(
        self, agreement: decl.Agreement, program: ir.Program, length: int
    ) -> dict[tuple[str, int], ir.Missing | ir.Nothing]:
        """Return what is said of a figure that is not there."""
        found: dict[tuple[str, int], ir.Missing | ir.Nothing] = {}
        for id, (owner, node, _) in self.nodes.items():
            declared = agreement.declarations[owner]
            reported = declared.reported if isinstance(declared, decl.Metric) else None
            keeper = agreement.get(node.source, decl.Source).kept_by
            by = keeper or (None if reported is None else reported.by)
            for period in program.periods:
                due = period.end
                if reported is not None:
                    due = due_day(agreement, reported, period.end, self.is_business_day)
                what: ir.Missing | ir.Nothing = ir.Nothing(node.source, period.label)
                if period.index >= length:
                    what = ir.Missing(node.source, period.label, by, due)
                found[name_of(id), period.index] = what
                found[f"{name_of(id)} /", period.index] = what
        return found

    def window(self, last: Any) -> "RowWindow":
        """Return the results of the partners up to *last*, after those of the time before."""
        from milestonelang.data.row_figures import RowFigures

        if self._figures is None:
            self._figures = RowFigures(self.grouped)
        return self._figures.upto(last)  # type: ignore[no-any-return]

    def series(
        self, window: "RowWindow", keys: Any, program: ir.Program, length: int
    ) -> tuple[dict[str, Series], Any]:
        """Return the figures of partners, and which of these are to be set aside."""
        import numpy

        read, bad = window.series(keys, length, self.scales)
        if self.aside:
            names = keys.cast("string").to_pylist()
            bad |= numpy.array([name in self.aside for name in names], bool)
        series: dict[str, Series] = {}
        for id, found in read.items():
            _, node, _ = self.nodes[id]
            odd: dict[tuple[int, int], Any] = dict(found.odd)
            for (period, at), row in found.empty.items():
                column = f"{node.of.column} " if isinstance(node.of, ColumnValue) else ""
                what = f"{column}in row {row} of {node.source}"
                keeper = self.agreement.get(node.source, decl.Source).kept_by
                odd[period, at] = ir.Missing(what, program.periods[period].label, keeper, None)
            missing = found.missing
            if missing is not None and not missing.any():
                missing = None
            series[name_of(id)] = Series(found.numbers, missing, odd)
            if found.counts is not None:
                series[f"{name_of(id)} /"] = Series(found.counts, None, {})
        return series, bad


def in_group(agreement: decl.Agreement, group: Group) -> decl.Agreement:
    """Return the agreement of the partners whose term has other days."""
    start, end = group
    if start is None and end is None:
        return agreement
    contract = agreement.contract
    contract = records.evolve(
        contract,
        start=contract.start if start is None else start,
        end=contract.end if end is None else end,
    )
    return records.evolve(agreement, contract=contract)


def _parts_of(item: Any) -> tuple[int, str, str, str]:
    return item.row, item.column, item.reason, item.file


def _power(most: int) -> int:
    """Return the least power of sixteen that is not below: kernels of like data are one kernel."""
    bound = 1 << 16
    while bound < most:
        bound <<= 4
    return bound
