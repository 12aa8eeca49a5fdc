"""Parties, units, segments and parameters: what is named and fixed at signature."""

from collections.abc import Sequence
from itertools import pairwise

from milestonelang import types
from milestonelang.agreement import declarations
from milestonelang.diagnostics.nearest import nearest
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common
from milestonelang.semantics.declarations.ranges import check_value
from milestonelang.semantics.expressions import check_expression
from milestonelang.semantics.folding import constant_value
from milestonelang.semantics.names import Kind, Symbol, names_to_set
from milestonelang.semantics.problems import (
    data as problems,
    life as life_problems,
    names as name_problems,
)
from milestonelang.semantics.scopes import CONSTANT
from milestonelang.semantics.types import plural_of
from milestonelang.semantics.words import check_words
from milestonelang.source import Span
from milestonelang.syntax import ast


def check_party(checker: Checker, symbol: Symbol, node: ast.Party) -> declarations.Party:
    """Return a party."""
    described = common.once(checker, node.lines, ast.DescribedAs, "described as")
    return declarations.Party(
        **common.head(checker, symbol, node.lines),
        described_as=check_words(checker, described.text) if described else (),
    )


def check_unit(checker: Checker, symbol: Symbol, node: ast.Unit) -> declarations.CountUnit:
    """Return a unit of counting."""
    return declarations.CountUnit(
        **common.head(checker, symbol, node.lines),
        plural=plural_of(node, node.name.text),
        divisible=node.is_divisible,
    )


def check_segment(checker: Checker, symbol: Symbol, node: ast.Segment) -> declarations.Segment:
    """Return a segment: what kind of partner this is."""
    type = checker.signature(symbol).type
    return declarations.Segment(
        **common.head(checker, symbol, node.lines),
        values=type.values if isinstance(type, types.Choice) else (),
        value=_segment_value(checker, symbol, node, type),
    )


def _segment_value(
    checker: Checker, symbol: Symbol, node: ast.Segment, type: types.Type
) -> str | None:
    line = common.once(checker, node.lines, ast.Value, "value")
    trees = symbol.setting.values if symbol.setting else line.values if line else ()
    if not trees:
        return None
    value = common.fixed(checker, trees[0], type, "the value of a segment")
    return value if isinstance(value, str) else None


def check_parameter(
    checker: Checker, symbol: Symbol, node: ast.Parameter
) -> declarations.Parameter:
    """Return a parameter with its values, those that `use` sets in place of its own."""
    signature = checker.signature(symbol)
    by = checker.resolve(node.segment, Kind.SEGMENT) if node.segment is not None else None
    body = common.all_of(node.lines, ast.Value)
    common.once(checker, node.lines, ast.Range, "between")
    fields = common.head(checker, symbol, node.lines)
    if isinstance(signature.type, types.Text | types.ListOfText):
        texts = _texts(checker, symbol, signature.type, body)
        return declarations.Parameter(
            **fields, type=signature.type, by=None, values=(), texts=texts, range=None
        )
    if symbol.setting is not None:
        values = _set_value(checker, symbol, signature.type)
    else:
        values = tuple(
            value
            for line in body
            if (value := _value(checker, line, signature.type, by)) is not None
        )
        _check_values(checker, symbol, node, values, by)
    for value in values:
        known = constant_value(checker, value.value)
        check_value(checker, known, value.value.span, signature.range, signature.type)
    return declarations.Parameter(
        **fields,
        type=signature.type,
        by=by.name if by is not None else None,
        values=values,
        texts=(),
        range=signature.range,
    )


def _texts(
    checker: Checker,
    symbol: Symbol,
    type: types.Type,
    body: Sequence[ast.Value],
) -> tuple[str, ...]:
    trees = symbol.setting.values if symbol.setting else body[0].values if body else ()
    if not trees:
        _report_missing(checker, symbol)
    if len(trees) > 1 and isinstance(type, types.Text):
        checker.report(problems.setting_type(trees[1].span, symbol.name))
    texts = [_text(checker, tree) for tree in trees]
    return tuple(text for text in texts if text is not None)


def _text(checker: Checker, tree: ast.Expr) -> str | None:
    """Return a text, or a free word such as `vice_presidents`, as it reads in a sentence."""
    match tree:
        case ast.Text(value):
            return value
        case ast.Ref((word,)):
            return word.replace("_", " ")
        case _:
            checker.report(problems.text_value(tree.span))
            return None


