"""Try the examples that the terms contain: run each on the figures and events it gives.

A figure given for a computed metric stands in place of its computation. What is not given is
missing, so that no example passes because something was read as zero. Events are read and run as
those of an events file are. Nothing is put into words here: where every example gives what it
should, a check needs neither statement nor outline.
"""

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.run import Run
from milestonelang.data.frames import frame_of
from milestonelang.data.model import NO_DATA, THE_EXAMPLE, EventRow, Exact, Rows, SourceRows
from milestonelang.diagnostics.diagnostic import Diagnostic, Label, Sink
from milestonelang.driver import problems
from milestonelang.driver.life.course import Course, take_course
from milestonelang.driver.programs import CLAIMS
from milestonelang.primitives.dates import iso
from milestonelang.source import SourceMap
from milestonelang.types import Money

_FIRST_ROW = 2  # as in a file, where the header is row 1


@records.frozen(eq=False)
class Trial:
    """An example, and the course it was run on: None where *findings* say what is wrong with it.

    *agreement* is the one that ran, as its events renew it.
    """

    agreement: decl.Agreement
    example: decl.Example
    course: Course | None
    findings: tuple[Diagnostic, ...]

    @property
    def program(self) -> ir.Program:
        """The program of an example that was run."""
        assert self.course is not None, "an example with findings is not run"
        return self.course.program

    @property
    def run(self) -> Run:
        """The results of an example that was run."""
        assert self.course is not None, "an example with findings is not run"
        return self.course.run


def try_example(agreement: decl.Agreement, example: decl.Example, sources: SourceMap) -> Trial:
    """Run an example of a checked agreement."""
    strange = strange_events(agreement, example)
    if strange:
        return Trial(agreement, example, None, strange)
    sink = Sink()
    first, agreement = agreement, _widened(agreement, example)
    data = records.evolve(
        NO_DATA,
        events=_events(agreement, example, sink),
        rows=_rows(agreement, example),
        last_period=_last_period(example),
        given=_given(example),
    )
    if agreement.contract.renewal is not None and not sink.has_errors:
        from milestonelang.driver.life.renewing import as_renewed  # most are not renewed

        agreement, data = as_renewed(first, data, None, sink)
    course = None if sink.has_errors else take_course(agreement, data, {}, sink, sources)
    found = tuple(_at_its_row(item, example) for item in sink.found)
    if course is not None:
        found += _after_the_end(example, course.program)
    return Trial(agreement, example, None if found else course, found)


def _widened(agreement: decl.Agreement, example: decl.Example) -> decl.Agreement:
    """Return the agreement as far as the events of an example renew it."""
    days = [event.date for event in example.events if event.kind == "renewal"]
    if not days:
        return agreement
    from milestonelang.driver.life.renewing import widened

    return widened(agreement, lambda: days)


def surely_holds(agreement: decl.Agreement, trial: Trial) -> bool:
    """Whether payments and metrics are all that an example expects, and each is as expected.

    False says nothing: then `driver.examples` finds out, and says what differs.
    """
    if trial.course is None:
        return False
    for cell in trial.example.expected:
        if cell.value is None:
            continue
        id = trial.program.named.get(cell.name)
        declared = agreement.declarations.get(cell.name)
        if id is None or not isinstance(declared, decl.Payment | decl.Metric):
            return False
        if trial.run.periods[cell.period][id] != cell.value:
            return False
    return True


def strange_events(agreement: decl.Agreement, example: decl.Example) -> tuple[Diagnostic, ...]:
    """Return a warning for each event of what was stated before; such an example is not run."""
    return tuple(
        problems.example_not_run(event.kind, event.span)
        for event in example.events
        if event.kind in CLAIMS and not _cures(agreement, event)
    )


def _cures(agreement: decl.Agreement, event: decl.ExampleEvent) -> bool:
    """Whether an event is a payment that can cure the ground of a notice."""
    return isinstance(agreement.declarations.get(event.subject), decl.Exit)


def _given(example: decl.Example) -> dict[str, dict[int, Exact]]:
    given: dict[str, dict[int, Exact]] = {cell.name: {} for cell in example.given}
    for cell in example.given:
        if cell.value is not None:
            given[cell.name][cell.period] = cell.value
    return given


def _last_period(example: decl.Example) -> int | None:
    """Return the last period of which an example says anything."""
    cells = (*example.given, *(example.expected if example.rows else ()))
    return max((cell.period for cell in cells), default=None)


def _rows(agreement: decl.Agreement, example: decl.Example) -> dict[str, SourceRows]:
    """Return the rows that an example gives; where it gives some, other sources have none."""
    if not example.rows:
        return {}
    given = {rows.source: rows for rows in example.rows}
    return {
        source.name: _rows_of(source, given.get(source.name))
        for source in agreement.of_kind(decl.Source)
    }


def _rows_of(source: decl.Source, given: decl.ExampleRows | None) -> Rows:
    names = [column.name for column in source.columns if column.computed is None]
    if given is None:
        return Rows(source.name, THE_EXAMPLE, (), dict.fromkeys(names, ()))
    at = {name: given.columns.index(name) for name in names}
    numbers = tuple(range(_FIRST_ROW, _FIRST_ROW + len(given.rows)))
    columns = {name: tuple(row[place] for row in given.rows) for name, place in at.items()}
    return Rows(source.name, THE_EXAMPLE, numbers, columns)


def _events(agreement: decl.Agreement, example: decl.Example, sink: Sink) -> tuple[EventRow, ...]:
    """Return the events of an example, read as the rows of an events file are."""
    if not example.events:
        return ()
    from milestonelang.data.cells import CellReaders
    from milestonelang.data.read_events import EVENT_COLUMNS, read_events
    from milestonelang.data.tables import FileProblems, Table
    from milestonelang.data.words import in_words

    money = Money(agreement.contract.currency)
    rows = [
        (
            number,
            (
                iso(event.date),
                event.kind,
                event.subject if event.outcome is None else f"{event.subject} is {event.outcome}",
                event.by or _owner(agreement, event.subject),
                (event.until or "") if event.amount is None else in_words(event.amount, money),
                "",
            ),
        )
        for number, event in enumerate(example.events, _FIRST_ROW)
    ]
    found = FileProblems(THE_EXAMPLE, sink)
    readers = CellReaders(agreement, frame_of(agreement, agreement.contract.settled))
    read = read_events(agreement, readers, Table(THE_EXAMPLE, EVENT_COLUMNS, rows), found)
    found.close()
    return tuple(sorted(read, key=lambda row: row.date))


def _owner(agreement: decl.Agreement, subject: str) -> str:
    """Return whose word counts, where the example does not say whose it is."""
    event = agreement.declarations.get(subject)
    if not isinstance(event, decl.Event):
        return ""
    return event.decided_by or event.reported_by or agreement.of_kind(decl.Party)[0].name


def _at_its_row(found: Diagnostic, example: decl.Example) -> Diagnostic:
    """Return what is wrong with an event, at its place in the terms."""
    row = None if found.place is None else found.place.row
    span = example.span if row is None else example.events[row - _FIRST_ROW].span
    return records.evolve(found, place=None, label=Label(span, "in this example"))


def _after_the_end(example: decl.Example, program: ir.Program) -> tuple[Diagnostic, ...]:
    """Return what is expected of periods that the events leave out."""
    last = program.periods[-1]
    return tuple(
        problems.example_after_the_end(cell.name, last.label, cell.span)
        for cell in example.expected
        if cell.period > last.index and cell.value is not None
    )
