"""Terms of the solver, written down first and handed to it when they are asked about.

In: numbers, truths and operations on them. Out: terms, of which what is built alike is one and the
same object; and solvers that know some of them. Promised: a term is what the solver's own interface
would have made. What is never asked about costs no call of the solver, and what two encodings have
in common is handed over once.
"""

from collections.abc import Callable, Iterable, Sequence
from ctypes import c_int
from fractions import Fraction
from typing import Any

_NUMBER, _TRUTH, _WHOLE, _REAL, _BOOL = "number", "truth", "whole", "real", "bool"
_AS_REAL = "as real"
_OF_TWO = {
    "<=": "Z3_mk_le",
    "<": "Z3_mk_lt",
    ">=": "Z3_mk_ge",
    ">": "Z3_mk_gt",
    "=": "Z3_mk_eq",
    "implies": "Z3_mk_implies",
}
_OF_MANY = {
    "+": "Z3_mk_add",
    "-": "Z3_mk_sub",
    "*": "Z3_mk_mul",
    "and": "Z3_mk_and",
    "or": "Z3_mk_or",
    "distinct": "Z3_mk_distinct",
}
_COUNTS = {"exactly": "Z3_mk_pbeq", "at most": "Z3_mk_pble", "at least": "Z3_mk_pbge"}
_NUMBERS = frozenset((_NUMBER, _WHOLE, _REAL, "+", "-", "*"))


class Term:
    """A number or a truth over all data. *of* are the terms, or the name or number, it is made of.

    Comparisons and arithmetic give terms; equality too, so that terms are told apart by `is`.
    """

    __slots__ = ("id", "is_truth", "kind", "made", "of", "terms")
    __hash__ = object.__hash__

    def __init__(self, terms: "Terms", kind: str, of: tuple[Any, ...], is_truth: bool) -> None:
        self.terms, self.kind, self.of, self.is_truth = terms, kind, of, is_truth
        self.id = terms.count
        self.made: Any = None

    def __bool__(self) -> bool:
        raise TypeError("whether a term holds is for the solver to say")

    def __le__(self, other: Any) -> "Term":
        return self.terms.two("<=", self, other)

    def __lt__(self, other: Any) -> "Term":
        return self.terms.two("<", self, other)

    def __ge__(self, other: Any) -> "Term":
        return self.terms.two(">=", self, other)

    def __gt__(self, other: Any) -> "Term":
        return self.terms.two(">", self, other)

    def __eq__(self, other: object) -> "Term":  # type: ignore[override]
        return self.terms.two("=", self, other)

    def __ne__(self, other: object) -> "Term":  # type: ignore[override]
        return self.terms.two("distinct", self, other)

    def __add__(self, other: Any) -> "Term":
        return self.terms.two("+", self, other)

    def __sub__(self, other: Any) -> "Term":
        return self.terms.two("-", self, other)

    def __mul__(self, other: Any) -> "Term":
        return self.terms.two("*", self, other)

    def __rmul__(self, other: Any) -> "Term":
        return self.terms.number(other) * self


