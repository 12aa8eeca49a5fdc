"""Data in, statement out: read the files, see what is known, run the program, draw up the result.

Promised: nothing is half-evaluated. Where a file, a setting or a figure is wrong, `InputError`
names every mistake and there is no result.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.run import run
from milestonelang.data.inputs import make_inputs
from milestonelang.data.known import Known, as_known
from milestonelang.data.model import DataFile, DataSet, EventRow
from milestonelang.data.queries import run_queries
from milestonelang.data.read import read_data
from milestonelang.data.settling import (
    Settlement,
    correction_days,
    known_until,
    leave_out_final,
    says_when,
    settlement_of,
)
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver import problems
from milestonelang.driver.calendars import holidays_of
from milestonelang.driver.claim_data import (
    DisputedFigure,
    disputed_figures,
    with_audits,
    with_results,
)
from milestonelang.driver.claims import claim_rows, last_booking, run_claims
from milestonelang.driver.errors import InputError
from milestonelang.driver.notices import gives_notice, is_of_exit, judge_notices, note_unread
from milestonelang.driver.programs import KINDS_RUN, compile_program
from milestonelang.driver.restate import Views, tell, tell_stated
from milestonelang.driver.settings import read_settings
from milestonelang.driver.terms import Checked
from milestonelang.ledger.record import Entry
from milestonelang.lowering.exits import periods_of
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
    ledger: Path | None = None


def given(
    data: Iterable[str | Path] = (),
    rows: Mapping[str, str | Path] | None = None,
    events: Iterable[str | Path] = (),
    as_of: date | None = None,
    settings: Mapping[str, str] | None = None,
    ledger: str | Path | None = None,
) -> Given:
    """Return what a run is given, with paths as paths."""
    return Given(
        tuple(Path(item) for item in data),
        tuple((name, Path(item)) for name, item in (rows or {}).items()),
        tuple(Path(item) for item in events),
        as_of,
        tuple((settings or {}).items()),
        None if ledger is None else Path(ledger),
    )


def evaluate_terms(checked: Checked, given: Given) -> Evaluation:
    """Return the statement of checked terms on data.

    Raises TermsError where the terms have errors, InputError where the data or a setting is wrong.
    """
    return draw_up(basis_of(checked, given))


def basis_of(checked: Checked, given: Given, stated: tuple[Entry, ...] | None = None) -> Basis:
    """Return everything that a statement, and an explanation of one of its figures, rests on.

    *stated* are the entries of the ledger where it is held already.
    """
    agreement = checked.require()
    if stated is None:
        stated = _stated(given, agreement)
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
    history = _history(data, agreement, as_of, is_business_day)
    data = history.data
    words = Words(agreement, checked.sources)
    ends: ir.Ending | None = None
    notes: tuple[str, ...] = ()
    if gives_notice(data, agreement):
        # A notice, once good, stays good: every view of the data runs the course it leads to.
        known = as_known(data, agreement, as_of, is_business_day)
        queries = run_queries(known, agreement, settings, is_business_day)

        def course(ends: ir.Ending | None) -> tuple[ir.Program, ir.Inputs]:
            program = compile_program(agreement, settings, frozenset(), holidays, ends)
            return program, make_inputs(known, agreement, program.periods, queries)

        notices = judge_notices(agreement, known, course, words, is_business_day, sink)
        _stop_on_errors(sink, checked)
        ends, notes = notices.ends, notices.notes
    claims = claim_rows(_known_events(data, as_of), agreement)
    after = _after(history, stated, ends, last_booking(claims, history.settlement))
    program = compile_program(agreement, settings, frozenset(), holidays, ends, after)
    views = Views(
        data,
        history.settlement,
        as_of,
        is_business_day,
        settings,
        program.periods,
        bool(history.days),
        history.disputed,
    )
    view = views.on(None, views.meanwhile(None, None))
    basis = Basis(
        agreement=agreement,
        program=program,
        inputs=view.inputs,
        run=run(program, view.inputs),
        outline=outline(agreement),
        words=words,
        known=records.evolve(view.known, notes=view.known.notes + notes),
        queries=view.queries,
        settings=_settings_in_words(agreement, settings),
        hashes=data.hashes,
        last_period=_last_period(data, view.known),
    )
    if stated:
        told = tell_stated(basis, views, history.days, stated)
        basis = records.evolve(basis, told=told)
    elif history.days:
        basis = records.evolve(basis, told=tell(basis, views, history.days))
    if claims:
        found = run_claims(basis, views, claims, stated, sink)
        basis = records.evolve(basis, claims=found)
        _stop_on_errors(sink, checked)
    unread = note_unread(basis.periods(), ends, data.last_period)
    if unread:
        known = records.evolve(basis.known, notes=basis.known.notes + unread)
        basis = records.evolve(basis, known=known)
    _check_computed(basis, sink)
    _stop_on_errors(sink, checked)
    return basis


def _stop_on_errors(sink: Sink, checked: Checked) -> None:
    if sink.has_errors:
        raise InputError(sink.found, checked.sources)


@records.frozen(eq=False)
class _History:
    """Data without what came too late, when periods are settled, and the days of corrections.

    *booked* is the last period in which a difference is booked, where there is one.
    """

    data: DataSet
    settlement: Settlement
    days: tuple[int, ...]
    booked: int
    disputed: tuple[DisputedFigure, ...] = ()


def _stated(given: Given, agreement: decl.Agreement) -> tuple[Entry, ...]:
    if given.ledger is None:
        return ()
    from milestonelang.driver.ledgers import stated_in  # a run without a ledger does without

    return stated_in(given.ledger, agreement)


def _known_events(data: DataSet, as_of: int | None) -> tuple[EventRow, ...]:
    if as_of is None:
        return data.events
    return tuple(row for row in data.events if (row.reported_on or row.date) <= as_of)


def _after(
    history: _History, stated: tuple[Entry, ...], ends: ir.Ending | None, claimed: int
) -> int:
    """Return how many periods after the term and wind-down a run needs to book differences."""
    term, winding = periods_of(history.settlement.agreement, ends)
    ended = len(term) + len(winding)
    booked = history.booked + 1 if history.days else 0
    return max(booked - ended, claimed - ended, len(stated) + 1 - ended if stated else 0, 0)


def _history(
    data: DataSet,
    agreement: decl.Agreement,
    as_of: int | None,
    is_business_day: Callable[[int], bool],
) -> _History:
    everything = as_known(data, agreement, None, is_business_day)
    data = with_audits(data, agreement, as_of)
    disputed = disputed_figures(data, agreement, as_of)
    if not says_when(data) and not disputed:
        return _History(data, settlement_of(data, everything, agreement), (), 0)
    data = known_until(data, as_of)
    settlement = settlement_of(data, everything, agreement)
    data = leave_out_final(data, settlement)
    # The result of a dispute counts however far back it reaches.
    data = with_results(data, agreement, disputed, as_of)
    days = set(correction_days(data, settlement, as_of))
    days |= {day for item in disputed for day in (item.since, item.until) if day is not None}
    last = settlement.books(max(days)) if days else 0
    return _History(data, settlement, tuple(sorted(days)), last, disputed)


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
