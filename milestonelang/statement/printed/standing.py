"""Where things stand: what changed, states and duties with their days, targets and maxima.

In: a `Sheet`. Out: blocks of the model. Promised: a state is one of the statement; each line has
its clause; what changed is said in at most five sentences, the weightiest first.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from milestonelang.agreement import declarations as decl, expressions as e
from milestonelang.agreement.versions import version_on
from milestonelang.backends.documents import model
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_conditions import condition
from milestonelang.outline.uses import nodes
from milestonelang.statement.model import InstanceLine, PaymentLine, StateLine
from milestonelang.statement.printed.sheet import Sheet, state_macro, table

_LABEL, _DECIMAL = model.ColumnKind.LABEL, model.ColumnKind.DECIMAL
MOST = 5
_QUIET = ("inactive", "open", "not called", "not audited", "not exercised")
_CHANGES = {
    ("trigger", "active"): "trigger_started",
    ("trigger", "inactive"): "trigger_ended",
    ("milestone", "achieved"): "milestone_achieved",
    ("milestone", "missed"): "milestone_missed",
    ("milestone", "skipped"): "milestone_skipped",
    ("obligation", "overdue"): "duty_overdue",
    ("obligation", "done"): "duty_performed",
    ("obligation", "cured"): "duty_cured",
    ("obligation", "due"): "duty_due",
}


# ---- what changed


def attention(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return what is new since the period before, in a few sentences."""
    found = [
        *_ending(sheet),
        *_disputed(sheet),
        *_changes(sheet),
        *_restated(sheet),
        *_lost(sheet),
        *_bounds(sheet),
    ][:MOST]
    if not found:
        return ()
    items = tuple(
        model.Item(str(number), f"change-{number}", said.inlines)
        for number, said in enumerate(found, start=1)
    )
    head = model.Heading(1, sheet.title("attention_head"), "attention")
    return (head, model.Items(model.ItemsKind.LETTERED, items))


def _ending(sheet: Sheet) -> Iterator[Phrase]:
    ending = sheet.evaluation.ending
    if ending is None:
        return
    said = sheet.say(
        "ended" if ending.day <= sheet.period.end else "ends",
        title=words(ending.title),
        day=sheet.day(ending.day),
        party=sheet.party(ending.by),
        received=sheet.day(ending.received),
        clause=sheet.in_clause(ending.clause),
    )
    settlement = sheet.basis.settlement
    settled = None if settlement is None else settlement.settled_on(sheet.index)
    if settled is not None and ending.received.toordinal() > settled:
        day = sheet.day(date.fromordinal(settled))
        said = sheet.say("known_later", what=said, span=sheet.span, day=day)
    yield said


def _disputed(sheet: Sheet) -> Iterator[Phrase]:
    for item in sheet.evaluation.disputes:
        if item.state == "open" and item.since <= sheet.period.end:
            yield sheet.say(
                "dispute_open",
                subject=sheet.payable(item.subject),
                label=words(item.original),
                party=sheet.party(item.by),
                clause=sheet.in_clause(item.clause),
            )


def _changes(sheet: Sheet) -> Iterator[Phrase]:
    earlier = {line.name: line for line in (sheet.before.states if sheet.before else ())}
    for line in sheet.period.states:
        before = earlier.get(line.name)
        if line.state.is_pending or (before is not None and before.state.value == line.state.value):
            continue
        macro = _CHANGES.get((line.kind, str(line.state.value)))
        if macro is None or (macro == "trigger_ended" and before is None):
            continue
        parts = {"title": words(line.title), "clause": sheet.in_clause(line.clause)}
        day = _day_of(sheet, line)
        if day is not None:
            macro, parts["day"] = f"{macro}_on", day
        yield sheet.say(macro, **parts)


