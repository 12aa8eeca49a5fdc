"""Payments: who pays whom how often, the steps to the entitlement, and what becomes of it.

In: the tree of a payment. Out: the checked payment. Promised: its lines give what it pays, in the
contract's currency or in the unit that it grants; an amount that can be negative says what then.
"""

from collections.abc import Sequence
from typing import assert_never

from milestonelang import records, types
from milestonelang.agreement import declarations, lines
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common, settlement, steps
from milestonelang.semantics.declarations.contract import stub_periods
from milestonelang.semantics.folding import constant_number
from milestonelang.semantics.names import Symbol
from milestonelang.semantics.problems import (
    blocks as block_problems,
    contract as contract_problems,
    payments as problems,
)
from milestonelang.semantics.scopes import PERIOD, lines_made_each
from milestonelang.semantics.types import find_unit
from milestonelang.semantics.words import check_words
from milestonelang.syntax import ast
from milestonelang.types import Unit


@records.frozen
class _Header:
    """Who pays or grants, to whom, how often, and what."""

    payer: str
    payee: str
    every: Unit
    grants: declarations.Grants | None


def check_payment(
    checker: Checker, symbol: Symbol, node: ast.Payment, by_default: lines.Due | None
) -> declarations.Payment:
    """Return a payment; *by_default* is when the contract lets amounts fall due."""
    header = _header(checker, symbol, node)
    wanted = checker.signature(symbol).type
    described = header.grants is not None and header.grants.unit is None
    setting = steps.Setting(
        steps.Block.PAYMENT,
        lines_made_each(header.every),
        header.every,
        symbol.name,
        is_described=described,
    )
    expected = None if isinstance(wanted, types.Invalid) else wanted
    result = steps.check_steps(checker, setting, node.lines, expected)
    _check_result(checker, symbol, node, result, header, wanted)
    _check_order(checker, node.lines)
    _check_limits(checker, result.steps)
    _check_stubs(checker, symbol, node, header.every)
    owner = settlement.Owner(symbol.name, wanted, PERIOD)
    when, interest = settlement.check_due_and_interest(checker, symbol.name, node.lines, by_default)
    if when is None and not common.all_of(node.lines, ast.Due):
        checker.report(problems.undue(node.name.span, symbol.name, header.every.value))
    return declarations.Payment(
        **common.head(checker, symbol, node.lines),
        payer=header.payer,
        payee=header.payee,
        every=header.every,
        type=wanted,
        grants=header.grants,
        steps=result.steps,
        settlement=_settlement(checker, owner, node, result.steps),
        due=when,
        late_interest=interest,
        shown_at_edges=common.once(checker, node.lines, ast.ShownAtEdges, "shown at its edges")
        is not None,
    )


def _settlement(
    checker: Checker, owner: settlement.Owner, node: ast.Payment, steps: tuple[lines.Step, ...]
) -> tuple[lines.SettlementLine, ...]:
    """Return the payment's own settlement lines, which take nothing back that its rows do."""
    found = settlement.check_settlement(checker, owner, node.lines)
    of_rows = [
        line
        for step in steps
        if isinstance(step, lines.ForEachRow)
        for line in step.settlement
        if isinstance(line, lines.ClawsBack)
    ]
    for line in found:
        if of_rows and isinstance(line, lines.ClawsBack):
            checker.report(block_problems.taken_back_twice(line.span, of_rows[0].span))
    return found


def _header(checker: Checker, symbol: Symbol, node: ast.Payment) -> _Header:
    found = [line for line in node.lines if isinstance(line, ast.PaysEach | ast.GrantsEach)]
    for extra in found[1:]:
        checker.report(contract_problems.line_twice(extra.span, "pays", found[0].span))
    settled = checker.facts.settled
    if not found:
        checker.report(problems.nobody_pays(node.name.span, symbol.name, settled.value))
        return _Header("", "", settled, None)
    line = found[0]
    grants: declarations.Grants | None = None
    match line:
        case ast.PaysEach(payer, payee, each):
            pass
        case ast.GrantsEach(payer, payee, granted, each):
            grants = _grants(checker, line, granted)
        case _:
            assert_never(line)
    _check_parties(checker, payer, payee)
    every = Unit(each.value)
    fits = common.check_not_finer(checker, line.span, "this is paid each", every)
    if not fits or every not in common.MONTHS_IN:
        every = settled
    return _Header(
        common.party(checker, payer) or "", common.party(checker, payee) or "", every, grants
    )


