"""The steps of payments, metrics and row blocks: each takes an amount and gives an amount.

In: lines in the order written. Out: checked steps and the type of the result. Promised: every step
acts on an amount of a known type, and a window is never finer than the periods it is measured in.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from fractions import Fraction

from milestonelang import records, types
from milestonelang.agreement import expressions as checked, lines
from milestonelang.diagnostics.nearest import nearest
from milestonelang.primitives.currencies import minor_units
from milestonelang.semantics import units
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common, settlement, tables
from milestonelang.semantics.expressions import check_condition, check_expression
from milestonelang.semantics.folding import constant_number
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import (
    blocks as block_problems,
    contract as contract_problems,
    data as data_problems,
    names as name_problems,
    payments as problems,
    tables as table_problems,
)
from milestonelang.semantics.scopes import Scope, row_in_period
from milestonelang.syntax import ast
from milestonelang.types import RoundingMode, Unit


class Block(Enum):
    """Which block the steps stand in, in words."""

    PAYMENT = "a payment"
    METRIC = "a metric"
    ROW = "a block for each row"


@records.frozen
class Setting:
    """Where steps stand: what their expressions may read, and how often they are carried out.

    *is_described* is set for a benefit in words, which has no amount that a first line could give.
    """

    block: Block
    scope: Scope
    every: Unit
    name: str
    is_described: bool = False


@records.frozen
class Result:
    """What steps give."""

    steps: tuple[lines.Step, ...]
    type: types.Type


PIPELINE = (
    ast.Amount,
    ast.On,
    ast.FirstOf,
    ast.Banded,
    ast.Interpolated,
    ast.ByName,
    ast.Times,
    ast.DividedBy,
    ast.Plus,
    ast.Less,
    ast.LessFrom,
    ast.PlusFrom,
    ast.OnlyIf,
    ast.OnlyExcess,
    ast.AtMost,
    ast.AtLeast,
    ast.BelowZero,
    ast.ProratedByDays,
    ast.NotProrated,
    ast.RoundedTo,
    ast.ForEachRow,
)
_STARTS = (ast.Amount, ast.On, ast.FirstOf, ast.ForEachRow)
_TABLES = (ast.Banded, ast.Interpolated, ast.ByName)


def check_steps(
    checker: Checker, setting: Setting, body: Sequence[ast.Node], wanted: types.Type | None
) -> Result:
    """Return the checked steps; *wanted* is the type that the last of them should give."""
    return _Steps(checker, setting, wanted, body).run()


class _Steps:
    """The amount on its way through the lines."""

    def __init__(
        self,
        checker: Checker,
        setting: Setting,
        wanted: types.Type | None,
        body: Sequence[ast.Node],
    ) -> None:
        self.checker = checker
        self.setting = setting
        self.body = [line for line in body if isinstance(line, PIPELINE)]
        self.wanted = wanted if _keeps_type(self.body) else None
        self.type: types.Type = types.Invalid()
        self.started: ast.Node | None = None

    def run(self) -> Result:
        found: list[lines.Step] = []
        position = 0
        while position < len(self.body):
            node = self.body[position]
            position += 1
            if isinstance(node, _TABLES):
                self.checker.report(table_problems.no_base(node.span))
                self.started = self.started or node
                continue
            if isinstance(node, _STARTS):
                if not self._may_start(node):
                    if isinstance(node, ast.On) and self._table_at(position) is not None:
                        position += 1
                    continue
            elif self.started is None and not self._needs_no_start(node):
                words = LINE_WORDS[type(node)]
                self.checker.report(problems.before_start(node.span, words))
                self.started = node
            step: lines.Step | None
            if isinstance(node, ast.On):
                table = self._table_at(position)
                position += table is not None
                step = self._on(node, table)
            else:
                step = self._step(node)
            if step is not None:
                found.append(step)
        return Result(tuple(found), self.type)

    def _needs_no_start(self, node: ast.Node) -> bool:
        if isinstance(node, ast.OnlyIf) and self.setting.is_described:
            return True
        return isinstance(node, ast.NotProrated)

    def _may_start(self, node: ast.Node) -> bool:
        if self.started is None:
            self.started = node
            return True
        if isinstance(self.started, _STARTS):
            self.checker.report(problems.second_start(node.span, self.started.span))
        return False

    def _table_at(self, position: int) -> ast.Table | None:
        if position < len(self.body):
            node = self.body[position]
            if isinstance(node, ast.Banded | ast.Interpolated | ast.ByName):
                return node
        return None

    def _on(self, node: ast.On, table: ast.Table | None) -> lines.Step | None:
        base = self._expression(node.base, None)
        if table is None:
            self._report_open_table(node)
            return None
        if node.accumulated is not None:
            self._check_accumulated(node, base)
        seen = tables.Base(base.type, base.span)
        found, self.type = tables.check_table(
            self.checker, table, seen, self.setting.scope, self.wanted
        )
        accumulated = node.accumulated
        return lines.On(
            base,
            lines.Accumulation(accumulated.value) if accumulated is not None else None,
            found,
            span=node.span.to(table.span),
            id=self.checker.new_id(),
        )

    def _report_open_table(self, node: ast.On) -> None:
        if not node.bands:
            self.checker.report(table_problems.no_table(node.span))
            return
        rates = [self._expression(band.rate, None).type for band in node.bands]
        of_amounts = all(isinstance(rate, types.Money | types.Count) for rate in rates)
        self.checker.report(table_problems.kind_open(node.span, of_amounts))

    def _check_accumulated(self, node: ast.On, base: checked.Expr) -> None:
        assert node.accumulated is not None
        if not isinstance(base.type, _ADDS_UP):
            self.checker.report(
                table_problems.accumulated_type(base.span, types.describe(base.type))
            )
        unit = _ACCUMULATED[node.accumulated]
        if unit is not None:
            self._check_window(node, "the base is accumulated over a", unit)

    def _check_window(self, node: ast.Node, what: str, unit: Unit) -> None:
        every = self.setting.every
        common.check_not_finer(self.checker, node.span, what, unit, every)

    def _expression(self, node: ast.Expr, expected: types.Type | None) -> checked.Expr:
        if isinstance(expected, types.Invalid):
            expected = None
        return check_expression(self.checker, node, self.setting.scope, expected)

    def _step(self, node: ast.Node) -> lines.Step | None:
        spot = common.spot(self.checker, node)
        match node:
            case ast.Amount(amount) | ast.FirstOf(amount):
                value = self._expression(amount, self.wanted)
                self.type = value.type
                if not units.is_amount(value.type) and self.setting.block is not Block.METRIC:
                    self.checker.report(
                        problems.not_an_amount(value.span, types.describe(value.type))
                    )
                    self.type = types.Invalid()
                return lines.Amount(value, **spot)
            case ast.Times(factor):
                return lines.Times(self._scaled(factor, units.multiply, "multiplied"), **spot)
            case ast.DividedBy(divisor):
                return lines.DividedBy(self._scaled(divisor, units.divide, "divided"), **spot)
            case ast.Plus(amount, never_above, rest_into):
                if rest_into is not None:
                    self.checker.report(problems.rest_of_plus(rest_into.span))
                return lines.Plus(
                    self._expression(amount, self.type), self._optional(never_above), **spot
                )
            case ast.Less(amount, never_below, rest_into):
                return lines.Less(
                    self._expression(amount, self.type),
                    self._optional(never_below),
                    self._balance(rest_into),
                    **spot,
                )
            case ast.LessFrom(balance, never_below):
                self._check_of_sum(node, "the first row would take all that the balance holds")
                name, bound = self._balance(balance), self._optional(never_below)
                return None if name is None else lines.LessFromBalance(name, bound, **spot)
            case ast.PlusFrom(balance):
                self._check_of_sum(node, "the first row would take all that the balance holds")
                name = self._balance(balance)
                return None if name is None else lines.PlusFromBalance(name, **spot)
            case ast.OnlyIf(condition):
                found = check_condition(self.checker, condition, self.setting.scope)
                return lines.OnlyIf(found, **spot)
            case ast.ForEachRow():
                return self._for_each_row(node, spot)
            case _:
                return self._bounding(node, spot)

    def _bounding(self, node: ast.Node, spot: common.Spot) -> lines.Step | None:
        match node:
            case ast.OnlyExcess(over, window):
                self._check_once(node, window)
                unit = self._window(node, window or ast.Window.PERIOD)
                return lines.OnlyExcess(self._expression(over, self.type), unit, **spot)
            case ast.AtMost(amount, window, excess):
                self._check_once(node, window)
                limit = self._expression(amount, self.type)
                overflow, balance = self._overflow(excess)
                return lines.AtMost(
                    limit,
                    self._window(node, window),
                    overflow,
                    balance,
                    window is ast.Window.ROW,
                    **spot,
                )
            case ast.AtLeast(amount, window, shortfall):
                self._check_once(node, window)
                return lines.AtLeast(
                    self._expression(amount, self.type),
                    self._window(node, window),
                    self._balance(shortfall.balance if shortfall is not None else None),
                    window is ast.Window.ROW,
                    **spot,
                )
            case ast.BelowZero(fate):
                if fate.value == lines.Negative.CARRIED.value:
                    self._check_of_sum(node, "a row has no later period")
                return lines.BelowZeroLine(lines.Negative(fate.value), **spot)
            case ast.ProratedByDays():
                return lines.ProratedByDays(**spot)
            case ast.NotProrated():
                return lines.NotProrated(**spot)
            case ast.RoundedTo(mode, unit):
                return lines.RoundedLine(
                    RoundingMode(mode.value), self._rounding_unit(node, unit), **spot
                )
            case _:
                raise AssertionError(f"no step for {type(node).__name__}")

    def _for_each_row(self, node: ast.ForEachRow, spot: common.Spot) -> lines.Step | None:
        if self.setting.block is not Block.PAYMENT:
            self.checker.report(
                problems.wrong_block(node.span, "for each row", self.setting.block.value)
            )
            return None
        symbol = self.checker.resolve(node.source, Kind.SOURCE)
        if symbol is None:
            return None
        scope = row_in_period(symbol.name, self.setting.every)
        inner = Setting(Block.ROW, scope, self.setting.every, self.setting.name)
        where = check_condition(self.checker, node.where, scope) if node.where else None
        result = check_steps(self.checker, inner, node.lines, self.wanted)
        self.type = result.type
        for line in node.lines:
            if isinstance(line, _NOT_PER_ROW):
                words = LINE_WORDS[type(line)]
                self.checker.report(problems.wrong_block(line.span, words, Block.ROW.value))
        owner = settlement.Owner(self.setting.name, result.type, scope)
        return lines.ForEachRow(
            symbol.name,
            self._dated_by(node, symbol),
            where,
            result.steps,
            settlement.check_settlement(self.checker, owner, node.lines),
            **spot,
        )

    def _dated_by(self, node: ast.ForEachRow, symbol: Symbol) -> str:
        signature = self.checker.signature(symbol)
        if node.by is None:
            return signature.dated_by or ""
        column = signature.columns.get(node.by.text)
        if column is None:
            names = list(signature.columns)
            near = nearest(node.by.text, names)
            self.checker.report(
                name_problems.no_such_column(node.by.text, symbol.name, node.by.span, near, names)
            )
        elif not isinstance(column.type, types.Date | types.Invalid):
            self.checker.report(
                data_problems.not_a_date(node.by.span, node.by.text, types.describe(column.type))
            )
        return node.by.text

    def _optional(self, node: ast.Expr | None) -> checked.Expr | None:
        return self._expression(node, self.type) if node is not None else None

    def _scaled(
        self, node: ast.Expr, how: Callable[[types.Type, types.Type], types.Type | None], verb: str
    ) -> checked.Expr:
        factor = self._expression(node, None)
        combined = how(self.type, factor.type)
        if combined is None:
            self.checker.report(
                problems.wrong_factor(
                    factor.span, verb, types.describe(self.type), types.describe(factor.type)
                )
            )
        self.type = combined or types.Invalid()
        return factor

    def _balance(self, node: ast.Ref | None) -> str | None:
        if node is None:
            return None
        symbol = self.checker.resolve(node, Kind.BALANCE)
        if symbol is None:
            return None
        held = self.checker.signature(symbol).type
        if not _same(held, self.type):
            self.checker.report(
                problems.balance_type(
                    node.span, symbol.name, types.describe(held), types.describe(self.type)
                )
            )
        return symbol.name

    def _check_once(self, node: ast.Node, window: ast.Window | None) -> None:
        """Report a window over time, or an excess that is carried, in a block for each row."""
        if self.setting.block is not Block.ROW:
            return
        if window not in (None, ast.Window.ROW):
            self.checker.report(block_problems.over_time(node.span, LINE_WORDS[type(node)]))
        if isinstance(node, ast.AtMost) and isinstance(node.excess, ast.CarriedForward):
            self._check_of_sum(node.excess, "a row has no later period")

    def _check_of_sum(self, node: ast.Node, why: str) -> None:
        if self.setting.block is Block.ROW:
            words = LINE_WORDS[type(node)]
            self.checker.report(block_problems.of_the_sum(node.span, words, why))

    def _window(self, node: ast.Node, window: ast.Window) -> Unit:
        if window is ast.Window.ROW:
            if self.setting.block is not Block.ROW:
                self.checker.report(problems.row_window(node.span))
            return Unit.PERIOD
        unit = Unit(window.value)
        self._check_window(node, "this is measured over a", unit)
        return Unit.PERIOD if unit is self.setting.every else unit

    def _overflow(
        self, excess: ast.CarriedForward | ast.Into | None
    ) -> tuple[lines.Overflow, str | None]:
        match excess:
            case None:
                return lines.Overflow.LOST, None
            case ast.CarriedForward():
                return lines.Overflow.CARRIED, None
            case ast.Into(balance):
                return lines.Overflow.INTO_BALANCE, self._balance(balance)

    def _rounding_unit(self, node: ast.Node, unit: ast.Expr | None) -> checked.Expr:
        if unit is None:
            places = minor_units(self.type.currency) if isinstance(self.type, types.Money) else 0
            cent = Fraction(1, 10 ** (places or 0))
            return checked.Literal(cent, type=self.type, span=node.span, id=self.checker.new_id())
        found = self._expression(unit, self.type)
        value = constant_number(self.checker, found)
        if value is not None and value <= 0:
            self.checker.report(
                contract_problems.rounding_unit(found.span, "it is not more than zero")
            )
        return found


_NOT_PER_ROW = (
    ast.PaysEach,
    ast.GrantsEach,
    ast.ShownAtEdges,
    ast.Due,
    ast.LateInterest,
    ast.Means,
    ast.Because,
)
_ADDS_UP = types.Money | types.Count | types.Number | types.Duration | types.Invalid
_ACCUMULATED = {
    ast.Accumulation.MONTHLY: Unit.MONTH,
    ast.Accumulation.YEARLY: Unit.YEAR,
    ast.Accumulation.TERM: None,
}

LINE_WORDS: dict[type[ast.Node], str] = {
    ast.Amount: "amount",
    ast.On: "on",
    ast.FirstOf: "the first line",
    ast.Banded: "at … rates",
    ast.Interpolated: "interpolated",
    ast.ByName: "by name",
    ast.Times: "times",
    ast.DividedBy: "divided by",
    ast.Plus: "plus",
    ast.Less: "less",
    ast.LessFrom: "less from",
    ast.PlusFrom: "plus from",
    ast.OnlyIf: "only if",
    ast.OnlyExcess: "only the excess over",
    ast.AtMost: "at most",
    ast.AtLeast: "at least",
    ast.BelowZero: "below zero",
    ast.ProratedByDays: "prorated by days",
    ast.NotProrated: "not prorated",
    ast.RoundedTo: "rounded",
    ast.ForEachRow: "for each row",
    ast.CarriedForward: "excess carried forward",
    ast.PaysEach: "pays",
    ast.GrantsEach: "grants",
    ast.ShownAtEdges: "shown at its edges",
    ast.HoldBack: "hold back",
    ast.Vests: "vests",
    ast.ClawsBack: "claws back",
    ast.ClawsBackAmount: "claws back the amount",
    ast.Due: "due within",
    ast.LateInterest: "late interest",
    ast.Means: "means",
    ast.Because: "because",
}


def _keeps_type(body: Sequence[ast.Node]) -> bool:
    """Whether the first line's amount already has the type of the last."""
    return not any(isinstance(line, ast.Times | ast.DividedBy) for line in body)


def _same(one: types.Type, other: types.Type) -> bool:
    return one == other or isinstance(one, types.Invalid) or isinstance(other, types.Invalid)
