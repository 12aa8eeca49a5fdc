"""Put what is computed into an order in which each comes after what it depends on.

In: the checked declarations. Out: the names of metrics, payments, milestones, triggers, limits and
balances, in the order of their dependence within one period and, where that leaves a choice, in the
order declared. Promised: where something depends on itself the circle is reported, once, and the
order is still complete.

The graph has a node for what others can read of a declaration in the running period. A payment has
three: its amount before limits, what they leave (`p entitled`, which its name stands for), and what
settlement makes of it. An earlier period is no dependence, nor is what a balance held at the start.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from milestonelang import records
from milestonelang.agreement import (
    declarations as declared,
    expressions as checked,
    lines,
    milestones,
)
from milestonelang.agreement.audits import targets_first
from milestonelang.agreement.declarations import Declaration
from milestonelang.agreement.expressions import Expr
from milestonelang.semantics.context import Checker
from milestonelang.semantics.problems import order as problems
from milestonelang.source import Span
from milestonelang.types import Portion, WindowKind


class Stage(Enum):
    """What of a declaration is meant."""

    VALUE = "value"
    ENTITLED = "entitled"
    SETTLED = "settled"


Node = tuple[str, Stage]


@records.frozen
class Reading:
    """One node needs another; *span* is where it says so, if a place says so."""

    target: Node
    span: Span | None


def computation_order(checker: Checker, declarations: Mapping[str, Declaration]) -> tuple[str, ...]:
    """Return the names of what is computed, each after what it depends on."""
    graph = _graph(declarations)
    computed = (
        declared.Metric
        | declared.Payment
        | declared.Milestone
        | declared.Trigger
        | declared.Limit
        | declared.Balance
    )
    order: list[str] = []
    for name, stage in _sorted(checker, graph, declarations):
        if stage is Stage.VALUE and isinstance(declarations[name], computed):
            order.append(name)
    return tuple(order)


def reads(expr: Expr) -> Iterator[Reading]:
    """Yield what an expression needs of the running period."""
    pending = [expr]
    while pending:
        node = pending.pop()
        match node:
            case checked.Earlier() | checked.Baseline() | checked.RowAggregate():
                continue
            case checked.WindowOf(kind=WindowKind.PREVIOUS_YEAR):
                continue
            case checked.MetricValue(name):
                yield Reading((name, Stage.VALUE), node.span)
            case checked.PaymentAmount(name, portion):
                stage = Stage.ENTITLED if portion is Portion.ENTITLED else Stage.SETTLED
                yield Reading((name, stage), node.span)
            case checked.BalanceAmount(name, True) | checked.SplitShare(name):
                yield Reading((name, Stage.VALUE), node.span)
            case checked.InState(subject, name, state):
                if _is_of_this_period(subject, state):
                    yield Reading((name, Stage.VALUE), node.span)
            case checked.ApplySchedule(name):
                yield Reading((name, Stage.VALUE), node.span)
            case _:
                pass
        pending.extend(reversed(tuple(checked.children(node))))


def _is_of_this_period(subject: checked.Subject, state: str) -> bool:
    """Return whether a state can come from what happens in the same period.

    The days of a duty run from the end of the period that calls it, so it is overdue in the next at
    the earliest; and a notice is tested against the periods that ended before it.
    """
    if subject is checked.Subject.EXIT:
        return False
    return subject is not checked.Subject.OBLIGATION or state not in ("overdue", "cured")


def _graph(declarations: Mapping[str, Declaration]) -> dict[Node, list[Reading]]:
    graph: dict[Node, list[Reading]] = {}
    for name, item in declarations.items():
        value: Node = (name, Stage.VALUE)
        graph[value] = list(_needs(item))
        if isinstance(item, declared.Payment):
            graph[name, Stage.ENTITLED] = [Reading(value, None)]
            settlement = [Reading((name, Stage.ENTITLED), None)]
            settlement += _of_lines(item.settlement)
            for step in item.steps:
                if isinstance(step, lines.ForEachRow):
                    settlement += _of_lines(step.settlement)
            graph[name, Stage.SETTLED] = settlement
    for item in declarations.values():
        _add_effects(graph, item)
    _add_overtaking(graph, declarations)
    _add_revisions(graph, declarations)
    # What is named but was not checked, because something is wrong with it, needs nothing.
    for readings in tuple(graph.values()):
        readings[:] = [reading for reading in readings if reading.target in graph]
    return graph


def _add_overtaking(
    graph: dict[Node, list[Reading]], declarations: Mapping[str, Declaration]
) -> None:
    """Whether a milestone is skipped depends on those that overtake it."""
    found = [item for item in declarations.values() if isinstance(item, declared.Milestone)]
    for item in found:
        for other in milestones.overtaking(item, found):
            graph[item.name, Stage.VALUE].append(Reading((other, Stage.VALUE), item.span))


def _add_revisions(
    graph: dict[Node, list[Reading]], declarations: Mapping[str, Declaration]
) -> None:
    """A reduction may wait for what an audit leads to."""
    effects = [
        effect
        for item in declarations.values()
        if isinstance(item, declared.Trigger)
        for effect in item.effects
    ]
    for audit in declarations.values():
        if isinstance(audit, declared.Audit) and targets_first(audit):
            for payment in (name for effect in effects for name in effect.payments):
                _add(graph, (payment, Stage.VALUE), Reading((audit.name, Stage.VALUE), audit.span))


def _needs(item: Declaration) -> Iterator[Reading]:
    match item:
        case declared.Metric(computed=steps) if steps is not None:
            yield from _of_steps(steps)
        case declared.Payment(steps=steps):
            yield from _of_steps(steps)
        case declared.Limit():
            for rule in item.rules:
                yield from reads(rule.amount)
                for payment in rule.payments:
                    yield Reading((payment, Stage.VALUE), None)
        case declared.Balance(lines=body):
            yield from _of_lines(body)
            for expr in (item.at_most, item.opens_at):
                if expr is not None:
                    yield from reads(expr)
        case declared.Split(lines=body, amount=shared):
            yield from _of_lines(body)
            if item.of:
                yield Reading((item.of, Stage.SETTLED), item.span)
            elif shared is not None:
                yield from reads(shared)
        case declared.Milestone():
            yield from _of_milestone(item)
        case declared.Trigger(starts_when=starts, ends_when=ends):
            # From the next period on, only the end is of the running period.
            if not item.from_next_period:
                yield from reads(starts)
            if ends is not None:
                yield from reads(ends)
        case declared.Obligation(owed=owed):
            yield from _of_lines(owed)
        case declared.Schedule(table=table):
            yield from _of_line(table)
        case declared.Audit(findings=findings):
            yield from _of_lines(findings)
        case _:
            pass


def _of_milestone(item: declared.Milestone) -> Iterator[Reading]:
    for expr in (item.condition, item.amount):
        if expr is not None:
            yield from reads(expr)
    yield from _of_lines(item.extensions)
    if item.after is not None:
        yield Reading((item.after, Stage.VALUE), item.span)


def _of_steps(steps: Iterable[lines.Step]) -> Iterator[Reading]:
    for step in steps:
        if isinstance(step, lines.ForEachRow):
            yield from _of_steps(step.steps)
        else:
            yield from _of_line(step)


def _of_lines(body: Iterable[lines.Line]) -> Iterator[Reading]:
    for line in body:
        yield from _of_line(line)


def _of_line(line: lines.Line) -> Iterator[Reading]:
    for field in records.fields(type(line)):
        value = getattr(line, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, checked.Typed):
                yield from reads(part)  # type: ignore[arg-type]  # every Typed is in Expr
            elif isinstance(part, lines.Line):
                yield from _of_line(part)


def _add_effects(graph: dict[Node, list[Reading]], item: Declaration) -> None:
    """Add what one declaration brings upon others: limits, effects, balances, duties."""
    value = (item.name, Stage.VALUE)
    match item:
        case declared.Limit():
            for payment in (name for rule in item.rules for name in rule.payments):
                _add(graph, (payment, Stage.ENTITLED), Reading(value, item.span))
        case declared.Trigger(effects=effects, on_start=owes):
            for effect in effects:
                for payment in effect.payments:
                    _add(graph, (payment, Stage.VALUE), Reading(value, effect.span))
                    for reading in _of_line(effect):
                        _add(graph, (payment, Stage.VALUE), reading)
            _call(graph, value, owes)
        case declared.Audit(findings=findings):
            _call(graph, value, [item.owes for item in findings if item.owes is not None])
        case declared.Milestone(if_missed=owes):
            _call(graph, value, owes)
        case declared.Obligation(effects_if_overdue=effects, if_overdue=owes):
            for effect in effects:
                for payment in effect.payments:
                    for reading in _of_line(effect):
                        _add(graph, (payment, Stage.VALUE), reading)
            _call(graph, value, owes)
        case declared.Payment(steps=steps):
            for balance in _balances_of(steps):
                _add(graph, (balance, Stage.VALUE), Reading(value, item.span))
        case _:
            pass


def _call(graph: dict[Node, list[Reading]], caller: Node, owes: Iterable[lines.Owes]) -> None:
    for duty in owes:
        _add(graph, (duty.obligation, Stage.VALUE), Reading(caller, duty.span))


def _balances_of(steps: Iterable[lines.Step]) -> Iterator[str]:
    for step in steps:
        match step:
            case lines.PlusFromBalance(balance) | lines.LessFromBalance(balance=balance):
                yield balance
            case lines.Less(rest_into=str() as balance):
                yield balance
            case lines.AtMost(balance=str() as balance):
                yield balance
            case lines.AtLeast(shortfall_into=str() as balance):
                yield balance
            case lines.ForEachRow(steps=inner):
                yield from _balances_of(inner)
            case _:
                pass


def _add(graph: dict[Node, list[Reading]], node: Node, reading: Reading) -> None:
    if node in graph and reading not in graph[node]:
        graph[node].append(reading)


def _sorted(
    checker: Checker, graph: dict[Node, list[Reading]], declarations: Mapping[str, Declaration]
) -> list[Node]:
    """Return the nodes, each after those it needs; without recursion, since chains may be long.

    First what needs no payment, then the amounts of payments, then the rest, each in the order
    declared: only what a payment needs itself changes which of two takes from a balance first.
    """
    order: list[Node] = []
    done: set[Node] = set()
    amounts: list[Node] = [
        (name, stage)
        for name, stage in graph
        if stage is Stage.VALUE and isinstance(declarations[name], declared.Payment)
    ]
    after_payments = _needing(graph, amounts)
    first = [node for node in graph if node not in after_payments]
    for start in (*first, *amounts, *graph):
        if start in done:
            continue
        path: dict[Node, Reading | None] = {start: None}
        stack = [(start, iter(graph[start]))]
        while stack:
            node, remaining = stack[-1]
            reading = next(remaining, None)
            if reading is None:
                stack.pop()
                del path[node]
                if node not in done:
                    done.add(node)
                    order.append(node)
            elif reading.target in path:
                _report_circle(checker, path, reading, declarations)
            elif reading.target not in done:
                path[reading.target] = reading
                stack.append((reading.target, iter(graph[reading.target])))
    return order


def _needing(graph: dict[Node, list[Reading]], nodes: list[Node]) -> set[Node]:
    """Return *nodes* and all that need one of them, directly or by way of others."""
    needed_by: dict[Node, list[Node]] = {}
    for node, readings in graph.items():
        for reading in readings:
            needed_by.setdefault(reading.target, []).append(node)
    found, pending = set(nodes), list(nodes)
    while pending:
        for node in needed_by.get(pending.pop(), ()):
            if node not in found:
                found.add(node)
                pending.append(node)
    return found


def _report_circle(
    checker: Checker,
    path: dict[Node, Reading | None],
    closing: Reading,
    declarations: Mapping[str, Declaration],
) -> None:
    nodes = list(path)
    circle = nodes[nodes.index(closing.target) :]
    steps = [path[node] for node in circle[1:]] + [closing]
    spans = [step.span for step in steps if step is not None and step.span is not None]
    names: list[str] = []
    for name, _ in circle:
        if not names or names[-1] != name:
            names.append(name)
    if len(names) > 1 and names[0] == names[-1]:
        names.pop()
    limits = [name for name in names if isinstance(declarations[name], declared.Limit)]
    payments = [name for name in names if isinstance(declarations[name], declared.Payment)]
    place = spans[0] if spans else declarations[names[0]].span
    others = tuple(dict.fromkeys(span for span in spans if span != place))
    if limits and len(names) == len(limits) + len(payments) and len(payments) > 1:
        # One payment reads another directly: the limit itself reports that.
        return
    if limits and payments:
        checker.report(problems.under_one_limit(tuple(payments), limits[0], place, others))
    else:
        unit = checker.facts.settled.value
        checker.report(problems.circle(tuple(names), unit, place, others))
