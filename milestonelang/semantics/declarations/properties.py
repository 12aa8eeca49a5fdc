"""Guarantees, assumptions and assertions: properties of all data, or of the data that came in.

In: the lines of a claim. Out: each property with its form, its expressions and its names, in the
order of its words. Promised: whoever proves or checks one needs no tree.
"""

from collections.abc import Sequence

from milestonelang import types
from milestonelang.agreement import declarations, expressions as checked
from milestonelang.semantics import units
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common
from milestonelang.semantics.expressions import check_condition, check_expression
from milestonelang.semantics.folding import constant_number
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import texts as problems
from milestonelang.semantics.scopes import PERIOD
from milestonelang.syntax import ast
from milestonelang.types import Unit

_CLAIMS: dict[type[ast.Node], declarations.Claim] = {
    ast.Guarantee: declarations.Claim.GUARANTEE,
    ast.Assume: declarations.Claim.ASSUME,
    ast.Assert: declarations.Claim.ASSERT,
}
_NOT_PROPERTIES = (ast.ForEvery, ast.Means, ast.Because, ast.Accept)


def check_claim(
    checker: Checker, symbol: Symbol, node: ast.Guarantee | ast.Assume | ast.Assert
) -> declarations.Guarantee:
    """Return a guarantee, an assumption or an assertion."""
    claim = _CLAIMS[type(node)]
    found = [
        _Property(checker, line).checked()
        for line in node.lines
        if not isinstance(line, _NOT_PROPERTIES)
    ]
    if not found:
        checker.report(problems.claims_nothing(node.name.span, claim.value, symbol.name))
    return declarations.Guarantee(
        **common.head(checker, symbol, node.lines),
        claim=claim,
        properties=tuple(found),
        for_every=_for_every(checker, common.all_of(node.lines, ast.ForEvery)),
    )


def _for_every(checker: Checker, found: Sequence[ast.ForEvery]) -> tuple[str, ...]:
    names: list[str] = []
    for line in found:
        for ref in line.parameters:
            symbol = checker.resolve(ref, Kind.PARAMETER)
            if symbol is None:
                continue
            if checker.signature(symbol).range is None:
                checker.report(problems.no_range_to_cover(ref.span, symbol.name))
            names.append(symbol.name)
    return tuple(names)


