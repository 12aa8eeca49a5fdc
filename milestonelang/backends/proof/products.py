"""What data of the solver show to be missing: facts kept in reserve, and what a product is there.

In: data that the solver found, in which a product is not what its factors make it. Out: facts that
are true of every product and not of these data. Each is linear, so that the solver goes on as
before. After: Cimatti, Griggio, Irfan, Roveri and Sebastiani, "Incremental Linearization for
Satisfiability and Verification Modulo Nonlinear Arithmetic and Transcendental Functions", ACM
Transactions on Computational Logic 19(3), 2018.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.symbols import ZERO
from milestonelang.backends.proof.terms import Model, Term

_FINEST = 10**9  # no finer place is told of: its facts would be long, and of little more use


def missing(algebra: Algebra, model: Model) -> list[Term]:
    """Return facts that data do not keep to; none where they keep to all."""
    found = [each for each in algebra.reserve if not model.holds(each)]
    found += [each for each in _of_one_factor(algebra) if not model.holds(each)]
    for left, right, made, is_given in algebra.products:
        x, y, p = (model.number(each) for each in (left, right, made))
        if x is None or y is None or p is None or p == x * y:
            continue
        if is_given is not True and not model.holds(is_given):
            continue
        for fact in _near(algebra, (left, right, made), x, y, p < x * y):
            found.append(fact if is_given is True else algebra.terms.implies(is_given, fact))
    return found


def _of_one_factor(algebra: Algebra) -> Iterator[Term]:
    """Yield how two products of one factor stand to each other: as the other factors do."""
    terms, zero = algebra.terms, algebra.term(ZERO)
    for one, other in combinations(algebra.products, 2):
        for a, b in product((one[:2], one[1::-1]), (other[:2], other[1::-1])):
            if a[0] is not b[0] or a[1] is b[1]:
                continue
            given = [each for each in (one[3], other[3]) if each is not True]
            for positive, rises in product((True, False), repeat=2):
                sign = a[0] >= zero if positive else a[0] <= zero
                order = a[1] <= b[1] if rises else a[1] >= b[1]
                stands = one[2] <= other[2] if positive is rises else one[2] >= other[2]
                yield terms.implies(terms.both(sign, order, *given), stands)


def _near(
    algebra: Algebra, of: tuple[Term, Term, Term], x: Fraction, y: Fraction, is_short: bool
) -> Iterator[Term]:
    """Yield what a product is where a factor is at a place, and which side of it elsewhere."""
    left, right, made = of
    terms = algebra.terms
    x, y = x.limit_denominator(_FINEST), y.limit_denominator(_FINEST)
    a, b = algebra.term(x), algebra.term(y)
    yield terms.implies(left == a, made == a * right)
    yield terms.implies(right == b, made == b * left)
    plane = b * left + a * right - algebra.term(x * y)
    along = terms.either(terms.both(left <= a, right <= b), terms.both(left >= a, right >= b))
    across = terms.either(terms.both(left <= a, right >= b), terms.both(left >= a, right <= b))
    if is_short:
        yield terms.implies(along, made >= plane)
    else:
        yield terms.implies(across, made <= plane)