class Terms:
    """The terms of one place, which knows nothing of others.

    What was asked before changes how the solver goes on with what is in the same place.
    """

    def __init__(self) -> None:
        import z3  # heavy, and known to this package only

        self._core, self._z3 = z3.z3core, z3
        self._context: Any = None
        self._known: dict[tuple[Any, ...], Term] = {}
        self.count = 0

    def close(self) -> None:
        """Forget every term; none may be used any more. Terms know of one another in rings."""
        if self._context is not None:
            ref = self._context.ref()
            for each in self._known.values():
                if each.made is not None:
                    self._core.Z3_dec_ref(ref, each.made)
                    each.made = None
        self._known.clear()
        self._context = None

    @property
    def context(self) -> Any:
        """The solver's own place for these terms, made when it is first needed."""
        if self._context is None:
            self._context = self._z3.Context()
            core, ref = self._core, self._context.ref()
            self._reals, self._wholes = core.Z3_mk_real_sort(ref), core.Z3_mk_int_sort(ref)
            self._truths = core.Z3_mk_bool_sort(ref)
            for sort in (self._reals, self._wholes, self._truths):
                core.Z3_inc_ref(ref, core.Z3_sort_to_ast(ref, sort))
        return self._context

    # ---- making terms

    def _once(self, key: tuple[Any, ...], of: tuple[Any, ...], is_truth: bool) -> Term:
        found = self._known.get(key)
        if found is None:
            self.count += 1
            self._known[key] = found = Term(self, key[0], of, is_truth)
        return found

    def number(self, value: Any) -> Term:
        """Return a constant number."""
        return self._once((_NUMBER, value), (value,), False)

    def constant_truth(self, value: bool) -> Term:
        """Return a constant truth."""
        return self._once((_TRUTH, value), (value,), True)

    def real(self, name: str) -> Term:
        """Return the number of that name."""
        return self._once((_REAL, name), (name,), False)

    def whole(self, name: str) -> Term:
        """Return the whole number of that name, as a number."""
        own = self._once((_WHOLE, name), (name,), False)
        return self._once((_AS_REAL, own.id), (own,), False)

    def truth(self, name: str) -> Term:
        """Return the truth of that name."""
        return self._once((_BOOL, name), (name,), True)

    def two(self, kind: str, left: Term, right: Any) -> Term:
        """Return an operation of two terms; the second may be a number."""
        if right.__class__ is not Term:
            right = self._term(right)
        key = (kind, left.id, right.id)
        found = self._known.get(key)
        if found is None:
            found = self._once(key, (left, right), kind not in _NUMBERS)
        return found

    def _term(self, value: Any) -> Term:
        if isinstance(value, Term):
            return value
        return self.constant_truth(value) if isinstance(value, bool) else self.number(value)

    def _many(self, kind: str, items: Iterable[Any]) -> Term:
        terms = tuple(self._term(each) for each in items)
        return self._once((kind, *(each.id for each in terms)), terms, True)

    def both(self, *items: Any) -> Term:
        """Return a conjunction."""
        return self._many("and", items)

    def either(self, *items: Any) -> Term:
        """Return a disjunction."""
        return self._many("or", items)

    def negated(self, item: Any) -> Term:
        """Return the opposite of a truth."""
        return self._many("not", (item,))

    def implies(self, condition: Any, then: Any) -> Term:
        """Return that one truth entails another."""
        return self._many("implies", (condition, then))

    def choice(self, condition: Any, then: Any, otherwise: Any) -> Term:
        """Return one of two, by a truth."""
        of = (self._term(condition), self._term(then), self._term(otherwise))
        key = ("choice", of[0].id, of[1].id, of[2].id)
        return self._once(key, of, of[1].is_truth)

    def counted(self, kind: str, items: Sequence[Any], count: int) -> Term:
        """Return whether *exactly*, *at most* or *at least* so many truths hold."""
        terms = tuple(self._term(each) for each in items)
        return self._once((kind, count, *(each.id for each in terms)), (count, *terms), True)

    # ---- what the solver makes of them

    def solver(self, facts: Iterable[Term]) -> "Solver":
        """Return a solver that knows these facts."""
        found = Solver(self, self._z3.Solver(ctx=self.context))
        found.add(*facts)
        return found

    def made(self, term: Term) -> Any:
        """Return a term as the solver has it, which keeps it as long as its place is there."""
        ref, waiting = self.context.ref(), [term]
        while waiting:
            each = waiting[-1]
            if each.made is not None:
                waiting.pop()
                continue
            parts = [part for part in each.of if part.__class__ is Term and part.made is None]
            if parts:
                waiting += reversed(parts)
                continue
            each.made = self._make(ref, each)
            self._core.Z3_inc_ref(ref, each.made)
            waiting.pop()
        return term.made

    def _make(self, ref: Any, term: Term) -> Any:
        core, kind, of = self._core, term.kind, term.of
        if kind in _OF_TWO:
            return getattr(core, _OF_TWO[kind])(ref, of[0].made, of[1].made)
        if kind in _OF_MANY:
            return getattr(core, _OF_MANY[kind])(ref, len(of), self._array(of))
        if kind in _COUNTS:
            count, *items = of
            ones = (c_int * len(items))(*([1] * len(items)))
            return getattr(core, _COUNTS[kind])(ref, len(items), self._array(items), ones, count)
        match kind:
            case "choice":
                return core.Z3_mk_ite(ref, *(each.made for each in of))
            case "not":
                return core.Z3_mk_not(ref, of[0].made)
            case "as real":
                return core.Z3_mk_int2real(ref, of[0].made)
            case "number":
                return core.Z3_mk_numeral(ref, str(of[0]), self._reals)
            case "truth":
                return core.Z3_mk_true(ref) if of[0] else core.Z3_mk_false(ref)
        sort = {_REAL: self._reals, _WHOLE: self._wholes, _BOOL: self._truths}[kind]
        return core.Z3_mk_const(ref, core.Z3_mk_string_symbol(ref, of[0]), sort)

    def _array(self, terms: Sequence[Term]) -> Any:
        return (self._core.Ast * len(terms))(*(each.made for each in terms))


class Solver:
    """The solver with some terms, and what it says of them."""

    def __init__(self, terms: Terms, solver: Any) -> None:
        self._terms, self._solver = terms, solver
        self.set: Callable[[str, int], None] = solver.set
        self.push: Callable[[], None] = solver.push
        self.pop: Callable[[], None] = solver.pop
        self.check: Callable[[], Any] = solver.check

    def add(self, *facts: Term) -> None:
        """Tell the solver facts."""
        terms = self._terms
        ref, solver = terms.context.ref(), self._solver.solver
        for each in facts:
            terms._core.Z3_solver_assert(ref, solver, terms.made(each))

    def model(self) -> "Model":
        """Return data of which all that was told is true."""
        return Model(self._terms, self._solver.model())


class Model:
    """Data that the solver found; what it left open is as it likes."""

    def __init__(self, terms: Terms, model: Any) -> None:
        self._terms, self._model = terms, model

    def _value(self, term: Term) -> Any:
        terms = self._terms
        made = terms._z3.z3._to_expr_ref(terms.made(term), terms.context)
        return self._model.eval(made, model_completion=True)

    def holds(self, truth: Any) -> bool:
        """Return whether a truth holds."""
        return truth if isinstance(truth, bool) else str(self._value(truth)) == "True"

    def number(self, term: Term) -> Fraction | None:
        """Return a number; None for an irrational root, which linear facts never have."""
        found = self._value(term)
        try:
            return Fraction(found.numerator_as_long(), found.denominator_as_long())
        except AttributeError:
            return None