def _check_parties(checker: Checker, payer: ast.Name, payee: ast.Name) -> None:
    if payer.text == payee.text and checker.find(payer.text, payer.span.file) is not None:
        checker.report(problems.pays_itself(payee.span, payee.text))


def _grants(checker: Checker, line: ast.Node, granted: ast.Name | ast.Text) -> declarations.Grants:
    if isinstance(granted, ast.Text):
        words = check_words(checker, granted)
        return declarations.Grants(**common.spot(checker, line), unit=None, benefit=words)
    unit = find_unit(checker, granted)
    return declarations.Grants(**common.spot(checker, line), unit=unit, benefit=())


def _check_result(
    checker: Checker,
    symbol: Symbol,
    node: ast.Payment,
    result: steps.Result,
    header: _Header,
    wanted: types.Type,
) -> None:
    described = header.grants is not None and header.grants.unit is None
    if not result.steps:
        if not described and not any(isinstance(line, steps.PIPELINE) for line in node.lines):
            checker.report(problems.no_start(node.name.span, symbol.name))
        return
    last = result.steps[-1]
    if described and any(not isinstance(step, lines.OnlyIf) for step in result.steps):
        checker.report(problems.grants_text_settled(last.span))
        return
    if any(isinstance(t, types.Invalid) for t in (wanted, result.type)):
        return
    if result.type != wanted:
        found = types.describe(result.type)
        if isinstance(wanted, types.Count):
            checker.report(problems.grants_type(last.span, wanted.unit, found))
        else:
            checker.report(
                problems.wrong_total(last.span, symbol.name, found, types.describe(wanted))
            )


def _check_order(checker: Checker, body: Sequence[ast.Node]) -> None:
    settled: ast.Node | None = None
    for line in body:
        if isinstance(line, settlement.SETTLEMENT):
            settled = settled or line
        elif isinstance(line, steps.PIPELINE) and settled is not None:
            words = steps.LINE_WORDS[type(line)]
            checker.report(problems.step_after_settlement(line.span, words, settled.span))


def _check_limits(checker: Checker, found: Sequence[lines.Step]) -> None:
    """Report a maximum below a minimum, and a condition below a maximum over several periods."""
    wide: lines.AtMost | None = None
    for step in found:
        if isinstance(step, lines.AtMost):
            cap = constant_number(checker, step.limit)
            for floor in (other for other in found if isinstance(other, lines.AtLeast)):
                low = constant_number(checker, floor.minimum)
                same = floor.window is step.window and floor.per_row == step.per_row
                if same and cap is not None and low is not None and cap < low:
                    checker.report(problems.cap_below_floor(step.span, floor.span))
            if step.window is not Unit.PERIOD:
                wide = step
        elif isinstance(step, lines.OnlyIf) and wide is not None:
            checker.report(problems.gate_after_cap(step.span, wide.span))


def _check_stubs(checker: Checker, symbol: Symbol, node: ast.Payment, every: Unit) -> None:
    says = [line for line in node.lines if isinstance(line, ast.ProratedByDays | ast.NotProrated)]
    if len(says) > 1:
        checker.report(contract_problems.line_twice(says[1].span, "prorated", says[0].span))
    stubs = stub_periods(checker, every)
    if stubs is None:
        if says and isinstance(says[0], ast.NotProrated) and checker.facts.is_complete:
            checker.report(problems.no_stubs(says[0].span, every.value))
        return
    if not says and not _prorates(node):
        checker.report(problems.stub_open(node.name.span, symbol.name, stubs, every.value))


def _prorates(node: ast.Payment) -> bool:
    return any(isinstance(part, ast.Prorated) for part in ast.walk(node))
