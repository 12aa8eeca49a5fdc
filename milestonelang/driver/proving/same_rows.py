"""Whether a case takes figures apart that come from the same rows.

In: an agreement, a claim, a case. Out: two figures that maybe no rows give together, or none. A
metric that adds up rows is taken as a figure of its own, within its range; of two over the same
rows it is not followed whether any rows give both, so that a case shows nothing.
"""

from collections.abc import Iterable
from itertools import combinations

from milestonelang.agreement import declarations as decl, expressions as expr
from milestonelang.backends.proof.check import roots_of
from milestonelang.backends.proof.model import Case, Claim, Problem
from milestonelang.backends.proof.slicing import figures_of, needed
from milestonelang.data.known import row_aggregates
from milestonelang.types import Comparison


def of_same_rows(
    agreement: decl.Agreement, problem: Problem, claim: Claim, case: Case
) -> tuple[str, str] | None:
    """Return two figures of a case that rest on the same rows, where neither is nought."""
    of_rows = row_aggregates(agreement)
    kept = needed(problem.program, (*roots_of(claim), *problem.assumed))
    read = sorted(figures_of(problem.program, kept) & set(of_rows))
    for one, other in combinations(read, 2):
        if _is_empty(case, one) and _is_empty(case, other):
            continue  # as without any rows
        pairs = ((a, b) for a in of_rows[one] for b in of_rows[other] if a.source == b.source)
        if any(not _is_apart(a, b) for a, b in pairs):
            return one, other
    return None


def _is_empty(case: Case, name: str) -> bool:
    altered = case.altered
    moved = () if altered is None or altered.figure != name else altered.values
    return not any(case.figures.get(name, ())) and not any(value for _, value in moved)


def _is_apart(one: expr.RowAggregate, other: expr.RowAggregate) -> bool:
    """Whether no row counts for both: each asks for other words of the same column."""
    first, second = _asked(one.where), _asked(other.where)
    return any(not first[column] & second[column] for column in first.keys() & second.keys())


def _asked(where: expr.Expr | None) -> dict[str, frozenset[object]]:
    match where:
        case expr.AllOf(conditions):
            return {name: words for each in conditions for name, words in _asked(each).items()}
        case expr.Compare(expr.ColumnValue() as column, Comparison.EQUAL, expr.Literal() as word):
            return {column.column: frozenset((word.value,))}
        case expr.OneOf(expr.ColumnValue() as column, values):
            return {column.column: _words(values)} if _words(values) else {}
        case _:
            return {}


def _words(values: Iterable[expr.Expr]) -> frozenset[object]:
    found = list(values)
    words = [each.value for each in found if isinstance(each, expr.Literal)]
    return frozenset(words) if len(words) == len(found) else frozenset()
