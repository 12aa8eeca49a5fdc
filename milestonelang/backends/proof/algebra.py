"""Symbolic values: a number, a truth or a word over all data, whether it is known, and its bounds.

What is constant stays an exact Python value; everything else is a term of the solver. Two modes of
`rounding`: *exact* says which whole number of units a rounding gives; else it is a real number of
which only lemmas are said. *free*: conditions may hold or not. Promised: whatever the evaluator can
compute satisfies every fact that is collected here; facts may be weaker than the truth, never
stronger.
"""

from collections.abc import Callable, Sequence
from copy import copy
from fractions import Fraction
from typing import Any

from milestonelang.backends.proof.symbols import (
    RELATIONS,
    ZERO,
    Bound,
    Sym,
    all_or_none,
    any_of,
    as_known,
    common,
    constant,
    known_too,
    product_bounds,
    quotient_bounds,
    settled_by_bounds,
    short_of_all,
    short_of_two,
    words_of,
)
from milestonelang.backends.proof.terms import Solver, Term, Terms
from milestonelang.types import Comparison

PRODUCT, QUOTIENT = "a product of two figures", "a quotient of two figures"
PRODUCTS = frozenset((PRODUCT, QUOTIENT))


class Algebra:
    """Operations on symbolic values, and the facts that go with them; all are among *terms*."""

    def __init__(self, exact: bool, free: bool = False, terms: Terms | None = None) -> None:
        self.terms = Terms() if terms is None else terms
        self.exact, self.free = exact, free
        self.facts: list[Any] = []
        self.shares: tuple[Fraction, ...] = ()
        # Facts of little use mostly: told to the solver when its data do not keep to them.
        self.reserve: list[Term] = []
        # Of each product its factors, itself, and where it is one; a quotient is a factor of what
        # was divided.
        self.products: list[tuple[Term, Term, Term, Any]] = []
        self.loose: dict[str, None] = {}
        self.distances: tuple[Fraction, ...] = ()  # how far a comparison lets an amount move
        self._names = 0
        self._made: dict[tuple[Any, ...], Sym] = {}
        self._pairs: dict[tuple[int, int], Any] = {}

    def forked(self) -> "Algebra":
        """Return an algebra that knows what this one does, and whose further facts are its own."""
        found = copy(self)
        found.facts, found.loose = list(self.facts), dict(self.loose)
        found.products, found.reserve = list(self.products), list(self.reserve)
        found._made, found._pairs = dict(self._made), dict(self._pairs)
        return found

    def solver(self) -> Solver:
        """Return a solver that knows the facts collected so far."""
        return self.terms.solver(self.facts)

    # ---- terms

    def term(self, value: Any) -> Any:
        """Return an exact value as a term."""
        if isinstance(value, Fraction):
            return self.terms.number(value)
        if isinstance(value, bool):
            return self.terms.constant_truth(value)
        return value

    def number(self, lo: Bound = None, hi: Bound = None, unit: Bound = None, ok: Any = True) -> Sym:
        """Return a new number within bounds."""
        self._names += 1
        if lo is not None and lo == hi:
            return Sym(lo, ok, lo, hi, abs(lo) if lo else ZERO)
        e = self.terms.real(f"n{self._names}")
        if lo is not None:
            self.facts.append(e >= self.term(lo))
        if hi is not None:
            self.facts.append(e <= self.term(hi))
        return Sym(e, ok, lo, hi, unit)

    def whole(self) -> Any:
        """Return a new whole number, as a real term."""
        self._names += 1
        return self.terms.whole(f"i{self._names}")

    def truth(self) -> Any:
        """Return a new truth."""
        self._names += 1
        return self.terms.truth(f"b{self._names}")

    def word(self, words: Sequence[str], ok: Any = True) -> Sym:
        """Return a new word, one of several."""
        if len(words) == 1:
            return Sym(words[0], ok)
        cases = {word: self.truth() for word in words}
        self.facts.append(self.terms.counted("exactly", list(cases.values()), 1))
        return Sym(cases, ok)

    def assume(self, condition: Any) -> None:
        """Collect a fact."""
        if condition is not True:
            self.facts.append(self.term(condition))

    def once(self, key: tuple[Any, ...], make: Callable[[], Sym]) -> Sym:
        """Return what *make* gives, made once for the same key."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def is_new_pair(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
        """Whether what made two values was not compared before."""
        key = (id(one), id(other))
        if key in self._pairs:
            return False
        self._pairs[key] = (one, other)  # so that their ids stay theirs
        return True

    # ---- truths, constant where they can be

    def both(self, *items: Any) -> Any:
        """Return a conjunction."""
        left = [each for each in items if each is not True]
        if any(each is False for each in left):
            return False
        if not left:
            return True
        return left[0] if len(left) == 1 else self.terms.both(*left)

    def either(self, *items: Any) -> Any:
        """Return a disjunction."""
        left = [each for each in items if each is not False]
        if any(each is True for each in left):
            return True
        if not left:
            return False
        return left[0] if len(left) == 1 else self.terms.either(*left)

    def negated(self, item: Any) -> Any:
        """Return the opposite."""
        return (not item) if isinstance(item, bool) else self.terms.negated(item)

    def if_truth(self, condition: Any, then: Any, otherwise: Any) -> Any:
        """Return a choice between truths."""
        if isinstance(condition, bool):
            return then if condition else otherwise
        if then is otherwise:
            return then
        return self.both(
            self.either(self.negated(condition), then), self.either(condition, otherwise)
        )

    # ---- numbers

    def add(self, items: Sequence[Sym]) -> Sym:
        """Return a sum."""
        known = [each for each in items if each.is_constant]
        moving = [each for each in items if not each.is_constant]
        rest = sum((each.e for each in known), ZERO)
        ok = self.both(*(each.ok for each in items))
        short = short_of_all(items)
        if not moving:
            found = constant(rest)
            return Sym(found.e, ok, found.lo, found.hi, found.unit, short=short)
        e = moving[0].e
        for each in moving[1:]:
            e = e + each.e
        if rest:
            e = e + self.term(rest)
        lo = all_or_none([each.lo for each in items])
        hi = all_or_none([each.hi for each in items])
        return Sym(e, ok, lo, hi, common(items), ("sum", tuple(items)), short)

    def minus(self, left: Sym, right: Sym) -> Sym:
        """Return a difference."""
        return self.add((left, self.scaled(Fraction(-1), right)))

    def scaled(self, factor: Fraction, item: Sym) -> Sym:
        """Return a multiple by a constant."""
        if item.is_constant:
            found = constant(factor * item.e)
            return Sym(found.e, item.ok, found.lo, found.hi, found.unit, short=item.short)
        if factor == 0:
            return Sym(ZERO, item.ok, ZERO, ZERO, ZERO, short=item.short)
        if factor == 1:
            return item
        if factor == -1 and item.shape[:1] == ("negative",):
            return as_known(item.shape[1], item)
        ends = [None if end is None else factor * end for end in (item.lo, item.hi)]
        lo, hi = ends if factor > 0 else reversed(ends)
        unit = None if item.unit is None else abs(factor) * item.unit
        shape: tuple[Any, ...] = ("share", factor, item) if 0 <= factor <= 1 else ()
        if factor == -1:
            shape = ("negative", item)
        return Sym(self.term(factor) * item.e, item.ok, lo, hi, unit, shape, item.short)

    def multiply(self, left: Sym, right: Sym) -> Sym:
        """Return a product; of two that move, only its envelope."""
        if left.is_constant:
            return known_too(self, self.scaled(left.e, right), left)
        if right.is_constant:
            return known_too(self, self.scaled(right.e, left), right)
        self.loose[PRODUCT] = None
        ok, short = self.both(left.ok, right.ok), short_of_all((left, right))

        def make() -> Sym:
            made = self.number(*product_bounds(left, right))
            made.shape = ("product", left, right)
            self.products.append((self.term(left.e), self.term(right.e), self.term(made.e), True))
            self.envelope(left, right, made)
            return made

        found = self.once(("product", left.e.id, right.e.id), make)
        return Sym(found.e, ok, found.lo, found.hi, found.unit, found.shape, short)

    def envelope(self, left: Sym, right: Sym, product: Sym) -> None:
        """Say what is linear about product = left · right, within the bounds of the factors."""
        terms, a, b, p = self.terms, left.e, right.e, product.e
        a, b, p = self.term(a), self.term(b), self.term(p)
        for x, y, sign in (
            (left.lo, right.lo, 1),
            (left.hi, right.hi, 1),
            (left.lo, right.hi, -1),
            (left.hi, right.lo, -1),
        ):
            if x is not None and y is not None:
                line = self.term(x) * b + self.term(y) * a - self.term(x * y)
                self.facts.append(p >= line if sign > 0 else p <= line)
        for one, other, bounds in ((a, b, right), (b, a, left)):
            # With one factor never negative, the product lies between it and the other's bounds.
            low, high = bounds.lo, bounds.hi
            if low is not None:
                self.facts.append(terms.implies(one >= 0, p >= self.term(low) * one))
            if high is not None:
                self.facts.append(terms.implies(one >= 0, p <= self.term(high) * one))
            self.facts.append(terms.implies(one == 0, p == 0))
            del other

    def divide(self, left: Sym, right: Sym) -> Sym:
        """Return a quotient; unknown where the divisor is zero."""
        if right.is_constant:
            if right.e == 0:
                return Sym(ZERO, False, short=short_of_all((left, right)))
            return known_too(self, self.scaled(1 / right.e, left), right)
        never_zero = (right.lo is not None and right.lo > 0) or (
            right.hi is not None and right.hi < 0
        )
        ok = self.both(left.ok, right.ok, True if never_zero else right.e != 0)
        found = self.number(*quotient_bounds(left, right), ok=ok)
        found.short = short_of_all((left, right))
        self.loose[QUOTIENT] = None
        found.shape = ("ratio", left, right)
        whole = Sym(left.e, lo=left.lo, hi=left.hi)
        divisor = self.term(right.e)
        is_given = True if never_zero else divisor != 0
        self.products.append((self.term(found.e), divisor, self.term(left.e), is_given))
        if never_zero:
            self.envelope(Sym(found.e, lo=found.lo, hi=found.hi), right, whole)
        return found

    def least(self, items: Sequence[Sym]) -> Sym:
        """Return the least of several."""
        return self.extreme(items, True)

    def greatest(self, items: Sequence[Sym]) -> Sym:
        """Return the greatest of several."""
        return self.extreme(items, False)

    def extreme(self, items: Sequence[Sym], is_least: bool) -> Sym:
        """Return the least or the greatest of several."""
        found = items[0]
        for each in items[1:]:
            found = self._extreme_of_two(found, each, is_least)
        return found

    def _extreme_of_two(self, left: Sym, right: Sym, is_least: bool) -> Sym:
        below, above = (left, right) if is_least else (right, left)
        ok, short = self.both(left.ok, right.ok), short_of_all((left, right))
        # Where the bounds settle it, one of the two is the result.
        if below.hi is not None and above.lo is not None and below.hi <= above.lo:
            return Sym(left.e, ok, left.lo, left.hi, left.unit, left.shape, short)
        if above.hi is not None and below.lo is not None and above.hi <= below.lo:
            return Sym(right.e, ok, right.lo, right.hi, right.unit, right.shape, short)
        a, b = self.term(left.e), self.term(right.e)
        e = self.terms.choice(a <= b, a, b) if is_least else self.terms.choice(a >= b, a, b)
        if is_least:
            lo = all_or_none([left.lo, right.lo], min)
            hi = any_of([left.hi, right.hi], min)
        else:
            lo = any_of([left.lo, right.lo], max)
            hi = all_or_none([left.hi, right.hi], max)
        shape = ("extreme", is_least, left, right)
        return Sym(e, ok, lo, hi, common((left, right)), shape, short)

    def choose(self, condition: Any, then: Sym, otherwise: Sym) -> Sym:
        """Return one of two, by a truth that is known."""
        if isinstance(condition, bool):
            return then if condition else otherwise
        if then is otherwise:
            return then
        ok = self.if_truth(condition, then.ok, otherwise.ok)
        short = short_of_two(then, otherwise)
        if isinstance(then.e, str | dict) or isinstance(otherwise.e, str | dict):
            return Sym(self._choose_word(condition, then, otherwise), ok, short=short)
        if self.is_truth(then) or self.is_truth(otherwise):
            return Sym(self.if_truth(condition, then.e, otherwise.e), ok, short=short)
        if then.is_constant and otherwise.is_constant and then.e == otherwise.e:
            return Sym(then.e, ok, then.lo, then.hi, then.unit, short=short)
        e = self.terms.choice(condition, self.term(then.e), self.term(otherwise.e))
        lo = all_or_none([then.lo, otherwise.lo], min)
        hi = all_or_none([then.hi, otherwise.hi], max)
        shape = ("choice", condition, then, otherwise)
        return Sym(e, ok, lo, hi, common((then, otherwise)), shape, short)

    def _choose_word(self, condition: Any, then: Sym, otherwise: Sym) -> dict[str, Any]:
        words = dict.fromkeys((*words_of(then), *words_of(otherwise)))
        return {
            word: self.if_truth(condition, self.is_word(then, word), self.is_word(otherwise, word))
            for word in words
        }

    def is_word(self, item: Sym, word: str) -> Any:
        """Return whether a word is that word."""
        if isinstance(item.e, str):
            return item.e == word
        return item.e.get(word, False)

    def is_truth(self, item: Sym) -> bool:
        """Return whether a value is a truth."""
        return isinstance(item.e, bool) or (isinstance(item.e, Term) and item.e.is_truth)

    # ---- comparisons

    def compare(self, left: Sym, comparison: Comparison, right: Sym) -> Sym:
        """Return whether left stands in that relation to right."""
        ok = self.both(left.ok, right.ok)
        short = short_of_all((left, right))
        if short is True:
            return Sym(False)
        if self.free and settled_by_bounds(left, comparison, right) is None:
            self.loose["which conditions hold"] = None
            return Sym(self.truth(), ok if short is False else self.truth())
        e = self._relation(left, comparison, right)
        if short is None and ok is not True:
            # Unknown for a window that is short: then it is false, else it is unknown.
            self.loose["a window that reaches to before the term"] = None
            e = self.if_truth(ok, e, False)
            ok = self.either(ok, self.truth())
        return Sym(e, ok)

    def _relation(self, left: Sym, comparison: Comparison, right: Sym) -> Any:
        if isinstance(left.e, str | dict) or isinstance(right.e, str | dict):
            same = self.either(
                *(
                    self.both(self.is_word(left, word), self.is_word(right, word))
                    for word in words_of(left)
                )
            )
            return same if comparison is Comparison.EQUAL else self.negated(same)
        if self.is_truth(left) or self.is_truth(right):
            same = self.if_truth(left.e, right.e, self.negated(right.e))
            return same if comparison is Comparison.EQUAL else self.negated(same)
        if left.shape[:1] == ("ratio",) and right.is_constant:
            over, under = left.shape[1:]
            if under.lo is not None and under.lo > 0:
                return self._relation(over, comparison, self.scaled(right.e, under))
        settled = settled_by_bounds(left, comparison, right)
        if settled is not None:
            return settled
        return RELATIONS[comparison](self.term(left.e), self.term(right.e))

    def equal(self, left: Sym, right: Sym) -> Any:
        """Return left = right, of values that are known."""
        return True if left is right else self._relation(left, Comparison.EQUAL, right)

    def at_most(self, left: Sym, right: Sym) -> Any:
        """Return left ≤ right, of values that are known."""
        return self._relation(left, Comparison.AT_MOST, right)
