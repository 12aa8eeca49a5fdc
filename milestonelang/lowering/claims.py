"""Lower properties: what a guarantee, an assumption or an assertion speaks of becomes values.

In: the properties of an Agreement, after everything that is paid is lowered. Out: a plan for each,
whose values stand in the same program that pays. Promised: a tolerance is counted in here, once; a
property that is a condition in each period is one value.
"""

from milestonelang import ir
from milestonelang.agreement import declarations as decl, expressions as expr, lines
from milestonelang.agreement.rows import settlement_of
from milestonelang.lowering.builder import NO_VALUE, Place
from milestonelang.lowering.context import Lowering
from milestonelang.lowering.life import milestone, trigger
from milestonelang.lowering.parties import Parties, set_off
from milestonelang.primitives.dates import MONTHS_IN
from milestonelang.types import Comparison, Money, Percent, Truth, Type, Unit

EVERY_TRIGGER = "every trigger can start and end"
EVERY_MILESTONE = "every milestone can be achieved"
SPLITTING = "splitting a row gains"
AS_UNDER = " as under"  # what the form of a comparison with other terms ends with
_LEFT_IS_LESS = (Comparison.LESS, Comparison.AT_MOST)


def lower_claims(
    lowering: Lowering, parties: Parties, kinds: frozenset[decl.Claim]
) -> tuple[ir.ClaimPlan, ...]:
    """Return a plan for each property of the claims of these kinds."""
    if not kinds:
        return ()
    claiming = _Claiming(lowering, parties)
    return tuple(
        claiming.plan(claim, position, item)
        for claim in lowering.agreement.of_kind(decl.Guarantee)
        if claim.claim in kinds
        for position, item in enumerate(claim.properties)
    )