def _day_of(sheet: Sheet, line: StateLine) -> Phrase | None:
    """Return the day of a change, where it has one."""
    if line.kind == "milestone":
        days = {each.name: each.achieved_on for each in sheet.period.milestones}
        day = line.until if line.state.value == "missed" else days.get(line.name)
        return None if day is None else sheet.day(day)
    if line.kind == "obligation" and line.instances:
        last = line.instances[-1]
        day = last.on if line.state.value in ("done", "cured") else last.due
        return None if day is None else sheet.weekday(day)
    return None


def _restated(sheet: Sheet) -> Iterator[Phrase]:
    for line in sheet.period.restated:
        if " to " in line.subject:
            yield sheet.say(
                "restated_change", label=words(line.original), amount=sheet.figure(line.amount)
            )


def _lost(sheet: Sheet) -> Iterator[Phrase]:
    macros = {"forfeited": "lost_change", "clawed back": "clawed_back_change"}
    for line in sheet.period.payments:
        for part in line.parts:
            if part.what in macros and part.amount.value not in (0, None):
                yield sheet.say(
                    macros[part.what],
                    amount=sheet.figure(part.amount),
                    title=words(line.title),
                    clause=sheet.in_clause(part.clause),
                )


def _bounds(sheet: Sheet) -> Iterator[Phrase]:
    before = {
        (line.name, step.clause)
        for line in (sheet.before.payments if sheet.before else ())
        for step in line.steps
        if step.note == "not met"
    }
    for line in sheet.period.payments:
        for place, step in enumerate(line.steps):
            is_new = (line.name, step.clause) not in before
            parts = {"title": words(line.title), "clause": sheet.in_clause(step.clause)}
            if step.rule == "only if" and step.note == "not met" and is_new:
                yield sheet.say("gate_shut", **parts)
            elif step.rule == "at most" and step.note.startswith("reached"):
                given, left = line.steps[place - 1].after, step.after
                parts |= {"given": sheet.figure(given), "left": sheet.figure(left)}
                yield sheet.say("maximum_reached", **parts)


# ---- states and duties


