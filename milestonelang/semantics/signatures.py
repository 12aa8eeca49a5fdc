"""Begin a check: collect the names and say what each declaration is, before any is looked into.

In: the modules. Out: a `Checker` in which every name has its signature, so that declarations can be
checked in any order. Mistakes in written types and ranges are reported here, and nowhere else.
"""

from milestonelang import records, types
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.semantics.context import Checker, ColumnSignature, Signature
from milestonelang.semantics.declarations.contract import facts_of
from milestonelang.semantics.declarations.ranges import check_range
from milestonelang.semantics.modules import Module
from milestonelang.semantics.names import Kind, Symbol, collect_names
from milestonelang.semantics.needs import check_needs
from milestonelang.semantics.types import check_type, choice_type, count_type
from milestonelang.syntax import ast


def begin(modules: tuple[Module, ...], sink: Sink) -> Checker:
    """Return the state in which the declarations of *modules* can be checked."""
    symbols = collect_names(modules, sink)
    contract = next(
        (
            symbol.node
            for symbol in symbols.of_kind(Kind.CONTRACT)
            if symbol.module is None and isinstance(symbol.node, ast.Contract)
        ),
        None,
    )
    checker = Checker(sink, modules, symbols, facts_of(contract))
    for symbol in symbols.by_name.values():
        if isinstance(symbol.node, ast.Unit):
            checker.signatures[symbol.name] = Signature(is_whole=not symbol.node.is_divisible)
    for symbol in symbols.by_name.values():
        if symbol.kind is not Kind.UNIT:
            checker.signatures[symbol.name] = _sign(checker, symbol)
    # Ranges are written in units, so that all types must be known first.
    for symbol in symbols.by_name.values():
        if isinstance(symbol.node, ast.Metric | ast.Parameter):
            _add_range(checker, symbol, symbol.node)
    check_needs(checker)
    return checker


def _sign(checker: Checker, symbol: Symbol) -> Signature:
    match symbol.node:
        case ast.Segment(type=choice):
            return Signature(type=choice_type(checker, choice.values))
        case ast.Parameter(type=written):
            return Signature(type=check_type(checker, written))
        case ast.Metric(type=written, lines=body):
            has_baseline = any(isinstance(line, ast.BaselineIs) for line in body)
            return Signature(type=check_type(checker, written), has_baseline=has_baseline)
        case ast.Balance(type=written):
            return Signature(type=check_type(checker, written))
        case ast.Schedule(argument=argument, result=result):
            return Signature(
                type=check_type(checker, result), argument=check_type(checker, argument)
            )
        case ast.Event(outcomes=outcomes) if outcomes is not None:
            type = choice_type(checker, outcomes.values)
            values = type.values if isinstance(type, types.Choice) else ()
            return Signature(type=type, outcomes=values)
        case ast.Payment():
            return Signature(type=_paid(checker, symbol.node))
        case ast.Source():
            return _source(checker, symbol.node)
        case _:
            return Signature()


def _paid(checker: Checker, node: ast.Payment) -> types.Type:
    for line in node.lines:
        match line:
            case ast.GrantsEach(granted=ast.Name() as unit):
                return count_type(checker, unit)
            case ast.GrantsEach():
                return types.Number()
    currency = checker.facts.currency
    return types.Money(currency) if currency is not None else types.Invalid()


def _source(checker: Checker, node: ast.Source) -> Signature:
    columns: dict[str, ColumnSignature] = {}
    dated_by: str | None = None
    ordered_by: tuple[str, ...] = ()
    for line in node.lines:
        match line:
            case ast.Column(name, written, _, may_be_empty, computed):
                columns.setdefault(
                    name.text,
                    ColumnSignature(
                        check_type(checker, written), may_be_empty, computed is not None, name.span
                    ),
                )
            case ast.DatedBy(column):
                dated_by = dated_by or column.text
            case ast.OrderedBy(names):
                ordered_by = ordered_by or tuple(name.text for name in names)
            case _:
                pass
    return Signature(columns=columns, dated_by=dated_by, ordered_by=ordered_by)


def _add_range(checker: Checker, symbol: Symbol, node: ast.Metric | ast.Parameter) -> None:
    found = [line for line in node.lines if isinstance(line, ast.Range)]
    if not found:
        return
    signature = checker.signature(symbol)
    range = check_range(checker, found[0], signature.type)
    checker.signatures[symbol.name] = records.evolve(signature, range=range)
