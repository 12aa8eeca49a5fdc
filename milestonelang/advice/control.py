"""The course of the agreement: reviews, exits, what becomes of what is held, whom to turn to."""

from collections.abc import Iterable
from fractions import Fraction

from milestonelang.advice.facts import Facts
from milestonelang.advice.life import DISPUTE
from milestonelang.advice.model import Advice, After, Below, Change, Declared
from milestonelang.advice.problems import control as problems
from milestonelang.advice.reading import in_money, known, spelled
from milestonelang.agreement import declarations as decl, lines
from milestonelang.agreement.exits import exits_of
from milestonelang.agreement.expressions import Baseline
from milestonelang.agreement.rows import settlement_of
from milestonelang.outline.uses import nodes
from milestonelang.types import Percent

_YEAR = 366


def no_review(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """Terms of more than a year are looked at again."""
    contract = agreement.contract
    days = contract.end - contract.start
    if days < _YEAR or agreement.of_kind(decl.Review):
        return
    years = f"{(days + 31) // 365} years" if days > 2 * 364 else "more than a year"
    changes: tuple[Change, ...] = ()
    for parameter in agreement.of_kind(decl.Parameter):
        if parameter.range is not None and parameter.module is None:
            within = _range_of(facts.text(parameter.span))
            changes = _yearly_review(f"may change {parameter.name} {within}")
            break
    else:
        everything = tuple(agreement.declarations.values())
        compared_with = {node.metric for node in nodes(everything) if isinstance(node, Baseline)}
        for metric in agreement.of_kind(decl.Metric):
            if metric.name in compared_with and isinstance(metric.type, Percent):
                changes = _yearly_review(f"may revise baseline of {metric.name} by at most 5 pp")
                break
    yield Advice(problems.no_review(contract.span, years), changes)


def _range_of(text: str) -> str:
    """Return the range of a parameter as its line has it."""
    found = (line.strip() for line in text.splitlines())
    said = next((each for each in found if each.startswith("between ")), "")
    # The place of a declaration may end inside the last bracket.
    return said + ")" * (said.count("(") - said.count(")"))


def _yearly_review(line: str) -> tuple[Change, ...]:
    return (Declared(f'review yearly_review "Yearly Review"\n  each year\n  {line}\n'),)


def no_exit(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """There is a way to end the agreement early."""
    if exits_of(agreement):
        return
    period = agreement.contract.settled.value
    text = (
        'exit for_convenience "Termination for Convenience"\n'
        "  either party may terminate for convenience\n"
        f"  notice 90 days, ending at the end of the {period}\n"
        f"  winds down over {spelled(agreement.contract.settled, 1)}\n"
    )
    yield Advice(problems.no_exit(agreement.contract.span), (Declared(text),))


def no_wind_down(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """An exit says how things come to their end."""
    for leave in agreement.of_kind(decl.Exit):
        if leave.wind_down is not None:
            continue
        block = [f"winds down over {spelled(agreement.contract.settled, 1)}"]
        payments = list(in_money(agreement))
        if payments:
            first = payments[0]
            block.append(f"  {first.payer} pays {first.payee} {first.name}")
        change = Below(leave.span, tuple(block))
        yield Advice(problems.no_wind_down(leave.span, leave.name), (change,))


def held_at_end(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """An exit says what becomes of what is held or has not vested."""
    for leave in agreement.of_kind(decl.Exit):
        if leave.wind_down is None:
            continue
        said = {
            (line.payment, line.portion)
            for line in leave.wind_down.lines
            if isinstance(line, decl.Fate)
        }
        for payment in agreement.of_kind(decl.Payment):
            for line in settlement_of(payment):
                what = {lines.HoldBack: "held", lines.Vests: "unvested"}.get(type(line))
                if what is None or (payment.name, what) in said:
                    continue
                fate = "released at the end" if what == "held" else "forfeited"
                changes: tuple[Change, ...] = ()
                if leave.wind_down.lines:
                    last = leave.wind_down.lines[-1]
                    changes = (After(last.span, (f"{payment.name} {what} {fate}",)),)
                example = _held(facts, payment, line)
                found = problems.held_at_end(leave.span, leave.name, payment.name, what, example)
                yield Advice(found, changes)


def _held(facts: Facts, payment: decl.Payment, line: lines.SettlementLine) -> str | None:
    if not isinstance(line, lines.HoldBack):
        return None
    share = known(facts.agreement, line.share)
    figures = {
        name: each.high for name, each in facts.figures.items() if each.is_ranged and each.high
    }
    found = facts.trial(figures)
    year = None if found is None else found.of_first_year(payment.name)
    if share is None or not year or line.periods is None:
        return None
    part = facts.money(Fraction(round(year * share * 100), 100))
    return f"at the high end of every range {part} of the first year's payment is held back"


def no_escalation(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """There is a path for what the parties do not agree on."""
    if any(item.escalation for item in agreement.of_kind(decl.Dispute)):
        return
    if any("escalation" in name for name in agreement.declarations):
        return
    yield Advice(problems.no_escalation(agreement.contract.span), (Declared(DISPUTE),))


RULES = (no_review, no_exit, no_wind_down, held_at_end, no_escalation)
