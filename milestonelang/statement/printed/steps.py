"""Every step of every payment: its clause, what it is, the figure it used, and its exact result.

In: a `Sheet`. Out: a table for each payment, split and limit of rows. Promised: rows stand in the
order and under the letters of the agreement; a condition says whether it was met, and with which
figures; a payment that is not made in the period says so.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from milestonelang import ir
from milestonelang.agreement import declarations as decl, expressions as e, lines as n
from milestonelang.agreement.versions import version_on
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_workings import workings
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_conditions import condition
from milestonelang.backends.documents.words_expressions import noun
from milestonelang.outline.uses import nodes
from milestonelang.statement.model import (
    Figure,
    MadeUp,
    PartLine,
    PaymentLine,
    ShareLine,
    SplitLine,
    StepLine,
)
from milestonelang.statement.payables import SIGNS, signed
from milestonelang.statement.printed.first_page import moved_words
from milestonelang.statement.printed.rows import PARTS, STOCKS, rows_tables
from milestonelang.statement.printed.sheet import Sheet, table
from milestonelang.statement.steps import EFFECTS, StepLines

_DECIMAL, _NUMBER, _LABEL = (
    model.ColumnKind.DECIMAL,
    model.ColumnKind.NUMBER,
    model.ColumnKind.LABEL,
)
_FACTORS = ("times", "divided by", "plus", "less", "plus from", "less from")


def payments(sheet: Sheet) -> Iterator[model.Block]:
    """Yield a table for each payment that has anything in the period, and for each split."""
    for line in sheet.period.payments:
        if _has_nothing(sheet, line):
            said = sheet.say(
                "not_made", title=words(line.title), clause=sheet.in_clause(line.clause)
            )
            yield model.Paragraph(said.inlines)
            continue
        yield from _payment(sheet, line)
        if line.rows is not None:
            yield from rows_tables(sheet, line, line.rows)
    for split in sheet.period.splits:
        yield from _split(sheet, split)


def _has_nothing(sheet: Sheet, line: PaymentLine) -> bool:
    figures = [line.entitled, line.gross, *(part.amount for part in line.parts)]
    figures += [stock.amount for stock in line.stocks]
    subjects = [each.subject for each in sheet.period.restated]
    subjects += [each.subject for each in sheet.period.moved]
    booked = line.name in subjects
    return not line.steps and not booked and all(figure.value == 0 for figure in figures)


def _payment(sheet: Sheet, line: PaymentLine) -> Iterable[model.Block]:
    rows = list(_step_rows(sheet, line))
    rows += _settlement_rows(sheet, line)
    columns = (
        sheet.column("clause_head", _LABEL),
        sheet.column("step_head"),
        sheet.column("figure_head", _NUMBER),
        sheet.column("result_head", _DECIMAL),
    )
    caption = words(line.title)
    if line.unit:
        unit = words(line.unit if line.in_money else sheet.scene.voice.unit_word(line.unit, True))
        caption = sheet.say("in_currency", title=caption, currency=unit)
    return table(caption, f"steps-{line.name}", columns, rows)


# ---- the steps


def _step_rows(sheet: Sheet, line: PaymentLine) -> Iterator[model.Row]:
    basis, program = sheet.basis, sheet.basis.program
    plan = next(each for each in program.payments if each.payment == line.name)
    period = program.periods[sheet.index]
    declared = version_on(basis.agreement, plan.payment, period.start)
    assert isinstance(declared, decl.Payment)
    steps = program.steps_of(plan.payment, plan.steps, sheet.index) if line.steps else ()
    currency = line.unit if line.in_money else ""
    places = StepLines(basis)
    before: tuple[int, tuple[Fraction | None, ...]] | None = None
    shown_last = False
    for step, told in zip(steps, line.steps, strict=True):
        if not told.applied:
            continue
        result = told.after.value if isinstance(told.after.value, Fraction) else None
        here = (places.node(step), (result,))
        if step.rule == "rounded" and step.origin == declared.id and told is line.steps[-1]:
            shown_last = True
            yield _entitlement(sheet, line, told)
            continue
        worked: tuple[model.Row, ...] = ()
        if before is not None and step.rule == "bands":
            worked = workings(sheet.scene, declared, before, here)
        clause = sheet.clause(told.clause).inlines
        for row in worked:
            yield model.Row((clause, row.cells[1], (), row.cells[2]))
            clause = ()
        said, figure = step_words(sheet, step, told)
        if line.rows is not None and step.rule == "for each row":
            figure = sheet.say("rows_counted", number=words(values.number(line.rows.count)))
        kind = model.RowKind.RESULT if worked else model.RowKind.PLAIN
        yield model.Row(
            (clause, said.inlines, figure.inlines, sheet.cell(told.after, currency)),
            kind,
        )
        before = here
    if not shown_last and (line.steps or line.entitled.value != 0):
        yield _entitlement(sheet, line, None)


def _entitlement(sheet: Sheet, line: PaymentLine, told: StepLine | None) -> model.Row:
    currency = line.unit if line.in_money else ""
    clause = line.clause if told is None else told.clause
    rounded = sheet.say("rounded") if told is not None and told.words else Phrase()
    return model.Row(
        (
            sheet.clause(clause).inlines,
            sheet.say("entitled", title=words(line.title)).inlines,
            rounded.inlines,
            sheet.cell(line.entitled, currency),
        ),
        model.RowKind.TOTAL,
    )


def step_words(sheet: Sheet, step: ir.Step, told: StepLine) -> tuple[Phrase, Phrase]:
    """Return what a step is, in the words of its clause, and the figure that it used."""
    basis = sheet.basis
    details = [basis.figure(id, sheet.index) for id in step.detail]
    node = basis.words.nodes.get(step.origin)
    return _what(sheet, step, told, node), _figure(sheet, step.rule, told, details, node)


def _what(sheet: Sheet, step: ir.Step, told: StepLine, node: object) -> Phrase:
    if step.rule == "rounded" and isinstance(node, decl.Declared):
        return sheet.say("rounding")
    head = sheet.head_of(StepLines(sheet.basis).node(step))
    said = _operand(sheet, node)
    if step.rule in EFFECTS or step.rule == "limit":
        return _effect(sheet, step, told, node)
    if not head:
        # What is computed by one expression alone has no step of its own in the agreement.
        return sheet.given(told.words) if said is None else said.capital()
    return words(head) if said is None else sheet.say("step", head=words(head), what=said)


def _operand(sheet: Sheet, node: object) -> Phrase | None:
    """Return what stands in the line: its condition, its amount, its limit."""
    voice = sheet.scene.voice
    match node:
        case n.On(base=value, accumulated=None):
            return noun(voice, value, None)
        case n.On(base=value):
            return sheet.say("running_total", what=noun(voice, value, None))
        case n.OnlyIf(condition=asked):
            return condition(voice, asked, None)
        case n.Amount(value=value) | n.Plus(value=value) | n.Less(value=value):
            return noun(voice, value, None)
        case n.Times(factor=value) | n.DividedBy(divisor=value):
            return noun(voice, value, None)
        case n.AtMost(limit=value) | n.AtLeast(minimum=value) | n.OnlyExcess(over=value):
            return noun(voice, value, None)
        case n.PlusFromBalance(balance=name) | n.LessFromBalance(balance=name):
            return sheet.name(name)
        case _:
            return None


def _effect(sheet: Sheet, step: ir.Step, told: StepLine, node: object) -> Phrase:
    voice = sheet.scene.voice
    by = StepLines(sheet.basis).sources.get(step.origin)
    title = words("" if by is None else by.title)
    match node:
        case n.Reduced(share=share):
            return sheet.say("effect_reduced", source=title, share=noun(voice, share, None))
        case n.Suspended():
            return sheet.say("effect_suspended", source=title)
        case n.LimitedTo(limit=most):
            return sheet.say("effect_limited", source=title, limit=noun(voice, most, None))
        case n.ReplacedBy(value=value):
            return sheet.say("effect_replaced", source=title, value=noun(voice, value, None))
        case decl.ResidualPayment(share=share) if share is not None:
            return sheet.say("effect_wind_down", share=noun(voice, share, None))
        case decl.LimitRule():
            limit = next(
                each
                for each in sheet.basis.agreement.of_kind(decl.Limit)
                if any(rule.id == node.id for rule in each.rules)
            )
            return sheet.say("effect_limit", title=words(limit.title))
        case _:
            return sheet.given(told.words)


def _figure(sheet: Sheet, rule: str, told: StepLine, details: list[Figure], node: object) -> Phrase:
    said = [sheet.figure(figure) for figure in details]
    match rule:
        case "base":
            return sheet.say("sum", one=said[0], other=said[1])
        case "bands" if len(said) > 1:
            return sheet.say("difference", one=said[0], other=said[1])
        case "bands":
            return sheet.say("on", base=said[0])
        case "only if":
            return _verdict(sheet, details[0], node)
        case "at most" | "at least" | "limit":
            return _bound(sheet, told, details)
        case "reduced by" | "suspended" | "limited to" | "replaced by":
            return sheet.say("pending") if details[0].is_pending else Phrase()
        case _ if rule in _FACTORS:
            return said[0]
        case _:
            return Phrase()


def _verdict(sheet: Sheet, asked: Figure, node: object) -> Phrase:
    macro = "pending" if asked.is_pending else "met" if asked.value else "not_met"
    seen = list(_seen(sheet, node.condition)) if isinstance(node, n.OnlyIf) else []
    if not seen:
        return sheet.say(macro)
    return sheet.say("seen", figures=sheet.scene.voice.both(seen), verdict=sheet.say(macro))


def _seen(sheet: Sheet, asked: e.Expr) -> Iterator[Phrase]:
    """Yield the figures of this period that a condition asks for, each once."""
    figures = {line.name: line.figure for line in sheet.period.metrics}
    names = dict.fromkeys(each.metric for each in nodes(asked) if isinstance(each, e.MetricValue))
    for name in names:
        if name in figures:
            yield sheet.figure(figures[name])


def _bound(sheet: Sheet, told: StepLine, details: list[Figure]) -> Phrase:
    """Return how a maximum or minimum stood: reached or not, and what was left of it."""
    reached = told.note.startswith("reached")
    if not told.note:
        return Phrase()
    if told.note in ("made up", "no shortfall", "not reached") or len(details) < 2:
        return sheet.say("reached" if reached else told.note.replace(" ", "_").partition(":")[0])
    left = sheet.figure(details[-1])
    return sheet.say("reached_left" if reached else "not_reached_left", left=left)


# ---- what became of the amount


def _settlement_rows(sheet: Sheet, line: PaymentLine) -> Iterator[model.Row]:
    """Yield what is added to the entitlement and taken from it, what that leaves, and the rest."""
    currency = line.unit if line.in_money else ""
    for part in line.parts:
        if part.what in SIGNS:
            amount = signed(part.amount, SIGNS[part.what])
            yield _part_row(sheet, part.clause, _part_words(sheet, part), amount, currency)
    for item in _kept(sheet, line):
        yield _part_row(sheet, "", sheet.say("part_kept"), item.amount, currency)
    if line.parts or line.gross != line.entitled:
        total = sheet.say("gross")
        cells = ((), total.inlines, (), sheet.cell(line.gross, currency))
        yield model.Row(cells, model.RowKind.TOTAL)
    for part in line.parts:
        if part.what not in SIGNS:
            yield _part_row(sheet, part.clause, _part_words(sheet, part), part.amount, currency)
    for moved in sheet.period.moved:
        if moved.subject == line.name:
            since = sheet.say("since_day", day=sheet.day(moved.since))
            said = moved_words(sheet, moved)
            cell = sheet.cell(moved.amount, currency)
            clause = sheet.clause(moved.clause).inlines
            yield model.Row((clause, said.inlines, since.inlines, cell))
    for booked in sheet.period.restated:
        if booked.subject == line.name:
            said = sheet.say("restated_for", label=words(booked.original))
            yield _part_row(sheet, "", said, booked.amount, currency)
    for stock in line.stocks:
        if stock.amount.value != 0:
            yield _part_row(sheet, "", sheet.say(STOCKS[stock.what]), stock.amount, currency)


def _part_row(sheet: Sheet, clause: str, said: Phrase, amount: Figure, currency: str) -> model.Row:
    return model.Row((sheet.clause(clause).inlines, said.inlines, (), sheet.cell(amount, currency)))


def _kept(sheet: Sheet, line: PaymentLine) -> list[MadeUp]:
    """Return what of the entitlement is kept to vest, as the payable is made up."""
    return [
        item
        for direction in sheet.period.directions
        for item in direction.made_up
        if (item.name, item.what) == (line.name, "kept to vest")
    ]


def _part_words(sheet: Sheet, part: PartLine) -> Phrase:
    macro = PARTS.get(part.what)
    return words(part.what.capitalize()) if macro is None else sheet.say(macro)


def _split(sheet: Sheet, split: SplitLine) -> Iterable[model.Block]:
    if split.amount.value == 0:
        said = sheet.say("not_made", title=words(split.title), clause=sheet.in_clause(split.clause))
        return (model.Paragraph(said.inlines),)
    currency = split.unit
    whole = ((), sheet.say("shared").inlines, sheet.cell(split.amount, currency))
    rows = [_share(sheet, split, share) for share in split.shares]
    if _is_whole(split):
        rows.append(model.Row(whole, model.RowKind.TOTAL))
    else:
        # A statement for one party has what is shared, and what the party has of it.
        rows = [model.Row(whole), *_of_lines(sheet, split)]
    columns = (
        sheet.column("clause_head", _LABEL),
        sheet.column("share_head"),
        sheet.column("amount_head", _DECIMAL),
    )
    caption = words(split.title)
    if currency:
        caption = sheet.say("in_currency", title=caption, currency=words(currency))
    return table(caption, f"split-{split.name}", columns, rows)


def _share(sheet: Sheet, split: SplitLine, share: ShareLine) -> model.Row:
    said = sheet.say("share_of", party=sheet.party(share.party))
    clause = sheet.clause(share.clause)
    return model.Row((clause.inlines, said.inlines, sheet.cell(share.amount, split.unit)))


def _of_lines(sheet: Sheet, split: SplitLine) -> Iterator[model.Row]:
    """Yield what a party has of each line, after what the line shares among several."""
    plan = next(each for each in sheet.basis.program.splits if each.split == split.name)
    shared = {
        sheet.basis.clause(step.origin): [
            sheet.basis.figure(id, sheet.index) for _, id in step.shares
        ]
        for step in plan.steps
    }
    for share in split.shares:
        amounts = shared.get(share.clause, [])
        if len(amounts) > 1 and not any(each.is_pending for each in amounts):
            whole = sum((each.amount for each in amounts), Fraction(0))
            cell = sheet.cell(Figure(whole, split.amount.type), split.unit)
            said = sheet.say("shared_by_line")
            yield model.Row((sheet.clause(share.clause).inlines, said.inlines, cell))
        yield _share(sheet, split, share)


def _is_whole(split: SplitLine) -> bool:
    amounts = [share.amount for share in split.shares]
    if split.amount.is_pending or any(each.is_pending for each in amounts):
        return len(amounts) > 1
    return sum((each.amount for each in amounts), Fraction(0)) == split.amount.amount
