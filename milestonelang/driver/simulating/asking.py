"""What is asked of the program of a simulation: amounts, and how often something is so.

In: a program and its agreement. Out: the program with the questions added as values of its own, and
which values to read. Promised: no value of the program changes.
"""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.data.words import in_words
from milestonelang.outline.amended import outline_in_force
from milestonelang.primitives.currencies import minor_units
from milestonelang.types import Comparison, Money, RoundingMode, Truth

Key = tuple[str, ...]


@records.frozen
class Question:
    """What is asked of every course: a value by its *key*. *id* is None where the course to the end
    has no such value.

    *in_term*: of the periods of the term only. *by_period*: of each period, else of all together.
    """

    key: Key
    id: ir.ValueId | None
    in_term: bool = False
    by_period: bool = False


@records.frozen
class Amount:
    """An amount that is paid, by its name and clause, and the currency that it is in.

    *id* is None where only another course of the agreement has it.
    """

    subject: str
    clause: str
    id: ir.ValueId | None
    currency: str


@records.frozen
class Flag:
    """Something that is so or not in each period; *lasts*: what is so once stays so."""

    subject: str
    clause: str
    what: str
    id: ir.ValueId | None
    lasts: bool = False


@records.frozen(eq=False)
class Asking:
    """A program, what is read of it, and the labels of its periods and of later ones that another
    course has."""

    program: ir.Program
    pairs: tuple[tuple[tuple[str, str], ir.ValueId | None], ...]
    clauses: tuple[Amount, ...]
    flags: tuple[Flag, ...]
    worth: ir.ValueId | None
    labels: tuple[str, ...]

    def of_pairs(self, by_period: bool) -> list[Question]:
        """Return what asks for what each party pays another."""
        return [Question(("pair", *pair), id, False, by_period) for pair, id in self.pairs]

    def questions(self) -> list[Question]:
        """Return everything that is asked, in the order of pairs, clauses, flags and worth."""
        found = self.of_pairs(True)
        found += [Question(("clause", each.subject), each.id) for each in self.clauses]
        said: dict[tuple[str, str], int] = {}
        for each in self.flags:
            # Two maxima of one payment may have the same words.
            name = (each.subject, each.what)
            said[name] = said.get(name, 0) + 1
            found.append(Question(("flag", *name, str(said[name])), each.id, True, True))
        return found if self.worth is None else [*found, self.of_worth()]

    def of_worth(self) -> Question:
        """Return what asks for the worth of the agreement."""
        return Question(("worth",), self.worth, True)

    def ids(self) -> dict[Key, ir.ValueId]:
        """Return the values by what asks for them."""
        return {each.key: each.id for each in self.questions() if each.id is not None}

    def with_courses(self, others: Sequence["Asking"]) -> "Asking":
        """Return everything that is asked here or of other courses, those without a value here."""
        pairs, clauses = list(self.pairs), list(self.clauses)
        flags, labels = list(self.flags), list(self.labels)
        for other in others:
            pairs += [
                (pair, None) for pair, _ in other.pairs if pair not in [own for own, _ in pairs]
            ]
            subjects = [own.subject for own in clauses]
            clauses += [
                records.evolve(each, id=None)
                for each in other.clauses
                if each.subject not in subjects
            ]
            said = [(own.subject, own.what) for own in flags]
            flags += [
                records.evolve(each, id=None)
                for each in other.flags
                if (each.subject, each.what) not in said
            ]
            labels += [label for label in other.labels if label not in labels]
        return records.evolve(
            self,
            pairs=tuple(pairs),
            clauses=tuple(clauses),
            flags=tuple(flags),
            labels=tuple(labels),
        )


