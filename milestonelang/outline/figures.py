"""Drafts of the schedules and annexes."""

from collections.abc import Iterator

from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.outline.draft import Draft, steps
from milestonelang.outline.places import Kind, Role
from milestonelang.outline.uses import nodes


def parts(agreement: d.Agreement, stated: set[str]) -> Iterator[Draft]:
    """Yield schedules, annexes and index; *stated* are the schedules that stand in a clause."""
    figures = list(_figures(agreement, stated))
    if figures:
        yield Draft(Role.SCHEDULE_OF_FIGURES, children=figures, kind=Kind.SCHEDULE)
    worked = [_illustration(item, agreement) for item in agreement.of_kind(d.Example)]
    worked += _edges(agreement)
    if worked:
        yield Draft(Role.ILLUSTRATIONS, children=worked, kind=Kind.SCHEDULE)
    for table in agreement.of_kind(d.ScheduleTable):
        shown = [Draft(Role.TABLE, table)]
        yield Draft(Role.FURTHER_TABLE, table, tables=shown, kind=Kind.SCHEDULE)
    if agreement.contract.based_on is not None:
        yield Draft(Role.DIFFERENCES, kind=Kind.ANNEX)
    guarantees = [Draft(Role.GUARANTEE, item) for item in agreement.of_kind(d.Guarantee)]
    if guarantees:
        yield Draft(Role.GUARANTEES, children=guarantees, kind=Kind.ANNEX)
    if any(item.because for item in (agreement.contract, *agreement.declarations.values())):
        yield Draft(Role.REASONS, kind=Kind.ANNEX)
    yield Draft(Role.SOURCES, kind=Kind.ANNEX)
    yield Draft(Role.TERMS, kind=Kind.INDEX)


def _figures(agreement: d.Agreement, stated: set[str]) -> Iterator[Draft]:
    kinds = [type(item) for item in agreement.declarations.values()]
    if d.Parameter in kinds or d.Segment in kinds:
        yield Draft(Role.PARAMETERS, tables=[Draft(Role.TABLE)])
    if d.CountUnit in kinds:
        yield Draft(Role.UNITS)
    for source in agreement.of_kind(d.Source):
        yield Draft(Role.SOURCE, source, tables=[Draft(Role.TABLE, source)])
    for metric in agreement.of_kind(d.Metric):
        yield _metric(metric)
    for scale in agreement.of_kind(d.Schedule):
        if scale.name not in stated:
            yield Draft(Role.SCALE, scale, tables=[Draft(Role.TABLE, scale)])
    for index in agreement.of_kind(d.Index):
        yield Draft(Role.INDEX_OF_WEIGHTS, index, tables=[Draft(Role.TABLE, index)])
    if agreement.contract.calendar is not None:
        yield Draft(Role.CALENDAR)


def _metric(metric: d.Metric) -> Draft:
    lines = metric.computed or ()
    only = lines[0] if len(lines) == 1 else None
    if isinstance(only, n.Amount):
        return Draft(Role.METRIC, metric, also=[(only.id, None)])
    tables = [Draft(Role.TABLE, line.table) for line in lines if isinstance(line, n.On)]
    return Draft(Role.METRIC, metric, list(steps(lines)), tables)


def _illustration(example: d.Example, agreement: d.Agreement) -> Draft:
    shown = [Draft(Role.TABLE, payment) for payment in agreement.of_kind(d.Payment)]
    given = [Draft(Role.TABLE, example)] if example.given else []
    rows = [Draft(Role.TABLE, agreement.get(each.source, d.Source)) for each in example.rows]
    return Draft(Role.ILLUSTRATION, example, tables=[*given, *rows, *shown])


def _edges(agreement: d.Agreement) -> Iterator[Draft]:
    """Yield the payments that are shown at their edges, with each table once."""
    placed: set[str] = set()
    for payment in agreement.of_kind(d.Payment):
        if not payment.shown_at_edges:
            continue
        tables = []
        for node in nodes(payment):
            if isinstance(node, n.On):
                tables.append(Draft(Role.EDGES, node.table))
            elif isinstance(node, e.ApplySchedule) and node.schedule not in placed:
                placed.add(node.schedule)
                tables.append(Draft(Role.EDGES, agreement.get(node.schedule, d.Schedule)))
        if tables:
            yield Draft(Role.EDGES, payment, tables=tables)
