"""One agreement over many partners: a table of figures in, a table of what is owed out.

In: checked terms, a Parquet file or an Arrow table with the figures of many partners, and, if there
are any, a table of their own parameters. Out: what each partner is owed, chunk by chunk, so that
memory stays bounded. Promised: every figure is the one that `evaluate` gives for that partner
alone; a row that cannot be used is named and sets its partner aside; what cannot be run is refused
by name before anything is computed.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.batch.form import Kernel
from milestonelang.data import partner_problems, problems as data_problems, row_problems
from milestonelang.data.cells import CellReaders
from milestonelang.data.frames import PERIOD_COLUMNS, due_day, frame_of
from milestonelang.data.partner_columns import (
    is_exact,
    is_key,
    is_whole_number,
    one_array,
    scale_of,
)
from milestonelang.data.partner_events import Happened, read_partner_events
from milestonelang.data.partner_tables import (
    AT,
    Chunk,
    UnusableTableError,
    chunks,
    last_label,
    open_table,
    without_rows,
)
from milestonelang.data.read_metrics import REPORTED_ON
from milestonelang.data.reported import frequency_of, reported_metrics
from milestonelang.diagnostics.diagnostic import Diagnostic, Sink
from milestonelang.driver.batch.blocks import Block, Computed, Engine, Run, Series, compiler
from milestonelang.driver.batch.bounds import Bound, beyond, with_bounds
from milestonelang.driver.batch.chunks import (
    NO_GROUP,
    ChunkReader,
    Figured,
    Group,
    Reject,
    number_of,
)
from milestonelang.driver.batch.figures import FigureColumn, figure_columns, with_room
from milestonelang.driver.batch.given import read_given
from milestonelang.driver.batch.options import Options as Options, require
from milestonelang.driver.batch.program import (
    Brought,
    asks_for_rows,
    brought_metric,
    make_ready,
    vary,
)
from milestonelang.driver.batch.result import Layout, Part, draw_part
from milestonelang.driver.batch.rows import (
    BatchRows,
    Progress,
    asked_of_rows,
    in_group,
    with_rows,
)
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.errors import InputError
from milestonelang.driver.programs import compile_program
from milestonelang.driver.settings import read_settings
from milestonelang.driver.terms import Checked
from milestonelang.primitives.dates import is_weekend
from milestonelang.statement.words import Words
from milestonelang.types import describe

if TYPE_CHECKING:
    from milestonelang.data.row_figures import RowWindow


class Batch:
    """A run over many partners, prepared: whatever cannot be run was refused."""

    def __init__(
        self,
        checked: Checked,
        data: Any,
        parameters: Any = None,
        options: Options | None = None,
        rows: Mapping[str, Any] | None = None,
        progress: Progress | None = None,
        events: str | Path | None = None,
    ) -> None:
        self.options = options or Options()
        require(self.options, data, parameters, *(rows or {}).values())
        self.agreement = checked.require()
        self.words = Words(self.agreement, checked.sources)
        self.checked = checked
        self.holidays = holidays_of(self.agreement)
        self.readers = CellReaders(
            self.agreement, frame_of(self.agreement, self.agreement.contract.settled)
        )
        sink = Sink()
        self.settings = read_settings(self.agreement, dict(self.options.settings), sink)
        self._stop(sink)
        try:
            self.given = read_given(
                self.agreement, self.readers, parameters, self.options.by, set(self.settings)
            )
            keys_only = self.given.table_of_keys(self.options.by)
            self.table = open_table(keys_only if data is None else data, self.options.by)
            self.last = self.options.until or last_label(self.table)
        except UnusableTableError as error:
            raise InputError(error.diagnostics, checked.sources) from error
        self.figured = self._figured()
        self.compile: Callable[[Kernel], Run] = compiler(self.options.native)
        self.groups: dict[Group, _Course] = {}
        self.rows: BatchRows | None = None
        self.rows_brought: tuple[Brought, ...] = ()
        if rows and events is not None:
            what, remedy = "events beside the rows of a source", "give computed metrics as columns"
            self._refuse(partner_problems.not_in_batch(str(events), what, remedy))
        if rows:
            self._compute_rows(rows, data is None and parameters is None, progress)
        self.columns_read = self._columns_read()
        self.happened = {} if events is None else self._happened(Path(events))
        base = self.course(NO_GROUP)
        self.figures = base.figures
        self.layout = Layout(
            self.options.by,
            self.options.wide,
            self.figures,
            base.labels[: base.engine.ready.length],
        )

    def on(self, table: Any) -> "Batch":
        """Return the same run over another Arrow table with the same columns."""
        other = copy.copy(self)
        other.table = open_table(table, self.options.by)
        return other

    # ---- preparing

    def _compute_rows(
        self, given: Mapping[str, Any], are_all: bool, progress: Progress | None
    ) -> None:
        """Work out what is computed from rows; *are_all*: the rows say which partners there are."""
        by, agreement = self.options.by, self.agreement
        program = self._program(agreement)
        self._refuse_rows(program, set(given))
        metrics = {item.brought.name for item in self.figured}
        nodes = asked_of_rows(agreement, program, metrics)
        try:
            self.rows = rows = BatchRows(
                agreement,
                self.readers,
                given,
                by,
                self.settings,
                self._is_business_day,
                self.options.threads,
                self.given,
            )
            rows.refuse(nodes)
            numbers = is_whole_number(self.table.schema.field(by).type)
            rows.compute(nodes, numbers, self.given.by_group(), progress)
            if are_all:
                self.table = records.evolve(open_table(rows.keys_found(), by), name="the rows")
            keys = self.table.path
            if keys is None:
                keys = one_array(self.table.table.column(by))
            rows.name_nobodys(keys, "the rows" if are_all else f"`{self.table.name}`")
            labels = [item for item in (self.last, rows.last_label()) if item is not None]
            first = program.periods[0].label
            self.last = self.options.until or max(labels, default=first)
            self.rows_brought = tuple(rows.brought())
            rows.database.close()  # and with it the memory that it holds
        except UnusableTableError as error:
            raise InputError(error.diagnostics, self.checked.sources) from error

    def _is_business_day(self, day: int) -> bool:
        return not is_weekend(day) and day not in self.holidays

    def _stop(self, sink: Sink) -> None:
        if sink.has_errors:
            raise InputError(sink.found, self.checked.sources)

    def _refuse(self, *found: Diagnostic) -> None:
        raise InputError(list(found), self.checked.sources)

    def _happened(self, path: Path) -> Happened:
        """Return what happened to which partner; raises InputError."""
        sink = Sink()
        happened = read_partner_events(self.agreement, path, self.options.by, sink)
        self._stop(sink)
        for name in without_rows(self.table, happened):
            row = happened[name][0].place.row
            sink.report(partner_problems.unknown_partner(str(path), row, self.options.by, name))
        self._stop(sink)
        return happened

    def _figured(self) -> tuple[Figured, ...]:
        """Return the metrics that the table has figures of; raises InputError."""
        table, wrong = self.table, list[Diagnostic]()
        kinds: dict[str, Any] = {}
        wrong += self._layout_problems()
        for field in table.schema:
            if field.name in (table.by, table.period):
                continue
            name = field.name.partition(AT)[0] if table.is_wide else field.name
            kinds.setdefault(name, field.type)
            if not is_exact(field.type):
                type = self._type_of(name)
                wanted = "figures" if type is None else describe(type)
                kind = str(field.type).upper()
                wrong.append(data_problems.inexact_column(table.name, field.name, kind, wanted))
        found = []
        for name, kind in kinds.items():
            problem = self._problem(name)
            if problem is not None:
                wrong.append(problem)
                continue
            metric = self.agreement.get(name, decl.Metric)
            scale = scale_of(kind, metric.type, brought_metric(metric).scale)
            found.append(Figured(brought_metric(metric, scale), metric.range, name))
        for name, metric in reported_metrics(self.agreement).items():
            if name not in kinds and not metric.only_during_wind_down:
                remedy = "add the column; a figure that is not reported is an empty cell"
                wrong.append(data_problems.missing_column(table.name, name, remedy))
        if wrong:
            self._refuse(*wrong)
        return tuple(found)

    def _layout_problems(self) -> list[Diagnostic]:
        """Return what is wrong with the table's columns of partners and periods."""
        table, found = self.table, list[Diagnostic]()
        kind = table.schema.field(table.by).type
        if not is_key(kind):
            wanted = "the names of partners"
            found.append(
                data_problems.inexact_column(table.name, table.by, str(kind).upper(), wanted)
            )
        settled = self.agreement.contract.settled
        if table.period is not None:
            if PERIOD_COLUMNS[table.period] is not settled:
                found.append(
                    data_problems.other_frequency(
                        table.name, table.period, settled.value, table.period
                    )
                )
            return found
        labels = {period.label for period in self.readers.settlement.periods}
        for name in table.schema.names:
            label = name.partition(AT)[2]
            if name != table.by and not label:
                found.append(data_problems.no_period_column(table.name, None))
                break
            if name != table.by and label not in labels and not self.given.has_terms:
                found.append(data_problems.unknown_column(table.name, name, (), {}))
        return found

    def _type_of(self, name: str) -> Any:
        declared = self.agreement.declarations.get(name)
        return declared.type if isinstance(declared, decl.Metric) else None

    def _problem(self, name: str) -> Diagnostic | None:
        """Return why a column cannot be one of the table's."""
        file = self.table.name
        if name == REPORTED_ON:
            remedy = "give the figures that count; `evaluate` and `settle` restate one partner's"
            return partner_problems.not_in_batch(file, f"the column `{REPORTED_ON}`", remedy)
        metrics = {item.name: item for item in self.agreement.of_kind(decl.Metric)}
        if name not in metrics:
            titles = {item.name: item.title for item in metrics.values()}
            return data_problems.unknown_column(file, name, tuple(metrics), titles)
        frequency = frequency_of(self.agreement, metrics[name])
        settled = self.agreement.contract.settled
        if metrics[name].computed is None and frequency is not settled:
            what = f"`{name}`, reported each {frequency.value} where the contract settles each "
            what += settled.value
            return partner_problems.not_in_batch(file, what, "add its figures up before")
        return None

    def _columns_read(self) -> list[str]:
        table = self.table
        if not table.is_wide:
            assert table.period is not None
            return [table.by, table.period, *(item.column for item in self.figured)]
        names = {item.column for item in self.figured}
        return [table.by] + [
            name for name in table.schema.names if name.partition(AT)[0] in names and AT in name
        ]

    def course(self, group: Group) -> "_Course":
        """Return the program of the partners of a group, made when it is first needed."""
        if group not in self.groups:
            self.groups[group] = self._course(group)
        return self.groups[group]

    def _course(self, group: Group) -> "_Course":
        agreement = in_group(self.agreement, group)
        program = self._program(agreement)
        self._refuse_rows(program, set() if self.rows is None else set(self.rows.sources))
        program = with_rows(vary(program, [item.name for item in self.given.parameters]))
        brought = [item.brought for item in self.figured] + list(self.given.brought)
        brought += self.rows_brought
        program, bounds = with_bounds(program, agreement, {item.column for item in self.figured})
        figures = self._wanted(figure_columns(agreement, program, self.options.lines))
        labels = tuple(period.label for period in program.periods)
        length = sum(label <= (self.last or "") for label in labels)
        if self.last not in labels and group == NO_GROUP:
            length = len(labels)
        length = max(1, length)
        asked = (*figures, *(bound.condition for bound in bounds))
        ready = make_ready(program, brought, [figure.id for figure in asked], length)
        missing = self._missing(agreement, program)
        if self.rows is not None:
            missing |= self.rows.missing(agreement, program, length)
        engine = Engine(ready, {item.name: item for item in brought}, asked, missing, self.compile)
        return _Course(agreement, engine, figures, labels, bounds)

    def _program(self, agreement: decl.Agreement) -> ir.Program:
        metrics = {item.brought.name for item in self.figured}
        computed = {
            item.name for item in agreement.of_kind(decl.Metric) if item.computed is not None
        }
        segments = {item.name for item in self.given.segments}
        given = frozenset((metrics & computed) | segments)
        return compile_program(agreement, self.settings, given, self.holidays)

    def _refuse_rows(self, program: ir.Program, sources: set[str]) -> None:
        by_row = asks_for_rows(program)
        if by_row is not None:
            what = f"`{by_row}`, which is computed for each row of a source,"
            self._refuse(partner_problems.not_in_batch(None, what, "use `evaluate`"))
        metrics = {item.brought.name for item in self.figured}
        for owner, node, _ in asked_of_rows(self.agreement, program, metrics).values():
            if node.source not in sources:
                self._refuse(row_problems.rows_missing(owner, node.source))

    def _wanted(self, figures: tuple[FigureColumn, ...]) -> tuple[FigureColumn, ...]:
        if not self.options.only:
            return figures
        by_name = {figure.name: figure for figure in figures}
        for name in self.options.only:
            if name not in by_name:
                self._refuse(partner_problems.unknown_figure(name, tuple(by_name)))
        return tuple(by_name[name] for name in self.options.only)

    def _missing(
        self, agreement: decl.Agreement, program: ir.Program
    ) -> dict[tuple[str, int], ir.Missing | ir.Nothing]:
        found: dict[tuple[str, int], ir.Missing | ir.Nothing] = {}
        for item in self.figured:
            metric = agreement.get(item.brought.name, decl.Metric)
            for period in program.periods:
                by, due = None, None
                if metric.reported is not None:
                    by = metric.reported.by
                    due = due_day(agreement, metric.reported, period.end, self._is_business_day)
                found[metric.name, period.index] = ir.Missing(metric.name, period.label, by, due)
        return found

    # ---- running

    def parts(self) -> Iterator["Part"]:
        """Yield the result in parts, in the order of the table."""
        import os
        from concurrent.futures import Future, ThreadPoolExecutor

        threads = self.options.threads or os.cpu_count() or 1
        doubled = self._doubled()
        waiting: list[Future[list[Part]]] = []
        with ThreadPoolExecutor(threads) as pool:
            try:
                for chunk in chunks(self.table, self.columns_read, self._cells_beside()):
                    beside = None
                    if self.rows is not None:
                        beside = self.rows.window(chunk.table.column(self.table.by)[-1])
                    waiting.append(pool.submit(self._part, chunk, doubled, beside))
                    if len(waiting) > threads:
                        yield from waiting.pop(0).result()
                for each in waiting:
                    yield from each.result()
            except UnusableTableError as error:
                raise InputError([error.diagnostic], self.checked.sources) from error
        if self.rows is not None:
            self.rows.close()

    def _cells_beside(self) -> int | None:
        """Return how many cells from rows go with each row of the table, if any do."""
        if self.rows is None:
            return None
        length = self.course(NO_GROUP).engine.ready.length
        return (len(self.rows_brought) + 1) * (length if self.table.is_wide else 1)

    def _doubled(self) -> frozenset[str]:
        from milestonelang.data.partner_tables import doubled_keys

        return doubled_keys(self.table) if self.table.is_wide else frozenset()

    def _part(
        self, chunk: Chunk, doubled: frozenset[str], beside: "RowWindow | None"
    ) -> list["Part"]:
        keys = one_array(chunk.table.column(self.table.by))
        found = []
        for group, own in self.given.groups(chunk, keys):
            course = self.course(group)
            length = course.engine.ready.length
            labels = {label: index for index, label in enumerate(course.labels)}
            reader = ChunkReader(self.table, self.figured, self.readers, labels, length, doubled)
            found.append(self._partners(course, reader, own, beside))
        return found

    def _partners(
        self,
        course: "_Course",
        reader: ChunkReader,
        chunk: Chunk,
        beside: "RowWindow | None",
    ) -> "Part":
        partners = reader.read(chunk)
        aside = partners.aside
        rejects = list(partners.rejects)
        series: dict[str, Series] = dict(partners.series)
        series |= self.given.series(partners.keys, chunk, aside, rejects, self.table.by)
        if beside is not None and self.rows is not None:
            ready = course.engine.ready
            found, bad = self.rows.series(beside, partners.keys, ready.program, ready.length)
            series |= found
            aside |= bad
        apart: dict[int, str] = {}
        if self.happened:
            from milestonelang.driver.batch.events import places_of  # most runs have no events

            apart = places_of(self.happened, partners.keys)
        block = Block(len(partners.keys), series, {}, partners.whole, frozenset(apart))
        computed: Computed = course.engine.compute(block)
        computed = self._take_courses(course, block, computed, apart, aside)
        for at, reason in computed.too_large.items():
            aside[at] = True
            row = number_of(chunk, int(partners.rows[at]))
            rejects.append(Reject(row, self.table.by, reason))
        own = len(course.figures)
        wrong = beyond(course.bounds, computed.figures[own:], course.engine.ready.program)
        for at, (metric, reason) in wrong.items():
            if not aside[at]:
                aside[at] = True
                row = number_of(chunk, int(partners.rows[at]))
                reason = f"`{partners.keys[at]}`: {reason}"
                rejects.append(Reject(row, metric, reason))
        computed = records.evolve(computed, figures=computed.figures[:own])
        return draw_part(
            self.layout, course.engine.ready, partners.keys, aside, rejects, computed, self.words
        )

    def _take_courses(
        self,
        course: "_Course",
        block: Block,
        computed: Computed,
        apart: Mapping[int, str],
        aside: Any,
    ) -> Computed:
        """Return the results with what the partners to whom something happened come to."""
        if not apart:
            return computed
        from milestonelang.driver.batch.events import Courses

        courses = Courses(
            course.agreement,
            course.engine,
            course.figures,
            self.options.lines,
            self.settings,
            self.checked.sources,
        )
        figures = [with_room(each) for each in computed.figures]
        computed = records.evolve(
            computed, figures=tuple(figures), by_exact=computed.by_exact + len(apart)
        )
        for at, name in apart.items():
            if aside[at]:
                continue
            wrong = courses.put(block, computed, at, self.happened[name])
            if wrong is not None:
                computed.too_large[at] = wrong
        return computed


@records.frozen(eq=False)
class _Course:
    """The program of some partners, ready to run."""

    agreement: decl.Agreement
    engine: Engine
    figures: tuple[FigureColumn, ...]
    labels: tuple[str, ...]
    bounds: tuple[Bound, ...]