def _set_value(
    checker: Checker, symbol: Symbol, type: types.Type
) -> tuple[declarations.DatedValue, ...]:
    setting = symbol.setting
    assert setting is not None
    if len(setting.values) > 1:
        checker.report(problems.setting_type(setting.values[1].span, symbol.name))
    value = check_expression(checker, setting.values[0], CONSTANT, type)
    return (declarations.DatedValue(span=setting.span, id=checker.new_id(), value=value),)


def _value(
    checker: Checker, line: ast.Value, type: types.Type, by: Symbol | None
) -> declarations.DatedValue | None:
    if len(line.values) > 1:
        checker.report(problems.setting_type(line.values[1].span, "value"))
    if (line.segments or line.is_otherwise) and by is None:
        checker.report(problems.not_by_segment(line.span))
        return None
    segments = tuple(
        name for name in (_segment_name(checker, n, by) for n in line.segments) if name
    )
    if line.segments and not segments:
        return None
    day = common.fixed_day(checker, line.start, "the day of a value") if line.start else None
    return declarations.DatedValue(
        span=line.span,
        id=checker.new_id(),
        value=check_expression(checker, line.values[0], CONSTANT, type),
        from_date=day,
        segments=segments,
    )


def _segment_name(checker: Checker, node: ast.Name, by: Symbol | None) -> str | None:
    type = checker.signature(by).type if by is not None else None
    if not isinstance(type, types.Choice) or by is None:
        return None
    if node.text not in type.values:
        near = nearest(node.text, list(type.values))
        checker.report(
            problems.segment_value_unknown(node.span, node.text, by.name, type.values, near)
        )
        return None
    return node.text


def _check_values(
    checker: Checker,
    symbol: Symbol,
    node: ast.Parameter,
    values: tuple[declarations.DatedValue, ...],
    by: Symbol | None,
) -> None:
    if not common.all_of(node.lines, ast.Value):
        _report_missing(checker, symbol)
        return
    if by is None:
        _check_order(checker, values, node.name.span, symbol.name)
        return
    type = checker.signature(by).type
    names = type.values if isinstance(type, types.Choice) else ()
    otherwise = tuple(value for value in values if not value.segments)
    missing: list[str] = []
    for name in names:
        own = tuple(value for value in values if name in value.segments)
        _check_twice(checker, name, own)
        if own:
            _check_order(checker, own, node.name.span, name)
        elif not otherwise:
            missing.append(name)
    if otherwise:
        _check_order(checker, otherwise, node.name.span, "otherwise")
    if missing:
        checker.report(problems.segment_incomplete(node.name.span, tuple(missing)))


def _report_missing(checker: Checker, symbol: Symbol) -> None:
    if symbol.module is None:
        checker.report(problems.no_value(symbol.span, symbol.name))
        return
    module = next(module for module in checker.modules if module.name == symbol.module)
    name = symbol.name.rpartition(".")[2]
    # A line that sets what there is not was reported, and is nearly always meant for this.
    known = names_to_set(checker.symbols, module)
    strange = [line for line in module.settings if line.name.text not in known]
    if module.use is not None and not strange:
        checker.report(
            name_problems.setting_missing(name, module.name, module.use.span, f"{name} is …")
        )


def _check_twice(checker: Checker, name: str, values: tuple[declarations.DatedValue, ...]) -> None:
    seen: dict[int | None, Span] = {}
    for value in values:
        if value.from_date in seen:
            checker.report(problems.segment_value_twice(value.span, name, seen[value.from_date]))
        seen.setdefault(value.from_date, value.span)


def _check_order(
    checker: Checker, values: tuple[declarations.DatedValue, ...], span: Span, name: str
) -> None:
    if not values:
        return
    first = values[0]
    if first.from_date is not None and first.from_date > checker.facts.start:
        checker.report(problems.no_first_value(span, name))
    for before, value in pairwise(values):
        if before.from_date == value.from_date and value.segments:
            continue
        if value.from_date is None or (
            before.from_date is not None and value.from_date <= before.from_date
        ):
            checker.report(problems.values_unordered(value.span, before.span))
        elif checker.facts.is_complete and not checker.facts.may_hold(
            max(value.from_date, checker.facts.start)
        ):
            checker.report(life_problems.outside_term(value.span, "the first day of this value"))
