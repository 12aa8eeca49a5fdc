"""Figures used with where they stand, balances, set-off, corrections, and the year by period.

In: a `Sheet`. Out: tables. Promised: each figure that the period has is here with its source, and
a correction with the period that it belongs to.
"""

from collections.abc import Iterator

from milestonelang.agreement import declarations as decl
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.data.model import Provenance
from milestonelang.statement.model import (
    ChangeLine,
    Figure,
    MetricLine,
    PeriodStatement,
    RestatedLine,
    ResultLine,
)
from milestonelang.statement.places import reported_at, rows_behind
from milestonelang.statement.printed.first_page import item_words
from milestonelang.statement.printed.sheet import Sheet, short_file, table
from milestonelang.statement.printed.steps import step_words

_LABEL, _DECIMAL, _NUMBER = (
    model.ColumnKind.LABEL,
    model.ColumnKind.DECIMAL,
    model.ColumnKind.NUMBER,
)
ABREAST = 4


def used(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return every figure of the period with its source, then balances and what is carried."""
    rows = [row for line in sheet.period.metrics for row in _metric(sheet, line)]
    columns = (
        sheet.column("used_head"),
        sheet.column("amount_head", _NUMBER),
        sheet.column("source_head"),
        sheet.column("clause_head", _LABEL),
    )
    found = table(sheet.say("used"), "figures", columns, rows)
    return (*found, *_balances(sheet), *_parties(sheet))


def _metric(sheet: Sheet, line: MetricLine) -> Iterator[model.Row]:
    basis = sheet.basis
    yield model.Row(
        (
            words(line.title).inlines,
            sheet.figure(line.figure).inlines,
            _source(sheet, line).inlines,
            sheet.clause(line.clause).inlines,
        )
    )
    own = basis.program.metric_steps.get(line.name, ())
    steps = basis.program.steps_of(line.name, own, sheet.index)
    for step, told in zip(steps, line.steps, strict=True):
        said, figure = step_words(sheet, step, told)
        # In this table a bare amount here would read as where the figure stands.
        figure = sheet.say("step_with", figure=figure) if figure.text else figure
        yield model.Row(
            (
                sheet.say("step_of", what=said).inlines,
                sheet.figure(told.after).inlines,
                figure.inlines,
                sheet.clause(told.clause).inlines,
            ),
            model.RowKind.RESULT,
        )


def _source(sheet: Sheet, line: MetricLine) -> Phrase:
    places = _places(sheet, line)
    where = sheet.scene.voice.both(places) if places else Phrase()
    if line.computed:
        return sheet.say("computed_from", where=where) if places else sheet.say("computed")
    by = _reporter(sheet, line.name)
    if by is not None and places:
        return sheet.say("reported_by", party=by, where=where)
    return where


def _places(sheet: Sheet, line: MetricLine) -> list[Phrase]:
    """Return where a figure stands: the row of a file, or how many of its rows gave it."""
    basis = sheet.basis
    declared = basis.agreement.get(line.name, decl.Metric)
    if line.computed:
        return [_rows(sheet, *each) for each in rows_behind(basis, declared, sheet.index).items()]
    found = dict.fromkeys(
        Provenance(place.file, place.row) for place in reported_at(basis, declared, sheet.index)
    )
    return [sheet.row_of(place) for place in found]


def _rows(sheet: Sheet, file: str, counts: list[int]) -> Phrase:
    said = [
        sheet.say("rows_one" if each == 1 else "rows_many", number=words(values.number(each)))
        for each in counts
    ]
    name = sheet.given(short_file(file))
    return sheet.say("in_rows", file=name, rows=sheet.scene.voice.both(said))


def _reporter(sheet: Sheet, name: str) -> Phrase | None:
    declared = sheet.basis.agreement.declarations.get(name)
    reported = declared.reported if isinstance(declared, decl.Metric) else None
    return None if reported is None else sheet.name(reported.by)


def _balances(sheet: Sheet) -> tuple[model.Block, ...]:
    rows = [
        model.Row(
            (
                words(line.title).inlines,
                sheet.figure(line.end).inlines,
                sheet.clause(line.clause).inlines,
            )
        )
        for line in sheet.period.balances
    ]
    columns = (
        sheet.column("balance_head", names_row=True),
        sheet.column("at_end_head", _NUMBER),
        sheet.column("clause_head", _LABEL),
    )
    return table(sheet.say("balances"), "balances", columns, rows)


def _parties(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return what was set off against a party's amounts and what it carries, zeros included."""
    rows = [
        model.Row(
            (
                sheet.party(line.party).inlines,
                sheet.figure(line.set_off).inlines,
                sheet.figure(line.carried).inlines,
            )
        )
        for line in sheet.period.parties
    ]
    columns = (
        sheet.column("party_head", names_row=True),
        sheet.column("set_off_head", _NUMBER),
        sheet.column("carried_head", _NUMBER),
    )
    return table(sheet.say("set_off"), "set-off", columns, rows)


# ---- corrections


def corrected(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return each difference of an earlier period, with the lines of that period that differ."""
    rows: list[model.Row] = []
    subjects = [line.subject for line in sheet.period.restated]
    for line in sheet.period.restated:
        rows.append(_difference(sheet, line))
        rows += [_change(sheet, change) for change in line.changes]
    for result in sheet.evaluation.results:
        is_sum = (result.period, result.what) == (sheet.period.label, "restated")
        if is_sum and subjects.count(result.subject) > 1:
            said = sheet.say("corrected_together", subject=_corrected(sheet, result.subject))
            rows.append(_corrected_row(sheet, "", said, (None, None, result.figure), ""))
    columns = (
        sheet.column("original_head", _LABEL),
        sheet.column("restated_head"),
        sheet.column("was_head", _NUMBER),
        sheet.column("now_head", _NUMBER),
        sheet.column("difference_head", _NUMBER),
        sheet.column("clause_head", _LABEL),
    )
    currency = words(sheet.evaluation.currency)
    caption = sheet.say("in_currency", title=sheet.say("restated"), currency=currency)
    return table(caption, "restated", columns, rows)


def _difference(sheet: Sheet, line: RestatedLine) -> model.Row:
    said = _corrected(sheet, line.subject)
    if line.reported_on is not None:
        said = sheet.say("corrected_on", subject=said, day=sheet.day(line.reported_on))
    amounts = (None, None, line.amount)
    return _corrected_row(sheet, line.original, said, amounts, "", model.RowKind.TOTAL)


def _change(sheet: Sheet, change: ChangeLine) -> model.Row:
    head = sheet.heads.get(sheet.places.get(change.clause, ""), "")
    if change.what in ("line", "base"):
        said = words(head) if head else sheet.given(change.words)
    elif change.what == "stated":
        said = sheet.given(change.words)
    else:
        title = words(change.title) if change.title else sheet.name(change.name)
        said = item_words(sheet, change.what, title)
    amounts = (change.was, change.now, change.amount)
    return _corrected_row(sheet, "", said, amounts, change.clause)


def _corrected_row(
    sheet: Sheet,
    label: str,
    said: Phrase,
    amounts: tuple[Figure | None, Figure | None, Figure],
    clause: str,
    kind: model.RowKind = model.RowKind.PLAIN,
) -> model.Row:
    currency = sheet.evaluation.currency
    cells = tuple(() if each is None else sheet.cell(each, currency) for each in amounts)
    return model.Row(
        (words(label).inlines if label else (), said.inlines, *cells, sheet.clause(clause).inlines),
        kind,
    )


def _corrected(sheet: Sheet, subject: str) -> Phrase:
    said = sheet.subject(subject)
    return sheet.say("payable_head", way=said) if " to " in subject else said


# ---- the year


def year(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return what each period of the contract year gave, up to this one."""
    periods = [
        item
        for item in sheet.evaluation.periods[: sheet.index + 1]
        if item.year == sheet.period.year or sheet.evaluation.settled == "year"
    ]
    lines = [line for line in sheet.evaluation.results if line.what in ("entitled", "payable")]
    shown = {item.label for item in periods}
    subjects = list(
        dict.fromkeys(
            (line.subject, line.what)
            for line in lines
            if line.period in shown and line.figure.value != 0
        )
    )
    # What is payable stands after what it is made up of.
    subjects.sort(key=lambda each: each[1] == "payable")
    found: list[model.Block] = []
    for start in range(0, len(subjects), ABREAST):
        found += _year_table(sheet, periods, lines, subjects[start : start + ABREAST], start)
    return tuple(found)


def _year_table(
    sheet: Sheet,
    periods: list[PeriodStatement],
    lines: list[ResultLine],
    subjects: list[tuple[str, str]],
    start: int,
) -> tuple[model.Block, ...]:
    columns = [sheet.headed(sheet.span.text, _LABEL, names_row=True)]
    for subject, what in subjects:
        head = sheet.subject(subject).capital()
        if what == "payable":
            head = sheet.say("payable_head", way=sheet.subject(subject))
        columns.append(sheet.headed(head.text, _DECIMAL))
    rows = []
    for item in periods:
        cells = [words(item.label).inlines]
        for subject, what in subjects:
            own = [
                line
                for line in lines
                if (line.period, line.subject, line.what) == (item.label, subject, what)
            ]
            cells.append(_year_cell(sheet, own))
        rows.append(model.Row(tuple(cells)))
    currency = words(sheet.evaluation.currency)
    caption = sheet.say("in_currency", title=sheet.say("year"), currency=currency)
    return table(caption, f"year-{start}", columns, rows)


def _year_cell(sheet: Sheet, own: list[ResultLine]) -> model.Inlines:
    if not own:
        return sheet.say("nil").inlines
    return sheet.cell(own[0].figure, sheet.evaluation.currency)
