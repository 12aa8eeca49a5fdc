"""What data of the solver show to be missing: facts kept in reserve, and what a product is there.

In: data that the solver found, in which a product is not what its factors make it. Out: facts that
are true of every product and not of these data. Each is linear, so that the solver goes on as
before. After: Cimatti, Griggio, Irfan, Roveri and Sebastiani, "Incremental Linearization for
Satisfiability and Verification Modulo Nonlinear Arithmetic and Transcendental Functions", ACM
Transactions on Computational Logic 19(3), 2018.
"""

from collections.abc import Iterator
from fractions import Fraction

from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.terms import Model, Term

_FINEST = 10**9  # no finer place is told of: its facts would be long, and of little more use


def missing(algebra: Algebra, model: Model) -> list[Term]:
    """Return facts that data do not keep to; none where they keep to all."""
    found = [each for each in algebra.reserve if not model.holds(each)]
    for left, right, product, is_given in algebra.products:
        x, y, p = (model.number(each) for each in (left, right, product))
        if x is None or y is None or p is None or p == x * y:
            continue
        if is_given is not True and not model.holds(is_given):
            continue
        for fact in _near(algebra, (left, right, product), x, y, p < x * y):
            found.append(fact if is_given is True else algebra.terms.implies(is_given, fact))
    return found


def _near(
    algebra: Algebra, of: tuple[Term, Term, Term], x: Fraction, y: Fraction, is_short: bool
) -> Iterator[Term]:
    """Yield what a product is where a factor is at a place, and which side of it elsewhere."""
    left, right, product = of
    terms = algebra.terms
    x, y = x.limit_denominator(_FINEST), y.limit_denominator(_FINEST)
    a, b = algebra.term(x), algebra.term(y)
    yield terms.implies(left == a, product == a * right)
    yield terms.implies(right == b, product == b * left)
    plane = b * left + a * right - algebra.term(x * y)
    along = terms.either(terms.both(left <= a, right <= b), terms.both(left >= a, right >= b))
    across = terms.either(terms.both(left <= a, right >= b), terms.both(left >= a, right <= b))
    if is_short:
        yield terms.implies(along, product >= plane)
    else:
        yield terms.implies(across, product <= plane)
