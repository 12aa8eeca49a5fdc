"""Data in, statement out: read the files, see what is known, run the program, draw up the result.

Promised: nothing is half-evaluated. Where a file, a setting or a figure is wrong, `InputError`
names every mistake and there is no result.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.run import run
from milestonelang.data.inputs import make_inputs
from milestonelang.data.known import Known, as_known
from milestonelang.data.model import DataFile, DataSet
from milestonelang.data.queries import run_queries
from milestonelang.data.read import read_data
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver import problems
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.errors import InputError
from milestonelang.driver.final import leave_out_late_reports
from milestonelang.driver.notices import gives_notice, is_of_exit, judge_notices, note_unread
from milestonelang.driver.programs import KINDS_RUN, compile_program
from milestonelang.driver.settings import read_settings
from milestonelang.driver.terms import Checked
from milestonelang.outline.outline import outline
from milestonelang.primitives.dates import is_weekend
from milestonelang.statement.basis import Basis
from milestonelang.statement.draw_up import draw_up
from milestonelang.statement.model import Evaluation
from milestonelang.statement.places import places_of_metric
from milestonelang.statement.words import Words


@records.frozen
class Given:
    """What a run is given: metrics files, rows by source, events files, settings as text."""

    data: tuple[Path, ...] = ()
    rows: tuple[tuple[str, Path], ...] = ()
    events: tuple[Path, ...] = ()
    as_of: date | None = None
    settings: tuple[tuple[str, str], ...] = ()


def given(
    data: Iterable[str | Path] = (),
    rows: Mapping[str, str | Path] | None = None,
    events: Iterable[str | Path] = (),
    as_of: date | None = None,
    settings: Mapping[str, str] | None = None,
) -> Given:
    """Return what a run is given, with paths as paths."""
    return Given(
        tuple(Path(item) for item in data),
        tuple((name, Path(item)) for name, item in (rows or {}).items()),
        tuple(Path(item) for item in events),
        as_of,
        tuple((settings or {}).items()),
    )


def evaluate_terms(checked: Checked, given: Given) -> Evaluation:
    """Return the statement of checked terms on data.

    Raises TermsError where the terms have errors, InputError where the data or a setting is wrong.
    """
    return draw_up(basis_of(checked, given))


def basis_of(checked: Checked, given: Given) -> Basis:
    """Return everything that a statement, and an explanation of one of its figures, rests on."""
    agreement = checked.require()
    sink = Sink()
    settings = read_settings(agreement, dict(given.settings), sink)
    _stop_on_errors(sink, checked)
    holidays = holidays_of(agreement)

    def is_business_day(day: int) -> bool:
        return not is_weekend(day) and day not in holidays

    files = [DataFile(path) for path in given.data]
    files += [DataFile(path, source) for source, path in given.rows]
    data = read_data(agreement, files, given.events, sink)
    _refuse_events(data, agreement, sink)
    _stop_on_errors(sink, checked)
    as_of = None if given.as_of is None else given.as_of.toordinal()
    if _is_reported_again(data):
        everything = as_known(data, agreement, None, is_business_day)
        data = leave_out_late_reports(data, everything, agreement)
    known = as_known(data, agreement, as_of, is_business_day)
    queries = run_queries(known, agreement, settings, is_business_day)
    words = Words(agreement, checked.sources)

    def course(ends: ir.Ending | None) -> tuple[ir.Program, ir.Inputs]:
        program = compile_program(agreement, settings, frozenset(), holidays, ends)
        return program, make_inputs(known, agreement, program.periods, queries)

    ends = None
    if gives_notice(data, agreement):
        notices = judge_notices(agreement, known, course, words, is_business_day, sink)
        _stop_on_errors(sink, checked)
        known, ends = records.evolve(known, notes=known.notes + notices.notes), notices.ends
    program, inputs = course(ends)
    basis = Basis(
        agreement=agreement,
        program=program,
        inputs=inputs,
        run=run(program, inputs),
        outline=outline(agreement),
        words=words,
        known=known,
        queries=queries,
        settings=_settings_in_words(agreement, settings),
        hashes=data.hashes,
        last_period=_last_period(data, known),
    )
    unread = note_unread(basis.periods(), ends, data.last_period)
    basis = records.evolve(basis, known=records.evolve(known, notes=known.notes + unread))
    _check_computed(basis, sink)
    _stop_on_errors(sink, checked)
    return basis


def _stop_on_errors(sink: Sink, checked: Checked) -> None:
    if sink.has_errors:
        raise InputError(sink.found, checked.sources)


def _is_reported_again(data: DataSet) -> bool:
    return any(
        len(reports) > 1 for item in data.series.values() for reports in item.figures.values()
    )


def _refuse_events(data: DataSet, agreement: decl.Agreement, sink: Sink) -> None:
    """Report rows of kinds that change what is owed in ways this version does not compute."""
    for row in data.events:
        if row.kind not in KINDS_RUN and not is_of_exit(agreement, row):
            sink.report(
                problems.event_not_run(row.place.file, row.place.row, row.kind, row.subject)
            )


def _check_computed(basis: Basis, sink: Sink) -> None:
    """Report computed metrics that come out beyond their declared range."""
    for declared in basis.agreement.of_kind(decl.Metric):
        span, id = declared.range, basis.program.named.get(declared.name)
        if declared.computed is None or span is None or id is None:
            continue
        for period in filter(lambda each: basis.program.runs(each.index), basis.program.periods):
            value = basis.result(id, period.index)
            if not isinstance(value, Fraction) or span.low <= value <= span.high:
                continue
            sink.report(
                problems.computed_out_of_range(
                    declared.name,
                    period.label,
                    in_words(value, declared.type),
                    in_words(span.low, declared.type),
                    in_words(span.high, declared.type),
                    places_of_metric(basis, declared, period.index),
                )
            )


def _settings_in_words(
    agreement: decl.Agreement, settings: Mapping[str, ir.Exact]
) -> tuple[tuple[str, str], ...]:
    found = []
    for name, value in settings.items():
        declared = agreement.declarations[name]
        text = in_words(value, declared.type) if isinstance(declared, decl.Parameter) else value
        found.append((name, str(text)))
    return tuple(found)


def _last_period(data: DataSet, known: Known) -> int | None:
    """Return the last period for which anything is known."""
    if known.as_of is None:
        return data.last_period
    ended = [period.index for period in known.periods if period.end <= known.as_of]
    reported: list[int] = [
        index
        for figures in known.figures.values()
        for index, figure in enumerate(figures)
        if figure is not None
    ]
    last = max(reported, default=-1)
    if data.rows and ended:
        last = max(last, min(ended[-1], -1 if data.last_period is None else data.last_period))
    return None if last < 0 else last


def labels_of(basis: Basis) -> Sequence[str]:
    """Return the labels of the periods that a statement has."""
    return tuple(period.label for period in basis.periods())