class _Property:
    """One property on its way from its line."""

    def __init__(self, checker: Checker, line: ast.Property) -> None:
        self.checker = checker
        self.line = line
        self.condition: checked.Expr | None = None
        self.expressions: list[checked.Expr] = []
        self.names: list[str] = []
        self.within: checked.Expr | None = None

    def checked(self) -> declarations.Property:
        """Return the checked property."""
        form = self._form()
        return declarations.Property(
            **common.spot(self.checker, self.line),
            form=form,
            condition=self.condition,
            expressions=tuple(self.expressions),
            names=tuple(self.names),
            within=self.within,
            words=" ".join(self.checker.text_of(self.line.span).split()),
        )

    def _form(self) -> str:
        match self.line:
            case ast.Always(condition, within):
                self.condition = check_condition(self.checker, condition, PERIOD)
                self._tolerance(within, _compared(self.condition))
                return "always"
            case ast.Bounded(amount, bound, limit, window, within):
                words, type = self._amount(amount)
                self._expression(limit, type)
                self._tolerance(within, type)
                self._window(window)
                return f"{words} is {bound.value} per {window.value}"
            case ast.AsUnder(amount, bound, terms, within):
                words, type = self._amount(amount)
                self.names.append(terms.value)
                self._tolerance(within, type)
                return f"{words} is {bound.value} as under"
            case ast.Monotone(amount, never, input, when, within):
                words, type = self._amount(amount)
                self._measured(input)
                self._tolerance(within, type)
                return f"{words} never {never.value} when {when.value}"
            case ast.MovesBy(amount, at_most, input, by):
                words, type = self._amount(amount)
                self._expression(at_most, type)
                self._expression(by, self._measured(input))
                return f"{words} moves by"
            case ast.StepBy(amount, movement, at_most, each):
                words, type = self._amount(amount)
                wanted = None if isinstance(at_most, ast.Percent) else type
                self._expression(at_most, wanted)
                what = "this goes from one span to the next, each a"
                common.check_not_finer(self.checker, self.line.span, what, Unit(each.value))
                return f"{words} {movement.value} by from {each.value}"
            case ast.Restating(metric, by, amount, at_most):
                moved = self._measured(metric) if metric is not None else None
                self._expression(by, None if isinstance(by, ast.Percent) else moved)
                words, type = self._amount(amount)
                self._expression(at_most, type)
                return (
                    f"restating moves {words}"
                    if metric is not None
                    else f"restating any moves {words}"
                )
            case ast.NoTimingGain(metric, at_most):
                self._measured(metric)
                self._expression(at_most, self._money())
                return "moving to the next period gains"
            case ast.NoSplitGain(source, at_most):
                self._name(source, Kind.SOURCE)
                self._expression(at_most, self._money())
                return "splitting a row gains"
            case ast.CanBeAchieved(milestone, by):
                self._name(milestone, Kind.MILESTONE)
                if by is not None:
                    wanted = types.PeriodType() if isinstance(by, ast.Period) else types.Date()
                    self._expression(by, wanted)
                return "can be achieved"
            case ast.Can(trigger, ability):
                self._name(trigger, Kind.TRIGGER)
                return f"can {ability.value}"
            case ast.Every(assurance):
                return f"every {assurance.value}"
            case ast.NothingStranded():
                return "everything held is released or forfeited"
            case ast.NoGap(table):
                symbol = self._name(table, Kind.PAYMENT, Kind.SCHEDULE)
                if symbol is not None and not _has_bands(symbol.node):
                    self.checker.report(problems.no_bands(table.span, symbol.name))
                return "bands have no gap"

    def _amount(self, node: ast.Expr) -> tuple[str, types.Type | None]:
        """Check what a property is about; return how it is named and its type."""
        match node:
            case ast.TotalPaid(payer, payee):
                names = [common.party(self.checker, party) or "" for party in (payer, payee)]
                self.names += names
                if names[0] and names[0] == names[1]:
                    self.checker.report(problems.pays_itself(payee.span, names[1]))
                return "total paid", self._money()
            case ast.TotalOf(operand):
                return "total", self._expression(operand, None)
            case _:
                return "amount", self._expression(node, None)

    def _expression(self, node: ast.Expr, wanted: types.Type | None) -> types.Type | None:
        found = check_expression(self.checker, node, PERIOD, wanted)
        self.expressions.append(found)
        return None if isinstance(found.type, types.Invalid) else found.type

    def _money(self) -> types.Type | None:
        currency = self.checker.facts.currency
        return types.Money(currency) if currency is not None else None

    def _measured(self, node: ast.Ref) -> types.Type | None:
        symbol = self.checker.resolve(node, Kind.METRIC, Kind.PARAMETER)
        if symbol is None:
            return None
        self.names.append(symbol.name)
        type = self.checker.signature(symbol).type
        if isinstance(type, types.Invalid):
            return None
        if not units.is_ordered(type):
            self.checker.report(problems.cannot_move(node.span, symbol.name, types.describe(type)))
            return None
        return type

    def _name(self, node: ast.Ref, *kinds: Kind) -> Symbol | None:
        symbol = self.checker.resolve(node, *kinds)
        if symbol is not None:
            self.names.append(symbol.name)
        return symbol

    def _window(self, window: ast.Window) -> None:
        if window is not ast.Window.ROW:
            what = "this is measured over a"
            common.check_not_finer(self.checker, self.line.span, what, Unit(window.value))

    def _tolerance(self, node: ast.Expr | None, type: types.Type | None) -> None:
        if node is None:
            return
        self.within = check_expression(self.checker, node, PERIOD, type)
        value = constant_number(self.checker, self.within)
        if value is not None and value < 0:
            self.checker.report(problems.tolerance_negative(node.span))


def _compared(condition: checked.Expr) -> types.Type | None:
    if isinstance(condition, checked.Compare) and not isinstance(
        condition.left.type, types.Invalid
    ):
        return condition.left.type
    return None


def _has_bands(node: ast.Node) -> bool:
    """Whether an amount is found by a table, also one of each row."""
    if not isinstance(node, ast.Payment | ast.ForEachRow):
        return True
    return any(
        isinstance(line, ast.On) or (isinstance(line, ast.ForEachRow) and _has_bands(line))
        for line in node.lines
    )
