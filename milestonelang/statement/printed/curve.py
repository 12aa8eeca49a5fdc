"""Where the period stands on what a table gives: the curve of the agreement with marks on it.

In: a `Sheet`. Out: figures of the model. Promised: a mark lies where the evaluator's own amounts
put it; the same is said in words.
"""

from collections.abc import Iterator
from fractions import Fraction

from milestonelang import records
from milestonelang.agreement import declarations as decl, expressions as e, lines as n
from milestonelang.agreement.versions import version_on
from milestonelang.backends.documents import model, words_tables
from milestonelang.backends.documents.draw_curve import Mark
from milestonelang.backends.documents.fill_payments import base_of
from milestonelang.backends.documents.fill_pictures import curve, limit_on
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_expressions import noun
from milestonelang.statement.model import Figure, PaymentLine
from milestonelang.statement.printed.sheet import Sheet


@records.frozen
class _Point:
    """What a table was applied to in a period and what it gave."""

    label: str
    at: Figure
    gives: Figure


def curves(sheet: Sheet, line: PaymentLine) -> Iterator[model.Figure]:
    """Yield the curve of each table of a payment with the period's point on it."""
    period = sheet.basis.program.periods[sheet.index]
    declared = version_on(sheet.basis.agreement, line.name, period.start)
    assert isinstance(declared, decl.Payment)
    if not line.steps:
        return
    for step in declared.steps:
        match step:
            case n.On(table=table):
                yield from _of_table(sheet, line, declared, step, table)
            case n.Times(factor=e.ApplySchedule() as applied):
                yield from _of_scale(sheet, line, step, applied)
            case _:
                continue


def _details(sheet: Sheet, line: PaymentLine, origin: int) -> list[Figure]:
    """Return the figures that a step of the payment used; nothing where it is not run."""
    program = sheet.basis.program
    plan = next(each for each in program.payments if each.payment == line.name)
    for step in program.steps_of(plan.payment, plan.steps, sheet.index):
        if step.origin == origin:
            return [sheet.basis.figure(id, sheet.index) for id in step.detail]
    return []


def _of_table(
    sheet: Sheet, line: PaymentLine, declared: decl.Payment, on: n.On, table: n.Table
) -> Iterator[model.Figure]:
    used = _details(sheet, line, table.id)
    label = sheet.period.label
    if on.accumulated is None:
        after = next((s.after for s in line.steps if s.rule == "bands"), None)
        points = [] if after is None or not used else [_Point(label, used[0], after)]
        what = noun(sheet.scene.voice, on.base, None)
    else:
        totals = _details(sheet, line, on.id)
        base = next((each.after for each in line.steps if each.rule == "base"), None)
        if len(used) < 2 or not totals or base is None:
            return
        points = [_Point(label, base, used[0])]
        if sheet.before is not None and sheet.before.year == sheet.period.year:
            points.insert(0, _Point(sheet.before.label, totals[0], used[1]))
        what = sheet.say("running_total", what=noun(sheet.scene.voice, on.base, None))
    limit, limited = limit_on(declared, on), None
    if limit is not None:
        amount = words_tables.constant(sheet.scene.voice, limit.limit)
        step = sheet.scene.voice.reference(sheet.scene.outline.place(limit.id))
        limited = None if amount is None else (amount, step)
    yield from _drawn(sheet, words(line.title), table, what, points, limited)


def _of_scale(
    sheet: Sheet, line: PaymentLine, step: n.Times, applied: e.ApplySchedule
) -> Iterator[model.Figure]:
    if not isinstance(applied.argument, e.MetricValue):
        return
    figures = {each.name: each.figure for each in sheet.period.metrics}
    used = _details(sheet, line, step.id)
    scale = sheet.basis.agreement.get(applied.schedule, decl.Schedule)
    at = figures.get(applied.argument.metric)
    points = [_Point(sheet.period.label, at, used[0])] if used and at is not None else []
    yield from _drawn(
        sheet, words(scale.title), scale.table, base_of(sheet.scene, scale), points, None
    )


def _drawn(
    sheet: Sheet,
    named: Phrase,
    table: n.Table,
    what: Phrase,
    points: list[_Point],
    limited: tuple[Fraction, Phrase] | None,
) -> Iterator[model.Figure]:
    known = [p for p in points if isinstance(p.at.value, Fraction) and not p.gives.is_pending]
    if not known:
        return
    marks = tuple(Mark(p.at.amount, p.gives.amount, p.label) for p in known)
    places = [
        sheet.say("point", label=words(p.label), at=sheet.figure(p.at), gives=_gives(sheet, p))
        for p in known
    ]
    said = sheet.say("points", points=places)
    for figure in curve(sheet.scene, table, named, what, limited, marks):
        text = f"{figure.alternative} {said.text}"
        caption = sheet.say("curve", table=named).text
        yield records.evolve(
            figure, label="?", anchor=f"curve-{table.id}", alternative=text, caption=caption
        )


def _gives(sheet: Sheet, point: _Point) -> Phrase:
    return sheet.figure(point.gives)
