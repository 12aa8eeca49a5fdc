"""Turn written types into types.

In: the tree of a type. Out: a type, `Invalid` after a mistake, which is reported here.
"""

from typing import assert_never

from milestonelang import types
from milestonelang.primitives.currencies import minor_units
from milestonelang.semantics.context import Checker, plural_of as plural_of
from milestonelang.semantics.names import Kind
from milestonelang.semantics.problems import types as problems
from milestonelang.source import Span
from milestonelang.syntax import ast
from milestonelang.syntax.ast.words import PlainKind, TimeUnit

LAPSES = {
    TimeUnit.DAY: types.Lapse.DAYS,
    TimeUnit.WEEK: types.Lapse.DAYS,
    TimeUnit.BUSINESS_DAY: types.Lapse.BUSINESS_DAYS,
    TimeUnit.MONTH: types.Lapse.MONTHS,
    TimeUnit.QUARTER: types.Lapse.MONTHS,
    TimeUnit.YEAR: types.Lapse.MONTHS,
}


def check_type(checker: Checker, node: ast.TypeExpr) -> types.Type:
    """Return the type that a declaration or column writes."""
    match node:
        case ast.PlainType(kind):
            return _plain(kind)
        case ast.MoneyType(currency):
            return money_type(checker, currency, node.span)
        case ast.CountType(unit):
            return count_type(checker, unit)
        case ast.DurationType(unit):
            return types.Duration(LAPSES[unit])
        case ast.ChoiceType(values):
            return choice_type(checker, values)
        case ast.PerType(amount, unit):
            return per_type(checker, check_type(checker, amount), unit)
        case _:
            assert_never(node)


def money_type(checker: Checker, currency: str | None, span: Span) -> types.Type:
    """Return money in a currency; without one, in the contract's."""
    if currency is None:
        own = checker.facts.currency
        return types.Money(own) if own is not None else types.Invalid()
    if minor_units(currency) is None:
        checker.report(problems.unknown_currency(currency, span))
        return types.Invalid()
    return types.Money(currency)


def count_type(checker: Checker, unit: ast.Name) -> types.Type:
    """Return a count of a declared unit, which may be written in the plural."""
    name = find_unit(checker, unit)
    return types.Count(name) if name is not None else types.Invalid()


def find_unit(checker: Checker, unit: ast.Name) -> str | None:
    """Return the full name of a unit by its singular or plural, or report that there is none."""
    plurals = checker.plurals_in(unit.span.file)
    named = checker.find(unit.text, unit.span.file)
    if named is not None and named.kind is Kind.UNIT:
        return named.name
    if unit.text in plurals:
        return plurals[unit.text].name
    if named is not None:
        checker.resolve(unit, Kind.UNIT)
    elif checker.module_of(unit.span.file).tree.is_complete:
        checker.report(problems.unknown_unit(unit.text, unit.span, sorted(plurals)[:10]))
    return None


def choice_type(checker: Checker, values: tuple[ast.Name, ...]) -> types.Type:
    """Return `one of` some values, each named once."""
    seen: dict[str, Span] = {}
    for value in values:
        if value.text in seen:
            checker.report(problems.value_twice(value.text, value.span, seen[value.text]))
        seen.setdefault(value.text, value.span)
    return types.Choice(tuple(seen))


def per_type(checker: Checker, amount: types.Type, unit: ast.Name) -> types.Type:
    """Return the quotient of a type and a unit or, for a rate of exchange, a currency."""
    if minor_units(unit.text) is not None:
        divisor: types.Type = types.Money(unit.text)
    else:
        divisor = count_type(checker, unit)
    match amount, divisor:
        case (
            (types.Money() | types.Percent() | types.Number() | types.Count() | types.Duration()),
            (types.Money() | types.Count()),
        ):
            return types.Quotient(amount, divisor)
        case _:
            return types.Invalid()


def _plain(kind: PlainKind) -> types.Type:
    match kind:
        case PlainKind.PERCENT:
            return types.Percent()
        case PlainKind.NUMBER:
            return types.Number()
        case PlainKind.DATE:
            return types.Date()
        case PlainKind.PERIOD:
            return types.PeriodType()
        case PlainKind.TEXT:
            return types.Text()
        case PlainKind.TRUTH:
            return types.Truth()
        case PlainKind.TEXTS:
            return types.ListOfText()
        case _:
            assert_never(kind)
