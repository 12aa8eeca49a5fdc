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
from milestonelang.data.known import Known
from milestonelang.data.model import DataFile, DataSet
from milestonelang.data.note import Named, Note, day_of
from milestonelang.data.read import read_data, renewal_days
from milestonelang.data.words import in_words
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver import problems
from milestonelang.driver.errors import InputError
from milestonelang.driver.life.course import Course, take_course
from milestonelang.driver.life.notices import note_unread
from milestonelang.driver.life.restate import tell, tell_stated
from milestonelang.driver.programs import CLAIMS
from milestonelang.driver.running import running
from milestonelang.driver.settings import read_settings
from milestonelang.driver.terms import Checked
from milestonelang.ledger.record import Entry
from milestonelang.outline.amended import outline_in_force
from milestonelang.primitives.dates import iso
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
    basis = basis_of(checked, given)
    evaluation = draw_up(basis)
    if not any(item.claim is decl.Claim.ASSERT for item in basis.agreement.of_kind(decl.Guarantee)):
        return evaluation
    from milestonelang.driver.asserting import assertions_of  # most terms assert nothing

    settings = read_settings(basis.agreement, dict(given.settings), Sink())
    return records.evolve(evaluation, assertions=assertions_of(basis, settings))


def basis_of(checked: Checked, given: Given, stated: tuple[Entry, ...] | None = None) -> Basis:
    """Return everything that a statement, and an explanation of one of its figures, rests on.

    *stated* are the entries of the ledger where it is held already.
    """
    agreement = running(checked)
    if stated is None:
        stated = _stated(given, agreement)
    sink = Sink()
    settings = read_settings(agreement, dict(given.settings), sink)
    _stop_on_errors(sink, checked)
    files = [DataFile(path) for path in given.data]
    files += [DataFile(path, source) for source, path in given.rows]
    as_of = None if given.as_of is None else given.as_of.toordinal()
    agreement, data = _read(agreement, files, given.events, as_of, sink)
    if any(row.changes is not None for row in data.events) and not sink.has_errors:
        from milestonelang.driver.life.reviewing import as_reviewed  # most runs have no review

        agreement, data = as_reviewed(agreement, data, as_of, sink)
    course = take_course(agreement, data, settings, sink, checked.sources, as_of, len(stated))
    _stop_on_errors(sink, checked)
    assert course is not None, "a course without an error is run"
    basis = on_course(agreement, course, Words(agreement, checked.sources), settings)
    if stated:
        told = tell_stated(basis, course.views, course.days, stated)
        basis = records.evolve(basis, told=told)
    elif course.days:
        basis = records.evolve(basis, told=tell(basis, course.views, course.days))
    if any(row.kind in CLAIMS for row in course.data.events):
        basis = _with_claims(basis, course, stated, sink)
        _stop_on_errors(sink, checked)
    unread = note_unread(basis.periods(), course.program.ends, course.data.last_period)
    if unread:
        known = records.evolve(basis.known, notes=basis.known.notes + unread)
        basis = records.evolve(basis, known=known)
    _check_computed(basis, sink)
    _stop_on_errors(sink, checked)
    if course.reported is None or stated:
        return basis
    from milestonelang.driver.life.from_start import left_as_it_was  # few runs have a correction

    return records.evolve(basis, left=left_as_it_was(basis, course))


def _read(
    agreement: decl.Agreement,
    files: list[DataFile],
    events: tuple[Path, ...],
    as_of: int | None,
    sink: Sink,
) -> tuple[decl.Agreement, DataSet]:
    """Return what the files say, and the agreement as they renew it."""
    if agreement.contract.renewal is None:
        return agreement, read_data(agreement, files, events, sink)
    from milestonelang.driver.life.renewing import as_renewed, widened  # most are not renewed

    widest = widened(agreement, lambda: renewal_days(agreement, events))
    data = read_data(widest, files, events, sink)
    return (agreement, data) if sink.has_errors else as_renewed(agreement, data, as_of, sink)


def _with_claims(basis: Basis, course: Course, stated: tuple[Entry, ...], sink: Sink) -> Basis:
    """Return the basis with what payments, disputes and audits do to what is payable."""
    from milestonelang.driver.claims.claims import run_claims  # many runs have none
    from milestonelang.driver.life.claimed import claim_rows

    rows = claim_rows(course.data.events, basis.agreement, course.views.as_of)
    claims = run_claims(basis, course.views, rows, stated, sink) if rows else None
    return records.evolve(basis, claims=claims)


def _stop_on_errors(sink: Sink, checked: Checked) -> None:
    if sink.has_errors:
        raise InputError(sink.found, checked.sources)


def on_course(
    agreement: decl.Agreement, course: Course, words: Words, settings: Mapping[str, ir.Exact]
) -> Basis:
    """Return what a statement of a course rests on, as all that is known gives it."""
    known = course.view.known
    amended = tuple(
        Note(
            f"from {iso(item.since)} the terms are those of the amendment `{item.amendment}`",
            "amended",
            day=day_of(item.since),
            name=Named(item.amendment),
        )
        for item in (agreement.first.amended if agreement.first is not None else ())
    )
    return Basis(
        agreement=agreement,
        program=course.program,
        inputs=course.view.inputs,
        run=course.run,
        outline=outline_in_force(agreement),
        words=words,
        known=records.evolve(known, notes=known.notes + course.notes + amended),
        queries=course.view.queries,
        settings=_settings_in_words(agreement, settings),
        hashes=course.data.hashes,
        last_period=_last_period(course.data, known),
        settlement=course.views.settlement,
        data=course.data,
    )


def _stated(given: Given, agreement: decl.Agreement) -> tuple[Entry, ...]:
    if given.ledger is None:
        return ()
    from milestonelang.driver.ledgers import stated_in  # a run without a ledger does without

    return stated_in(given.ledger, agreement)


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
