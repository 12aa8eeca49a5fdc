"""Check a contract: from the trees of its files to an Agreement.

In: the modules, the agreement's own first. Out: an `Agreement`, even after errors. Promised: every
default is written out, every node has an id, and whatever a careful author would want to know has
been reported. An agreement with errors is for editors only; nothing is computed from it.
"""

from collections.abc import Mapping
from typing import assert_never

from milestonelang import records
from milestonelang.agreement import declarations, lines
from milestonelang.agreement.declarations import Agreement, Declaration
from milestonelang.diagnostics.diagnostic import Diagnostic, Severity, Sink
from milestonelang.semantics import follow_on, order, signatures
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import (
    amendments,
    bounds,
    contract,
    control,
    examples,
    figures,
    milestones,
    payments,
    properties,
    sharing,
    texts,
    things,
    titles,
)
from milestonelang.semantics.modules import Module
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import contract as problems, texts as text_problems
from milestonelang.source import FileId, SourceMap, Span
from milestonelang.syntax import ast


def check(modules: tuple[Module, ...], sources: SourceMap, sink: Sink) -> Agreement:
    """Return the checked contract of the agreement's own module, `modules[0]`."""
    found = Sink()
    agreement = _check(modules, sources, found)
    amended = amendments.check_amended(modules, sources, found, _check)
    accepting = [agreement.contract, *agreement.declarations.values()]
    _hand_on(follow_on.settle(found.found, modules, sources), sink, accepting)
    return records.evolve(agreement, amended=amended) if amended else agreement


def _check(
    modules: tuple[Module, ...], sources: SourceMap, sink: Sink, first_id: int = 1
) -> Agreement:
    checker = signatures.begin(modules, sink)
    checker.number_from(first_id)
    checker.sources = sources
    own = _check_contracts(checker)
    checked = _check_declarations(checker, own.due)
    computation = order.computation_order(checker, checked)
    _check_together(checker, own, checked, computation)
    return Agreement(
        contract=own,
        declarations=checked,
        computation=computation,
        sources=tuple(source for module in modules for source in module.sources),
    )


def _check_contracts(checker: Checker) -> declarations.Contract:
    """Return the one contract; where there is none, a stand-in that was reported."""
    found = list(checker.symbols.of_kind(Kind.CONTRACT))
    own = [symbol for symbol in found if symbol.module is None]
    for symbol in found:
        if symbol.module is not None:
            checker.report(problems.contract_in_module(symbol.span))
    for symbol in own[1:]:
        checker.report(problems.several_contracts(symbol.span, own[0].span))
    root = checker.modules[0].tree
    if own:
        assert isinstance(own[0].node, ast.Contract)
        result = contract.check_contract(checker, own[0], own[0].node)
    else:
        place = _beginning(root)
        checker.report(problems.no_contract(place))
        node = ast.Contract(
            name=ast.Name(text="contract", span=place, id=_NO_NODE),
            title=ast.Text(value="", span=place, id=_NO_NODE),
            lines=(),
            span=place,
            id=_NO_NODE,
        )
        quiet = Checker(Sink(), checker.modules, checker.symbols, checker.facts)
        symbol = Symbol("contract", Kind.CONTRACT, node, place, None)
        result = contract.check_contract(quiet, symbol, node)
    parties = sum(1 for _ in checker.symbols.of_kind(Kind.PARTY))
    if own and parties < 2:
        checker.report(problems.too_few_parties(own[0].span, parties))
    return result


_NO_NODE = ast.NodeId(0)


def _beginning(root: ast.Module) -> Span:
    if root.declarations:
        return root.declarations[0].span
    return Span(FileId(root.file), 0, 0)


def _check_declarations(checker: Checker, by_default: lines.Due | None) -> dict[str, Declaration]:
    found: dict[str, Declaration] = {}
    for symbol in checker.symbols.by_name.values():
        declaration = _check_one(checker, symbol, by_default)
        if declaration is not None:
            found[symbol.name] = declaration
    return found


def _check_one(
    checker: Checker, symbol: Symbol, by_default: lines.Due | None
) -> Declaration | None:
    node = symbol.node
    match node:
        case ast.Use() | ast.Needs() | ast.Contract():
            return None
        case ast.Party():
            return things.check_party(checker, symbol, node)
        case ast.Unit():
            return things.check_unit(checker, symbol, node)
        case ast.Segment():
            return things.check_segment(checker, symbol, node)
        case ast.Parameter():
            return things.check_parameter(checker, symbol, node)
        case ast.Source():
            return figures.check_source(checker, symbol, node)
        case ast.Metric():
            return figures.check_metric(checker, symbol, node)
        case ast.Index():
            return figures.check_index(checker, symbol, node)
        case ast.Schedule():
            return figures.check_schedule(checker, symbol, node)
        case ast.Event():
            return figures.check_event(checker, symbol, node)
        case ast.Payment():
            return payments.check_payment(checker, symbol, node, by_default)
        case ast.Limit():
            return sharing.check_limit(checker, symbol, node)
        case ast.Balance():
            return sharing.check_balance(checker, symbol, node)
        case ast.Split():
            return sharing.check_split(checker, symbol, node)
        case ast.Milestone():
            return milestones.check_milestone(checker, symbol, node, by_default)
        case ast.Trigger():
            return milestones.check_trigger(checker, symbol, node)
        case ast.Obligation():
            return milestones.check_obligation(checker, symbol, node)
        case ast.Audit():
            return control.check_audit(checker, symbol, node)
        case ast.Dispute():
            return control.check_dispute(checker, symbol, node)
        case ast.Review():
            return control.check_review(checker, symbol, node)
        case ast.Exit():
            return control.check_exit(checker, symbol, node)
        case ast.Amendment():
            return amendments.check_amendment(checker, symbol, node)
        case ast.Guarantee() | ast.Assume() | ast.Assert():
            return properties.check_claim(checker, symbol, node)
        case ast.Example():
            return examples.check_example(checker, symbol, node)
        case ast.Clause():
            return texts.check_clause(checker, symbol, node)
        case ast.TableOf():
            return texts.check_table_of(checker, symbol, node)
        case _:
            assert_never(node)


def _check_together(
    checker: Checker,
    own: declarations.Contract,
    found: Mapping[str, Declaration],
    computation: tuple[str, ...],
) -> None:
    """Report what only shows when the declarations are seen together."""
    bounds.check_bounds(checker, found, computation)
    sharing.check_limits_together(checker, found)
    sharing.check_idle_balances(checker, found)
    sharing.check_splits_together(checker, found)
    milestones.check_called(checker, found)
    control.check_exits_together(checker, found)
    titles.check_titles(checker, own, found)
    titles.check_used(checker, found)
    titles.check_meanings(checker, found)


def _hand_on(
    found: list[Diagnostic],
    sink: Sink,
    accepting: list[Declaration | declarations.Contract],
) -> None:
    """Report what was found, but for warnings that the declaration they stand in accepts."""
    for diagnostic in found:
        place = diagnostic.label.span if diagnostic.label is not None else None
        accepted = place is not None and any(
            code == diagnostic.code and _holds(item.span, place)
            for item in accepting
            for code, _ in item.accepted
        )
        if accepted and diagnostic.severity is Severity.ERROR and place is not None:
            sink.report(text_problems.accept_error(place, diagnostic.code))
        if not accepted or diagnostic.severity is Severity.ERROR:
            sink.report(diagnostic)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.file == inner.file and outer.start <= inner.start and inner.end <= outer.end
