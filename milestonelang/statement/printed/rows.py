"""The rows of a block: each that counts or to which something happened, with every result.

In: what a block gave in a period. Out: tables. Promised: what is not shown row by row is counted
and added up, and it is said where each stands.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.statement.model import Figure, PaymentLine, RowLine, RowsLine, RowStep
from milestonelang.statement.printed.sheet import Sheet, shown, table

SHOWN = 60
ABREAST = 4
_LABEL, _DECIMAL = model.ColumnKind.LABEL, model.ColumnKind.DECIMAL
PARTS = {
    "held": "part_held",
    "released": "part_released",
    "vested": "part_vested",
    "forfeited": "part_forfeited",
    "clawed back": "part_clawed_back",
    "deferred": "part_deferred",
    "deferred paid": "part_deferred_paid",
}
STOCKS = {"held": "stock_held", "unvested": "stock_unvested", "deferred": "stock_deferred"}


def rows_tables(sheet: Sheet, line: PaymentLine, block: RowsLine) -> Iterator[model.Block]:
    """Yield what each row gave step by step, and what became of it."""
    counted = [row for row in block.rows if row.counts]
    if counted:
        yield from _steps(sheet, line, block, counted)
    yield from _parts(sheet, line, block)


def _steps(
    sheet: Sheet, line: PaymentLine, block: RowsLine, counted: Sequence[RowLine]
) -> Iterator[model.Block]:
    """Yield the amounts after each step, so many steps abreast as a page has room for."""
    currency = line.unit if line.in_money else ""
    shown, rest = _cut(counted)
    for start in range(0, max(1, len(block.steps)), ABREAST):
        steps = block.steps[start : start + ABREAST]
        is_last = start + ABREAST >= len(block.steps)
        columns = [
            sheet.column("row_head", _LABEL, names_row=True),
            sheet.column("day_head", _LABEL),
            *(sheet.headed(_step_head(sheet, step), _DECIMAL) for step in steps),
        ]
        if is_last:
            columns.append(sheet.column("row_part_head", _DECIMAL))
        rows = []
        for row in shown:
            cells = [_name(sheet, row), sheet.day(row.day).inlines]
            for place in range(start, start + len(steps)):
                known = row.after[place : place + 1]
                cells.append(sheet.cell(known[0], currency) if known else ())
            if is_last:
                cells.append(() if row.part is None else sheet.cell(row.part, currency))
            rows.append(model.Row(tuple(cells)))
        if rest:
            rows.append(_rest(sheet, rest, len(columns), is_last, currency))
        said = sheet.say("rows_of", title=words(line.title), source=words(block.title))
        if currency:
            said = sheet.say("in_currency", title=said, currency=words(currency))
        yield from table(said, f"rows-{line.name}-{start}", columns, rows)


def _step_head(sheet: Sheet, step: RowStep) -> str:
    """Return `3.2(a)(i) Amount`, as the agreement heads the line."""
    head = sheet.heads.get(sheet.places.get(step.clause, ""), "")
    if not step.clause or not head:
        return shown(step.clause or step.words)
    return sheet.title("row_step", clause=words(step.clause), head=words(head))


def _cut(rows: Sequence[RowLine]) -> tuple[Sequence[RowLine], Sequence[RowLine]]:
    return (rows, ()) if len(rows) <= SHOWN else (rows[: SHOWN - 1], rows[SHOWN - 1 :])


def _rest(
    sheet: Sheet, rest: Sequence[RowLine], width: int, is_last: bool, currency: str
) -> model.Row:
    said = sheet.say("more_rows", number=words(values.number(len(rest))))
    cells: list[model.Inlines] = [said.inlines, *(() for _ in range(width - 1))]
    known = [row.part for row in rest if row.part is not None and not row.part.is_pending]
    if is_last and known:
        total = Figure(sum((figure.amount for figure in known), Fraction(0)), known[0].type)
        cells[-1] = sheet.cell(total, currency)
    return model.Row(tuple(cells), model.RowKind.RESULT)


def _parts(sheet: Sheet, line: PaymentLine, block: RowsLine) -> Iterator[model.Block]:
    """Yield what the settlement lines gave for each row, and what is left of it."""
    currency = line.unit if line.in_money else ""
    by_row = [[(row, *part) for part in _parts_of(sheet, row)] for row in block.rows]
    found = [part for parts in by_row for part in parts]
    rows = [
        model.Row(
            (
                _name(sheet, row),
                said.inlines,
                sheet.cell(figure, currency),
                sheet.clause(clause).inlines,
            )
        )
        for row, said, clause, figure in found[:SHOWN]
    ]
    if len(found) > SHOWN:
        more = sheet.say("more_rows", number=words(values.number(len(found) - SHOWN)))
        rows.append(model.Row((more.inlines, (), (), ()), model.RowKind.RESULT))
    quiet = sum(not parts for parts in by_row)
    if found and quiet:
        said = sheet.say("quiet_rows", number=words(values.number(quiet)), one=quiet == 1)
        rows.append(model.Row((said.inlines, (), (), ()), model.RowKind.RESULT))
    if found:
        rows += _stocks(sheet, line, block)
    columns = (
        sheet.column("row_head", _LABEL, names_row=True),
        sheet.column("what_head"),
        sheet.column("amount_head", _DECIMAL),
        sheet.column("clause_head", _LABEL),
    )
    said = sheet.say("row_parts", title=words(line.title), source=words(block.title))
    if currency:
        said = sheet.say("in_currency", title=said, currency=words(currency))
    yield from table(said, f"row-parts-{line.name}", columns, rows)


def _stocks(sheet: Sheet, line: PaymentLine, block: RowsLine) -> Iterator[model.Row]:
    """Yield what is left of all rows, where it is of more than those that are named."""
    named = {
        "held": [row.held for row in block.rows if row.held is not None],
        "unvested": [row.unvested for row in block.rows if row.unvested is not None],
    }
    for stock in line.stocks:
        own = named.get(stock.what)
        if own is None or stock.amount.is_pending or any(figure.is_pending for figure in own):
            continue
        if stock.amount.amount != sum((figure.amount for figure in own), Fraction(0)):
            said = (sheet.say("all_rows").inlines, sheet.say(STOCKS[stock.what]).inlines)
            amount = sheet.cell(stock.amount, line.unit if line.in_money else "")
            yield model.Row((*said, amount, ()), model.RowKind.RESULT)


def _parts_of(sheet: Sheet, row: RowLine) -> Iterator[tuple[Phrase, str, Figure]]:
    """Yield what became of a row: words, clause and amount."""
    for part in row.parts:
        macro = PARTS.get(part.what)
        yield words(part.what) if macro is None else sheet.say(macro), part.clause, part.amount
    for macro, figure in (("held", row.held), ("unvested", row.unvested)):
        if figure is not None and figure.value != 0:
            yield sheet.say(STOCKS[macro]), "", figure


def _name(sheet: Sheet, row: RowLine) -> model.Inlines:
    if row.label:
        return sheet.given(row.label).inlines
    return sheet.say("row_number", number=words(values.number(row.row))).inlines