class _Adding:
    """Adds values after those of a program."""

    def __init__(self, program: ir.Program) -> None:
        self.values = list(program.values)

    def add(self, op: ir.Op, like: ir.ValueId, is_truth: bool = True) -> ir.ValueId:
        """Return a new value, said to be where another is."""
        old = self.values[like]
        kind = Truth() if is_truth else old.type
        new = ir.Value(ir.ValueId(len(self.values)), op, kind, old.origin, old.span)
        self.values.append(new)
        return new.id

    def is_word(self, id: ir.ValueId, word: str) -> ir.ValueId:
        """Return whether a choice is that word."""
        right = self.add(ir.Constant(word), id, False)
        return self.add(ir.Compare(id, Comparison.EQUAL, right), id)

    def differs(self, low: ir.ValueId, high: ir.ValueId, unit: Fraction) -> ir.ValueId:
        """Return whether one amount is a unit or more below another."""
        one = self.add(ir.Constant(unit), low, False)
        # Rounded first, since amounts with many digits are too large for a kernel to compare.
        low, high = (
            self.add(ir.Round(each, one, RoundingMode.HALF_UP), each, False) for each in (low, high)
        )
        least = self.add(ir.Add((low, one)), low, False)
        return self.add(ir.Compare(least, Comparison.AT_MOST, high), low)


def asking_of(agreement: decl.Agreement, program: ir.Program, worth: str | None) -> Asking:
    """Return what is asked of a program."""
    places = outline_in_force(agreement)

    def clause(name: str) -> str:
        return places.number(agreement.declarations[name].id)

    adding = _Adding(program)
    flags: list[Flag] = []
    triggers = {each.name for each in agreement.of_kind(decl.Trigger)}
    for report in program.reports:
        if report.subject in triggers and report.what == "state":
            flags.append(Flag(report.subject, clause(report.subject), "runs", report.value))
    for milestone in program.milestones:
        for word in ("achieved", "missed"):
            id = adding.is_word(milestone.state, word)
            name = milestone.milestone
            flags.append(Flag(name, clause(name), f"is {word}", id, lasts=True))
    for payment in program.payments:
        flags += _bounds(agreement, adding, payment, clause(payment.payment))
    amounts = [
        (each.milestone, each.entitled)
        for each in program.milestones
        if each.entitled is not None and each.in_money
    ]
    amounts = [(each.payment, each.entitled) for each in program.payments] + amounts
    clauses = []
    for name, id in amounts:
        kind = program.values[id].type
        if isinstance(kind, Money):
            clauses.append(Amount(name, clause(name), id, kind.currency))
    return Asking(
        records.evolve(program, values=tuple(adding.values)),
        tuple(((each.payer, each.payee), each.payable) for each in program.directions),
        tuple(clauses),
        tuple(flags),
        None if worth is None else program.named[worth],
        tuple(period.label for period in program.periods),
    )


def clause_of(agreement: decl.Agreement, name: str) -> str:
    """Return the clause of a declaration."""
    return outline_in_force(agreement).number(agreement.declarations[name].id)


def _bounds(
    agreement: decl.Agreement, adding: _Adding, payment: ir.PaymentPlan, clause: str
) -> list[Flag]:
    """Return when the maxima and minima of a payment have an effect."""
    found: list[Flag] = []
    currency = adding.values[payment.entitled].type
    if not isinstance(currency, Money):
        return found
    unit = Fraction(1, 10 ** (minor_units(currency.currency) or 0))
    for before, step in zip(payment.steps, payment.steps[1:], strict=False):
        if step.rule not in ("at most", "at least", "limit") or step.when is not None:
            continue
        amount, result, rule = before.value, step.value, step.rule
        op = adding.values[step.value].op
        while isinstance(op, ir.Round):
            op = adding.values[op.operand].op
        if rule == "limit":
            low, high, words = result, amount, "is cut by a limit"
        elif rule == "at most":
            # What an earlier period left over is among what the maximum is held against.
            whole = op.items[0] if isinstance(op, ir.Least) else amount
            low, high, words = result, whole, "reaches `at most"
        else:
            low, high, words = amount, result, "reaches `at least"
        if rule != "limit" and step.detail:
            shown = _constant(adding, step.detail[0])
            words += f" {shown}`" if shown else "`"
        found.append(Flag(payment.payment, clause, words, adding.differs(low, high, unit)))
    return found


def _constant(adding: _Adding, id: ir.ValueId) -> str:
    """Return a bound in words, where it is the same always."""
    value = adding.values[id]
    if isinstance(value.op, ir.Constant) and not isinstance(value.op.value, bool | str):
        return in_words(value.op.value, value.type)
    return ""