def states(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return each state with since when it is so, and each duty that waits or ended."""
    rows: list[model.Row] = []
    for line in sheet.period.states:
        told = [each for each in line.instances if _told(sheet, each)]
        rows += [_instance_row(sheet, line, each) for each in told]
        rows += [] if told else [_state_row(sheet, line)]
    columns = (
        sheet.column("state_of_head", names_row=True),
        sheet.column("state_head"),
        sheet.column("since_head", _LABEL),
        sheet.column("last_day_head", _LABEL),
        sheet.column("clause_head", _LABEL),
    )
    return table(sheet.say("states"), "states", columns, rows)


def _state_row(sheet: Sheet, line: StateLine) -> model.Row:
    since = words(line.since) if line.since and line.state.value not in _QUIET else Phrase()
    until = Phrase() if line.until is None else sheet.day(line.until)
    return model.Row(
        (
            words(line.title).inlines,
            _state(sheet, line).inlines,
            since.inlines,
            until.inlines,
            sheet.clause(line.clause).inlines,
        )
    )


def _state(sheet: Sheet, line: StateLine) -> Phrase:
    said = sheet.state(line.state)
    milestone = next((each for each in sheet.period.milestones if each.name == line.name), None)
    if milestone is None or line.state.value != "achieved":
        return said
    if milestone.achieved_on is not None:
        said = sheet.say("state_on", state=said, day=sheet.day(milestone.achieved_on))
    if milestone.entitled is not None and milestone.entitled.value:
        said = sheet.say("state_gives", state=said, amount=sheet.figure(milestone.entitled))
    return said


def _told(sheet: Sheet, each: InstanceLine) -> bool:
    """Whether an instance still waits, or ended in the period."""
    return each.on is None or sheet.period.start <= each.on <= sheet.period.end


def _instance_row(sheet: Sheet, line: StateLine, each: InstanceLine) -> model.Row:
    state = sheet.say(state_macro(each.state))
    if each.on is not None:
        state = sheet.say("state_on", state=state, day=sheet.day(each.on))
    state = sheet.say("called_on", state=state, day=sheet.day(each.called))
    return model.Row(
        (
            words(line.title).inlines,
            state.inlines,
            (),
            sheet.weekday(each.due).inlines,
            sheet.clause(line.clause).inlines,
        ),
    )


# ---- progress toward targets


def targets(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return how far each maximum is used, and what each condition still asks for."""
    return (*_maxima(sheet), *_conditions(sheet))


def _maxima(sheet: Sheet) -> tuple[model.Block, ...]:
    rows = [row for line in sheet.period.payments for row in _maxima_of(sheet, line)]
    columns = (
        sheet.column("payment_head", names_row=True),
        sheet.column("maximum_head", _DECIMAL),
        sheet.column("counted_before_head", _DECIMAL),
        sheet.headed(sheet.title("this_span", span=sheet.span), _DECIMAL),
        sheet.column("clause_head", _LABEL),
    )
    return table(sheet.say("maxima"), "maxima", columns, rows)


def _maxima_of(sheet: Sheet, line: PaymentLine) -> Iterator[model.Row]:
    if not line.steps:
        return
    program = sheet.basis.program
    plan = next(each for each in program.payments if each.payment == line.name)
    steps = program.steps_of(plan.payment, plan.steps, sheet.index)
    for step, told in zip(steps, line.steps, strict=True):
        if step.rule != "at most" or len(step.detail) < 3:
            continue
        limit, before, _ = (sheet.basis.figure(id, sheet.index) for id in step.detail)
        yield model.Row(
            (
                words(line.title).inlines,
                sheet.figure(limit).inlines,
                sheet.figure(before).inlines,
                sheet.figure(told.after).inlines,
                sheet.clause(told.clause).inlines,
            )
        )


def _conditions(sheet: Sheet) -> tuple[model.Block, ...]:
    """Return the conditions of milestones and triggers with the figures of this period."""
    rows = []
    states = {line.name: line for line in sheet.period.states}
    start = sheet.basis.program.periods[sheet.index].start
    for declared in sheet.basis.agreement.declarations.values():
        state = states.get(declared.name)
        if state is None or state.state.value in ("achieved", "missed", "skipped"):
            continue
        current = version_on(sheet.basis.agreement, declared.name, start)
        for macro, asked in _asked(current, state):
            rows.append(
                model.Row(
                    (
                        words(state.title).inlines,
                        sheet.say(macro, condition=_said(sheet, asked)).inlines,
                        _seen(sheet, asked).inlines,
                        sheet.clause(state.clause).inlines,
                    )
                )
            )
    columns = (
        sheet.column("state_of_head", names_row=True),
        sheet.column("condition_head"),
        sheet.headed(sheet.title("this_span", span=sheet.span)),
        sheet.column("clause_head", _LABEL),
    )
    return table(sheet.say("conditions"), "conditions", columns, rows)


def _asked(declared: decl.Declaration | None, state: StateLine) -> Iterable[tuple[str, e.Expr]]:
    match declared:
        case decl.Milestone(condition=asked) if asked is not None:
            return (("achieved_if", asked),)
        case decl.Trigger() as trigger if state.state.value == "active":
            return () if trigger.ends_when is None else (("ends_if", trigger.ends_when),)
        case decl.Trigger(starts_when=asked):
            return (("starts_if", asked),)
        case _:
            return ()


def _said(sheet: Sheet, asked: e.Expr) -> Phrase:
    return condition(sheet.scene.voice, asked, None)


def _seen(sheet: Sheet, asked: e.Expr) -> Phrase:
    figures = {line.name: line for line in sheet.period.metrics}
    names = dict.fromkeys(each.metric for each in nodes(asked) if isinstance(each, e.MetricValue))
    said = [
        sheet.say(
            "seen_metric",
            name=words(figures[name].title),
            figure=sheet.figure(figures[name].figure),
        )
        for name in names
        if name in figures
    ]
    return sheet.scene.voice.both(said) if said else Phrase()