class _Claiming:
    """What the properties of one lowering share."""

    def __init__(self, lowering: Lowering, parties: Parties) -> None:
        self.lowering = lowering
        self.builder = lowering.builder
        self.parties = parties

    def plan(self, claim: decl.Guarantee, position: int, item: decl.Property) -> ir.ClaimPlan:
        """Return where the values of a property stand."""
        place, name = self.lowering.place(item), claim.name
        form = item.form
        within = None if item.within is None else self.lowering.expression(item.within)
        if item.condition is not None:
            holds = self._condition(item.condition, within, place)
            return ir.ClaimPlan(name, position, condition=holds)
        if " by from " in form:
            return ir.ClaimPlan(name, position, condition=self._step(item, place))
        if form in ("moving to the next period gains", SPLITTING):
            (at_most,) = self._values(item.expressions)
            return ir.ClaimPlan(name, position, bounds=(at_most,), flows=self._flows())
        if form == "can be achieved":
            day = milestone(self.lowering, item.names[0]).day
            until = self._values(item.expressions)
            known = self.builder.add(ir.Known(day), Truth(), place)
            return ir.ClaimPlan(name, position, condition=known, amount=day, bounds=until)
        if form in ("can start", "can end", "can start again"):
            active = trigger(self.lowering, item.names[0])
            return ir.ClaimPlan(name, position, condition=active)
        if form == EVERY_TRIGGER:
            states = tuple(
                (each.name, trigger(self.lowering, each.name))
                for each in self.lowering.agreement.of_kind(decl.Trigger)
            )
            return ir.ClaimPlan(name, position, flows=states)
        if form == EVERY_MILESTONE:
            return ir.ClaimPlan(name, position, flows=self._achieved(place))
        if _has_amount(form):
            amount, bounds = self._amount(item)
            return ir.ClaimPlan(name, position, amount=amount, bounds=bounds, within=within)
        return ir.ClaimPlan(name, position)

    def _achieved(self, place: Place) -> tuple[tuple[str, ir.ValueId], ...]:
        """Return of each milestone whether the day on which it was achieved is known."""
        found = []
        for each in self.lowering.agreement.of_kind(decl.Milestone):
            day = milestone(self.lowering, each.name).day
            found.append((each.name, self.builder.add(ir.Known(day), Truth(), place)))
        return tuple(found)

    # ---- conditions

    def _condition(self, node: expr.Expr, within: ir.ValueId | None, place: Place) -> ir.ValueId:
        """Return whether a condition holds, give or take the tolerance."""
        if within is None or not isinstance(node, expr.Compare):
            return self.lowering.expression(node)
        left, right = self.lowering.expression(node.left), self.lowering.expression(node.right)
        type = node.left.type
        least = self.builder.minus(left, within, type, place)
        most = self.builder.add(ir.Add((left, within)), type, place)
        if node.comparison in _LEFT_IS_LESS:
            return self._compare(least, node.comparison, right, place)
        if node.comparison in (Comparison.MORE, Comparison.AT_LEAST):
            return self._compare(most, node.comparison, right, place)
        near = (
            self._compare(least, Comparison.AT_MOST, right, place),
            self._compare(most, Comparison.AT_LEAST, right, place),
        )
        both = self.builder.add(ir.All(near), Truth(), place)
        if node.comparison is Comparison.EQUAL:
            return both
        return self.builder.add(ir.Not(both), Truth(), place)

    def _step(self, item: decl.Property, place: Place) -> ir.ValueId:
        """Return whether an amount moved by no more than it may since a span earlier."""
        builder, type = self.builder, item.expressions[0].type
        amount, most = self._values(item.expressions)
        each = Unit(item.form.rpartition(" from ")[2])
        settled = self.lowering.agreement.contract.settled
        back = MONTHS_IN.get(each, 0) // MONTHS_IN[settled]
        before = builder.add(ir.Earlier(NO_VALUE, max(back, 1), None), type, place)
        builder.feed(before, amount)
        if _is_share(item, item.expressions[1], type):
            most = builder.add(ir.ShareOf(most, before), type, place)
        if " falls by " in item.form:
            lowest = builder.minus(before, most, type, place)
            return self._compare(amount, Comparison.AT_LEAST, lowest, place)
        highest = builder.add(ir.Add((before, most)), type, place)
        return self._compare(amount, Comparison.AT_MOST, highest, place)

    def _compare(
        self, left: ir.ValueId, comparison: Comparison, right: ir.ValueId, place: Place
    ) -> ir.ValueId:
        return self.builder.add(ir.Compare(left, comparison, right), Truth(), place)

    # ---- amounts

    def _amount(self, item: decl.Property) -> tuple[ir.ValueId, tuple[ir.ValueId, ...]]:
        """Return what a property is about, and what else it names."""
        if "total paid" in item.form:
            payer, payee = _paying(item)
            place = self.lowering.place(item)
            return self._paid(payer, payee, place), self._values(item.expressions)
        position = 1 if item.form.startswith("restating") else 0
        rest = item.expressions[:position] + item.expressions[position + 1 :]
        return self.lowering.expression(item.expressions[position]), self._values(rest)

    def _paid(self, payer: str, payee: str, place: Place) -> ir.ValueId:
        """Return what a period's statement makes payable, clawbacks counted as less paid."""
        builder, money = self.builder, self.lowering.currency()
        payable = [
            item.payable
            for item in self.parties.directions
            if (item.payer, item.payee) == (payer, payee)
        ]
        less = [
            parts.to_invoice
            for name, parts in self.lowering.payments.items()
            if parts.to_invoice is not None and self._runs(name, payer, payee)
        ]
        whole = self.lowering.set_offs.get((payer, payee))
        if whole is not None and set_off(self.lowering, (payer, payee), place) is not None:
            less.append(builder.add(ir.Part(whole, "owed"), money, place))
        paid = builder.total(payable, money, place)
        if less:
            paid = builder.minus(paid, builder.total(less, money, place), money, place)
        return paid

    def _runs(self, payment: str, payer: str, payee: str) -> bool:
        """Whether a payment, as it is or was, is paid so and takes back by invoice."""
        return any(
            (declared.payer, declared.payee) == (payer, payee)
            and isinstance(declared.type, Money)
            and any(
                isinstance(line, lines.ClawsBack) and line.recovery is lines.Recovery.INVOICE
                for line in settlement_of(declared)
            )
            for declared, _ in self.lowering.spans(payment, decl.Payment)
        )

    def _flows(self) -> tuple[tuple[str, ir.ValueId], ...]:
        return tuple(
            (f"{item.payer} to {item.payee}", item.payable) for item in self.parties.directions
        )

    def _values(self, nodes: tuple[expr.Expr, ...]) -> tuple[ir.ValueId, ...]:
        return tuple(self.lowering.expression(node) for node in nodes)


def _has_amount(form: str) -> bool:
    return (
        form.removeprefix("restating any moves ")
        .removeprefix("restating moves ")
        .startswith(("total paid", "total", "amount"))
    )


def _paying(item: decl.Property) -> tuple[str, str]:
    """Return payer and payee; a restated metric is named before them."""
    start = 1 if item.form.startswith("restating moves") else 0
    return item.names[start], item.names[start + 1]


def _is_share(item: decl.Property, most: expr.Expr, type: Type) -> bool:
    """Whether `60%` is a share of the amount, rather than points of a percentage."""
    if not isinstance(most.type, Percent):
        return False
    return not isinstance(type, Percent) or " pp" not in item.words


def share_of_figure(item: decl.Property, type: Type) -> bool:
    """Whether what a figure is restated by is a share of it."""
    return _is_share(item, item.expressions[0], type)
