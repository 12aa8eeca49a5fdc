"""How one value was computed in one period, in words: a formula, facts, and what it rests on.

Nothing is computed again; the formula repeats the operation with the values that the run gave.
"""

from fractions import Fraction

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.exact.values import Unknown
from milestonelang.data.words import in_words
from milestonelang.primitives.dates import iso
from milestonelang.statement.basis import Basis
from milestonelang.statement.endings import Endings
from milestonelang.statement.events import event_facts
from milestonelang.statement.explained import Explained, Operand
from milestonelang.statement.pending import reason_texts
from milestonelang.statement.places import place_text, rows_text
from milestonelang.statement.states import States
from milestonelang.statement.tables import band_facts, line_fact
from milestonelang.types import Invalid, Number

_NUMBER = Number()


class Operations:
    """Explains the operations of a run."""

    def __init__(self, basis: Basis) -> None:
        self.basis = basis
        self.program = basis.program
        self.states = States(basis, self)
        self.endings = Endings(basis)

    # ---- values in words

    def text(self, id: ir.ValueId, index: int) -> str:
        """Return what a value came to in a period."""
        return self.result_text(self.basis.result(id, index), id)

    def result_text(self, result: object, id: ir.ValueId) -> str:
        """Return a result with the unit of its value."""
        value = self.program.values[id]
        if isinstance(result, Unknown):
            return "pending"
        if isinstance(result, bool):
            if isinstance(value.op, ir.Active):
                return "active" if result else "inactive"
            return "holds" if result else "does not hold"
        if isinstance(result, Fraction | int | str):
            if isinstance(value.type, Invalid) and isinstance(result, Fraction):
                return in_words(result, _NUMBER)
            return in_words(result, value.type)
        return ""

    def is_plain(self, op: ir.Op) -> bool:
        """Whether a value is shared by many places, so that its own place says nothing of it."""
        return isinstance(op, ir.Constant | ir.OfPeriod | ir.AtPlace | ir.NotRun)

    def op(self, id: ir.ValueId) -> ir.Op:
        """Return the operation of a value."""
        return self.program.values[id].op

    # ---- operations

    def explain(self, id: ir.ValueId, index: int) -> Explained:
        """Return how a value came about."""
        value = self.program.values[id]
        result = self.basis.result(id, index)
        explained = self.endings.explain(value, index) or self._explain(value, index)
        if not isinstance(result, Unknown):
            return explained
        # What an operand lacks is said there; what is missing here is said here.
        if any(isinstance(self._result(each), Unknown) for each in explained.operands):
            return explained
        missing = "; ".join(reason_texts(result, self.basis.words, self.basis.known.as_of))
        if not explained.operands:
            return Explained(missing)
        return records.evolve(explained, formula=f"{explained.formula}: {missing}")

    def _result(self, operand: Operand) -> object:
        return self.basis.result(operand.id, operand.index)

    def _explain(self, value: ir.Value, index: int) -> Explained:
        op = value.op
        match op:
            case ir.Constant():
                return self._constant(value)
            case ir.MetricInput() | ir.QueryInput() | ir.ParameterInput():
                return self._input(value, index)
            case (
                ir.EventHappened()
                | ir.EventDay()
                | ir.EventAmount()
                | ir.EventCount()
                | ir.EventOutcome()
            ):
                facts = event_facts(self.basis, op.event, index, isinstance(op, ir.EventAmount))
                return Explained(f"event {op.event}", (), facts)
            case ir.OfPeriod(fact):
                return Explained(fact.value)
            case ir.AtPlace(edge, unit, of):
                return Explained(f"the {edge.value} {unit.value} of the {of.value}")
            case ir.InMonth() | ir.FromDate() | ir.EdgeDay() | ir.NotRun():
                return Explained(f"by the calendar of {self.basis.label(index)}")
            case (
                ir.Earlier()
                | ir.TotalBefore()
                | ir.WindowOf()
                | ir.Consecutive()
                | ir.InLast()
                | ir.EverHeld()
                | ir.Active()
                | ir.Achievement()
                | ir.Duty()
                | ir.Audited()
                | ir.Settle()
                | ir.SetOff()
                | ir.BalanceStart()
                | ir.Movements()
                | ir.Limited()
                | ir.Shared()
                | ir.Part()
            ):
                return self.states.explain(value, index)
            case ir.Bands() | ir.Interpolate() | ir.ByName():
                return self._table(value, index)
            case _:
                return self._arithmetic(op, index)

    def _constant(self, value: ir.Value) -> Explained:
        declared = self.basis.agreement.declarations.get(value.name or "")
        if isinstance(declared, decl.Parameter):
            return self._parameter(declared)
        return Explained("as the terms say")

    def _parameter(self, declared: decl.Parameter) -> Explained:
        for name, text in self.basis.settings:
            if name == declared.name:
                return Explained(f"set to {text} for this run")
        return Explained("parameter")

    def _input(self, value: ir.Value, index: int) -> Explained:
        op = value.op
        match op:
            case ir.MetricInput(metric):
                known = self.basis.known.figure(metric, index)
                if known is None:
                    return Explained("given")
                places = "; ".join(place_text(place) for place in known.places)
                return Explained(f"reported in {places}")
            case ir.QueryInput(node):
                result = self.basis.queries.get(node)
                if result is None or index >= len(result.periods):
                    return Explained("")
                rows = rows_text(result.periods[index].rows)
                return Explained(f"{rows} of {result.file} dated in {self.basis.label(index)}")
            case ir.ParameterInput(values):
                end = self.program.periods[index].end
                started = [item for item in values if item[0] is None or item[0] <= end]
                if not started:
                    return Explained("")
                day, id = max(started, key=lambda item: -1 if item[0] is None else item[0])
                since = "" if day is None else f" in force since {iso(day)}"
                own = () if isinstance(self.op(id), ir.Constant) else (Operand(id, index),)
                return Explained(f"parameter{since}", own)
            case _:
                raise AssertionError(f"{type(op).__name__} is no input")

    def _table(self, value: ir.Value, index: int) -> Explained:
        op = value.op
        match op:
            case ir.Bands():
                cuts = self._operands((*op.cuts, *op.rates, *op.entering), index)
                kind = {"fixed amounts": "the amount of the band reached"}.get(
                    op.kind.value, f"{op.kind.value} rates"
                )
                formula = f"{kind} on {self.text(op.base, index)}"
                facts = band_facts(self.basis, self, value, index)
                return Explained(formula, (*self._operands((op.base,), index), *cuts), facts)
            case ir.Interpolate():
                formula = f"on the line at {self.text(op.base, index)}"
                others = self._operands((*op.at, *op.gives), index)
                facts = line_fact(self.basis, self, op, index)
                return Explained(formula, (*self._operands((op.base,), index), *others), facts)
            case ir.ByName():
                formula = f"the row for {self.text(op.base, index)}"
                base = self.basis.result(op.base, index)
                rows = dict(zip(op.names, op.gives, strict=True))
                row = rows.get(str(base), op.otherwise)
                chosen = () if row is None else self._operands((row,), index)
                return Explained(formula, (*self._operands((op.base,), index), *chosen))
            case _:
                raise AssertionError(f"{type(op).__name__} is no table")

    def _arithmetic(self, op: ir.Op, index: int) -> Explained:
        def text(id: ir.ValueId) -> str:
            return self.text(id, index)

        operands = self._operands(tuple(ir.argument_ids(op)), index)
        match op:
            case ir.Add(terms):
                return self._sum(terms, index)
            case ir.Negate(operand):
                formula = f"the opposite of {text(operand)}"
            case ir.Multiply(left, right):
                formula = f"{text(left)} × {text(right)}"
            case ir.Divide(left, right):
                formula = f"{text(left)} ÷ {text(right)}"
            case ir.ShareOf(share, of):
                formula = f"{text(share)} of {text(of)}"
            case ir.LessShare(share, of):
                formula = f"{text(of)} less {text(share)} of it"
            case ir.Least(items):
                formula = "the least of " + " and ".join(text(item) for item in items)
            case ir.Greatest(items):
                formula = "the greatest of " + " and ".join(text(item) for item in items)
            case ir.Compare(left, comparison, right):
                sign = {"<=": "≤", ">=": "≥"}.get(comparison.value, comparison.value)
                formula = f"{text(left)} {sign} {text(right)}"
            case ir.All(items):
                if len(items) == 1:
                    return self.explain(items[0], index)
                formula = "all of these must hold"
            case ir.Any(items):
                formula = "one of these must hold"
            case ir.Not():
                formula = "the opposite of the condition below"
            case ir.If():
                return self._choice(op, index)
            case ir.Known(operand):
                formula = f"whether {text(operand)} is known"
            case ir.Round(operand, unit, mode):
                formula = f"{text(operand)} rounded {mode.value} to {text(unit)}"
            case ir.WholeCount(size, amount, started):
                how = "started" if started else "full"
                formula = f"the {how} {text(size)} in {text(amount)}"
            case ir.Compound(operand, rate, times):
                formula = f"{text(operand)} compounded at {text(rate)} for {text(times)}"
            case ir.DaysBetween(start, end):
                formula = f"the days from {text(start)} to {text(end)}"
            case ir.FullBetween(unit, start, end):
                formula = f"the full {unit.value}s from {text(start)} to {text(end)}"
            case ir.ShiftDay(base, count, unit):
                formula = f"{count} {unit.value}s after {text(base)}"
            case ir.FirstDayAfter(day, month, base):
                formula = f"the first {day}/{month} after {text(base)}"
            case _:
                raise AssertionError(f"{type(op).__name__} is no arithmetic")
        return Explained(formula, operands)

    def _sum(self, terms: tuple[ir.ValueId, ...], index: int) -> Explained:
        if len(terms) == 1:
            return self.explain(terms[0], index)
        formula = ""
        bare: list[ir.ValueId] = []
        for term in terms:
            op = self.op(term)
            sign = "+"
            if isinstance(op, ir.Negate):
                sign, term = "−", op.operand
            bare.append(term)
            amount = self.text(term, index)
            formula += f" {sign} {amount}" if formula or sign == "−" else amount
        return Explained(formula.strip(), self._operands(tuple(bare), index))

    def _choice(self, op: ir.If, index: int) -> Explained:
        condition = self.basis.result(op.condition, index)
        if isinstance(condition, Unknown):
            return Explained("depends on a condition", (Operand(op.condition, index, "if"),))
        chosen = op.then if condition else op.otherwise
        verdict = self.text(chosen, index)
        asked = self.op(op.condition)
        if isinstance(asked, ir.OfPeriod | ir.AtPlace | ir.Constant):
            return self.explain(chosen, index)
        how = "as the condition holds" if condition else "as the condition does not hold"
        operands = (Operand(op.condition, index, "if"), *self._operands((chosen,), index))
        return Explained(f"{verdict}, {how}", operands)

    # ---- operands

    def _operands(self, ids: tuple[ir.ValueId, ...], index: int) -> tuple[Operand, ...]:
        """Return the operands worth a line of their own: all but constants without a name."""
        return tuple(Operand(id, index) for id in dict.fromkeys(ids) if self._has_line(id))

    def _has_line(self, id: ir.ValueId) -> bool:
        value = self.program.values[id]
        return not isinstance(value.op, ir.Constant) or value.name is not None
