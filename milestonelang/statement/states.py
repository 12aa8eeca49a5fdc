"""How values with a memory came about: windows, triggers, milestones, duties, settlement, balances.

Which earlier period a state was read from is named. Amounts of earlier periods are listed with
their periods; conditions of earlier periods are taken apart, since they are what a state rests on.
"""

from collections.abc import Iterable
from datetime import date

from milestonelang import ir
from milestonelang.backends.exact.values import Unknown
from milestonelang.data.words import in_words
from milestonelang.primitives.dates import iso
from milestonelang.statement.basis import Basis
from milestonelang.statement.duties import act_facts, audit_facts, instance_facts
from milestonelang.statement.events import event_facts
from milestonelang.statement.explained import Explained, Operand, Teller
from milestonelang.statement.why_rows import explain_rows
from milestonelang.types import Money, Unit, WindowKind


class States:
    """Explains operations whose value depends on earlier periods."""

    def __init__(self, basis: Basis, teller: Teller) -> None:
        self.basis = basis
        self.teller = teller
        self.periods = basis.program.periods
        # What is set off and settled is explained by the payments' own lines.
        self.plans = {
            op.of: plan
            for plan in basis.program.payments
            for part in plan.settlement
            if isinstance(op := basis.program.values[part.value].op, ir.Part)
        }

    def explain(self, value: ir.Value, index: int) -> Explained:
        """Return how the value came about."""
        op = value.op
        match op:
            case ir.Earlier():
                return self._earlier(op, index)
            case ir.TotalBefore(operand, window):
                earlier = [at for at in range(index) if self._same(window, at, index)]
                name = f"the total of the earlier periods of the {window.value}"
                return self._listed(name, operand, earlier)
            case ir.WindowOf():
                return self._window(op, index)
            case ir.Consecutive(condition, periods):
                last = range(max(0, index - periods + 1), index + 1)
                short = "" if len(last) == periods else "; there are not so many yet"
                return Explained(
                    f"{periods} periods in a row must hold{short}",
                    tuple(Operand(condition, at, "", True) for at in reversed(last)),
                )
            case ir.InLast(condition, times, periods):
                last = range(max(0, index - periods + 1), index + 1)
                return Explained(
                    f"{times} of the last {periods} periods must hold",
                    tuple(Operand(condition, at, "", True) for at in reversed(last)),
                )
            case ir.EverHeld(condition):
                return Explained("one period to date must hold", self._held_first(condition, index))
            case ir.Active():
                return self._active(value.id, op, index)
            case ir.BalanceStart(_, opens_at):
                if index == 0:
                    own = () if opens_at is None else (Operand(opens_at, index),)
                    return Explained("what it opens with", own)
                return Explained(f"what it held at the end of {self.basis.label(index - 1)}")
            case ir.Part(of, name):
                return self._of(of, name, value, index)
            case _:
                return Explained("")

    # ---- windows

    def _earlier(self, op: ir.Earlier, index: int) -> Explained:
        at = index - op.periods
        if at >= 0:
            amount = self.teller.text(op.operand, at)
            return self._reading(
                f"{amount} in {self.basis.label(at)}", Operand(op.operand, at, "", True)
            )
        if op.baseline is not None:
            return Explained(
                "before the first period: the baseline", (Operand(op.baseline, index),)
            )
        return Explained("before the first period")

    def _reading(self, formula: str, operand: Operand) -> Explained:
        """Return the reading of an earlier period; a condition or state is taken apart."""
        result = self.basis.result(operand.id, operand.index)
        if isinstance(result, bool | str):
            return Explained(formula, (operand,))
        return Explained(formula, (), self._sources([operand]))

    def _listed(self, formula: str, operand: ir.ValueId, earlier: list[int]) -> Explained:
        if not earlier:
            return Explained(f"{formula}: there are none")
        return Explained(formula, (), self._sources(Operand(operand, at) for at in earlier))

    def _sources(self, operands: Iterable[Operand]) -> tuple[str, ...]:
        """Return amounts of other periods, each with its period and what it is."""
        found = []
        for operand in operands:
            value = self.basis.program.values[operand.id]
            label = self.basis.label(operand.index)
            what = ""
            if isinstance(value.op, ir.MetricInput | ir.QueryInput):
                what = f", {self.teller.explain(operand.id, operand.index).formula}"
            elif value.name in self.basis.agreement.declarations:
                what = f" ({value.name}@{label})"
            found.append(f"{label}: {self.teller.text(operand.id, operand.index)}{what}")
        return tuple(found)

    def _window(self, op: ir.WindowOf, index: int) -> Explained:
        match op.kind:
            case WindowKind.LAST:
                inside = list(range(max(0, index - (op.periods or 1) + 1), index + 1))
            case WindowKind.YEAR_TO_DATE:
                inside = [at for at in range(index + 1) if self._same(Unit.YEAR, at, index)]
            case WindowKind.TO_DATE:
                inside = list(range(index + 1))
            case _:
                year = self.periods[index].year - 1
                inside = [at for at in range(index) if self.periods[at].year == year]
        words = f"{op.kind.value}" + (f" {op.periods}" if op.kind is WindowKind.LAST else "")
        listed = self._listed(f"{op.aggregate.value} {words}", op.operand, inside)
        own = (Operand(op.operand, index),) if index in inside else ()
        return Explained(listed.formula, own, listed.facts)

    def _same(self, window: Unit, at: int, index: int) -> bool:
        one, other = self.periods[at], self.periods[index]
        match window:
            case Unit.YEAR:
                return one.year == other.year
            case Unit.QUARTER | Unit.MONTH:
                months = {Unit.QUARTER: 3, Unit.MONTH: 1}[window]
                return _months(one.start) // months == _months(other.start) // months
            case _:
                return True

    # ---- states

    def _held_first(self, condition: ir.ValueId, index: int) -> tuple[Operand, ...]:
        for at in range(index + 1):
            if self.basis.result(condition, at) is True:
                return (Operand(condition, at, "", True),)
        return (Operand(condition, index),)

    def _active(self, id: ir.ValueId, op: ir.Active, index: int) -> Explained:
        ends = () if op.end is None else (Operand(op.end, index, "ends when"),)
        if self.basis.result(id, index) is not True:
            return Explained(
                f"not active in {self.basis.label(index)}",
                (Operand(op.start, index, "starts when"), *ends),
            )
        first = index
        while first > 0 and self.basis.result(id, first - 1) is True:
            first -= 1
        began = first - 1 if op.from_next and first > 0 else first
        return Explained(
            f"active since {self.basis.label(first)}",
            (Operand(op.start, began, "started when", True), *ends),
        )

    def _duty(self, op: ir.Duty, index: int) -> Explained:
        calls = [
            Operand(call.when, at, "called when", True)
            for call in op.calls
            for at in range(index + 1)
            if self.basis.result(call.when, at) is True
        ]
        if not calls:
            return Explained("nothing has called it")
        facts = list(instance_facts(self.basis, op.name, index))
        if op.curable is not None:
            count, unit = op.curable
            length = f"{count} {unit.value}{'' if count == 1 else 's'}"
            facts.append(f"what is overdue can be cured within {length}")
        if op.evidence is not None:
            facts += event_facts(self.basis, op.evidence, index)
        return Explained("by what called it and what was delivered", tuple(calls), tuple(facts))

    def _audited(self, op: ir.Audited, index: int) -> Explained:
        facts = audit_facts(self.basis, op.revised, index)
        if not facts:
            return Explained("nothing has been audited")
        limits = tuple(Operand(id, index, "threshold") for id in op.thresholds)
        return Explained("by what was audited", limits, facts)

    # ---- operations in parts

    def _of(self, of: ir.ValueId, name: str, value: ir.Value, index: int) -> Explained:
        op = self.basis.program.values[of].op
        match op:
            case ir.Duty():
                return self._duty(op, index)
            case ir.Achievement():
                return self._achievement(op, index)
            case ir.Audited():
                return self._audited(op, index)
            case ir.Settle():
                return self._settled(op, of, name, index)
            case ir.SetOff():
                return self._set_off(op, of, index)
            case ir.Movements():
                return self._moved(op, of, index)
            case ir.Limited():
                return self._limited(op, name, index)
            case ir.EachRow() | ir.SettleRows():
                return explain_rows(self.basis, op, name, index)
            case ir.Shared():
                return self._shared(op, name, index)
            case _:
                return Explained("")

    def _achievement(self, op: ir.Achievement, index: int) -> Explained:
        facts: list[str] = []
        if op.earliest is not None:
            facts.append(f"not before {iso(op.earliest)}")
        if op.latest is not None:
            facts.append(f"by {iso(op.latest)}")
        for need in op.needs:
            facts += event_facts(self.basis, need.event, index)
        facts += act_facts(self.basis, op.name, index)
        operands: list[Operand] = []
        if op.condition is not None:
            operands += self._held_first(op.condition, index)
        if op.after is not None:
            operands.append(Operand(op.after, index, "after"))
        operands += [Operand(id, index, "extended if") for id in op.extensions]
        operands += [Operand(id, index, "skipped when") for id in op.overtaken]
        return Explained(
            "by the period in which its condition first held, and its evidence",
            tuple(operands),
            tuple(facts),
        )

    def _settled(self, op: ir.Settle, of: ir.ValueId, name: str, index: int) -> Explained:
        word, _, number = name.rpartition(" ")
        line = op.lines[int(number)] if word and number.isdigit() else None
        match line:
            case ir.Hold():
                return self._hold(op, line, of, word, number, index)
            case ir.Vest():
                facts = self._cohorts(of, f"to vest {number}", index, line.periods)
                condition = (
                    () if line.condition is None else (Operand(line.condition, index, "if"),)
                )
                return Explained(
                    f"in {line.periods} parts, of what was kept to vest", condition, facts
                )
            case ir.Claw():
                return self._claw(op, line, index)
            case _:
                return self._whole(op, of, name, index)

    def _hold(
        self, op: ir.Settle, line: ir.Hold, of: ir.ValueId, word: str, number: str, index: int
    ) -> Explained:
        if word == "held":
            share, entitled = (
                self.teller.text(line.share, index),
                self.teller.text(op.entitled, index),
            )
            return Explained(f"{share} of {entitled}, rounded", (Operand(op.entitled, index),))
        if op.at_exit is not None and self._is_left(index):
            return self._left(line, of, word, number, index)
        since = index - (line.periods or index)
        is_last = op.at_exit is None and index == self.basis.program.term_periods - 1
        first = 0 if line.periods is None else max(0, since)
        inside = (
            range(first, index + 1) if is_last or line.periods is None else range(first, since + 1)
        )
        facts = [
            f"held back in {self.basis.label(at)}: {amount}"
            for at in inside
            if (amount := self._amount(of, f"held {number}", at))
        ]
        if is_last:
            facts.append("at the end of the term everything still held is released")
        operands = [Operand(when, index, "released when") for _, when in line.parts]
        if line.forfeited_if is not None:
            operands.append(Operand(line.forfeited_if, index, "forfeited if"))
        return Explained(f"{word} of what was held back", tuple(operands), tuple(facts))

    def _is_left(self, index: int) -> bool:
        """Whether an exit says what becomes of what is held: in a wind-down, or in the last
        period of the term where there is none."""
        program = self.basis.program
        return index >= program.term_periods - (0 if program.wind_down else 1)

    def _left(self, line: ir.Hold, of: ir.ValueId, word: str, number: str, index: int) -> Explained:
        """Explain what an exit makes of what is held."""
        program = self.basis.program
        assert program.ends is not None
        last = program.term_periods - 1
        due = last - (line.periods or last + 1)
        first = max(0, due + (1 if index > last else 0))
        facts = [
            f"held back in {self.basis.label(at)}: {amount}"
            for at in range(first, last + 1)
            if (amount := self._amount(of, f"held {number}", at))
        ]
        day = iso(program.ends.day)
        facts.append(f"what was not due for release by {day} goes the way of the exit")
        operands = []
        if index == last and line.forfeited_if is not None:
            operands.append(Operand(line.forfeited_if, index, "what was due is forfeited if"))
        formula = f"{word} of what was held back, as {program.ends.exit} says"
        return Explained(formula, tuple(operands), tuple(facts))

    def _claw(self, op: ir.Settle, line: ir.Claw, index: int) -> Explained:
        operands = [Operand(line.condition, index, "if")]
        if line.share is None:
            assert line.amount is not None
            operands.append(Operand(line.amount, index, "the amount"))
            return Explained("never more than was paid", tuple(operands))
        share = self.teller.text(line.share, index)
        earlier = range(max(0, index - (line.periods or 0)), index)
        facts = tuple(
            f"entitled in {self.basis.label(at)}: {self.teller.text(op.entitled, at)}"
            for at in earlier
        )
        if self.basis.result(line.condition, index) is not True:
            return Explained("the condition does not hold", tuple(operands))
        formula = f"{share} of each, rounded, never more than was paid of it"
        return Explained(formula, tuple(operands), facts)

    def _whole(self, op: ir.Settle, of: ir.ValueId, name: str, index: int) -> Explained:
        parts = self.basis.result(of, index)
        assert isinstance(parts, dict)
        named = ["held", "released", "to vest", "vested", "deferred", "deferred paid"]
        named += [] if name == "gross" else ["forfeited"]
        facts = [f"{word}: {self._amount(of, word, index)}" for word in named if parts[word] != 0]
        formulas = {
            "gross": "entitled, less what is kept or put off, plus what is paid of it later",
            "holding": "held back so far, less what was released or forfeited",
            "unvested": "kept to vest so far, less what vested or was forfeited",
            "putting off": "put off so far, less what was paid of it",
        }
        operands: tuple[Operand, ...] = (Operand(op.entitled, index),)
        if op.deferring is not None and name in ("deferred", "deferred paid", "putting off"):
            operands = (Operand(op.deferring, index, "put off while"), *operands)
        return Explained(formulas.get(name, "from its settlement lines"), operands, tuple(facts))

    def _set_off(self, op: ir.SetOff, of: ir.ValueId, index: int) -> Explained:
        facts = []
        if index > 0 and (before := self._amount(of, "carried", index - 1)):
            facts.append(f"carried from {self.basis.label(index - 1)}: {before}")
        for word in ("set off", "carried", "owed"):
            if amount := self._amount(of, word, index):
                facts.append(f"{word}: {amount}")
        operands = [Operand(op.payable, index, "payable before set-off")]
        operands += [Operand(id, index, "clawed back") for id in op.claws]
        return Explained(
            "clawbacks are taken from what is payable, the oldest first",
            tuple(operands),
            tuple(facts),
        )

    def _moved(self, op: ir.Movements, of: ir.ValueId, index: int) -> Explained:
        operands = [Operand(op.start, index, "at the start")]
        operands += [Operand(id, index, "taken") for id in op.takes]
        operands += [Operand(id, index, "put in") for id in op.puts]
        for move in op.moves:
            if move.condition is not None:
                operands.append(Operand(move.condition, index, f"{move.kind.value} if"))
            operands.append(Operand(move.value, index, move.kind.value))
        facts = []
        if amount := self._amount(of, "expired", index):
            facts.append(f"expired: {amount}")
        return Explained("by its movements", tuple(operands), tuple(facts))

    def _limited(self, op: ir.Limited, name: str, index: int) -> Explained:
        word = "at least" if op.at_least else "at most"
        limit, before = self.teller.text(op.limit, index), self.teller.text(op.before, index)
        share = "pro rata" if op.pro_rata else "in the order named"
        formula = f"together {word} {limit}, of which {before} before, shared {share}"
        others = [Operand(id, index) for id in op.amounts]
        return Explained(formula, (*others, Operand(op.before, index, "before")))

    def _shared(self, op: ir.Shared, name: str, index: int) -> Explained:
        steps = list(enumerate(op.steps))
        number, colon, party = name.partition(":")
        if colon or name.startswith("step "):
            number = number.removeprefix("step ")
            steps = [item for item in steps if item[0] == int(number)]
            party = party if colon else ""
        else:
            party = name
            steps = [item for item in steps if int(name) in item[1].among]
        operands = [Operand(op.amount, index, "the amount shared")]
        for _, step in steps:
            for id, position in zip(step.shares, step.among, strict=False):
                if party in ("", str(position)) or step.by_measure:
                    operands.append(Operand(id, index, "by"))
            if step.up_to is not None:
                operands.append(Operand(step.up_to, index, "up to"))
            if step.before is not None:
                operands.append(Operand(step.before, index, "shared so before"))
        words = "; ".join(self.basis.words.of(step.origin) for _, step in steps)
        return Explained(words or "what no share takes", tuple(operands))

    def _cohorts(self, of: ir.ValueId, name: str, index: int, periods: int) -> tuple[str, ...]:
        found = []
        for at in range(max(0, index - periods), index):
            if amount := self._amount(of, name, at):
                found.append(f"kept to vest in {self.basis.label(at)}: {amount}")
        return tuple(found)

    def _amount(self, of: ir.ValueId, name: str, index: int) -> str:
        """Return a part's amount in words; nothing where it is zero or not there."""
        parts = self.basis.result(of, index)
        amount = parts.get(name) if isinstance(parts, dict) else None
        if amount is None or amount == 0:
            return ""
        if isinstance(amount, Unknown):
            return "pending"
        money = self.basis.agreement.contract.currency
        plan = self.plans.get(of)
        type = Money(money) if plan is None else self.basis.program.values[plan.entitled].type
        return in_words(amount, type)


def _months(day: int) -> int:
    value = date.fromordinal(day)
    return value.year * 12 + value.month - 1
