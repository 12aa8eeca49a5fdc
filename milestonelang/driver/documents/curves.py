"""What the tables of an agreement give, computed by the evaluator, for the pictures of documents.

In: an Agreement. Out: a curve for each table whose figures are all stated. Promised: every point is
what the operation of the evaluator gives there; nothing is computed a second way.
"""

from fractions import Fraction
from itertools import pairwise

from milestonelang import ir, types
from milestonelang.agreement import declarations as d, lines as n
from milestonelang.backends.documents.draw_curve import Corner, Curve, Piece
from milestonelang.backends.documents.fill_pictures import domain_of
from milestonelang.backends.documents.words_tables import known_figure
from milestonelang.backends.exact.tables import given_alone
from milestonelang.outline.uses import nodes
from milestonelang.primitives.currencies import minor_units

_KINDS = {
    n.TableKind.MARGINAL: ir.BandKind.MARGINAL,
    n.TableKind.WHOLE_AMOUNT: ir.BandKind.WHOLE_AMOUNT,
    n.TableKind.FIXED_AMOUNTS: ir.BandKind.FIXED_AMOUNTS,
}


def curves_of(agreement: d.Agreement) -> dict[int, Curve]:
    """Return the curve of each table by its id; those with figures not known yet are left out."""
    found: dict[int, Curve] = {}
    for declared in agreement.declarations.values():
        for node in nodes(declared):
            if isinstance(node, n.Table) and node.kind is not n.TableKind.BY_NAME:
                made = curve_of(agreement, node)
                if made is not None:
                    found[node.id] = made
    return found


def curve_of(agreement: d.Agreement, table: n.Table) -> Curve | None:
    """Return the curve of one table, or None where a figure of it is not known."""
    applied = _operation(agreement, table)
    if applied is None:
        return None
    op, figures, places = applied
    first, last = _span(table, places)
    bounds = [first, *(place for place in places if first < place < last), last]
    pieces = []
    for start, end in pairwise(bounds):
        third = (end - start) / 3
        one = given_alone(op, (start + third, *figures))
        other = given_alone(op, (end - third, *figures))
        if one is None or other is None:
            return None
        # Between two places the line is straight, so its ends follow from two points inside.
        pieces.append(Piece(start, end, 2 * one - other, 2 * other - one))
    corners = []
    for place in places:
        gives = given_alone(op, (place, *figures))
        if gives is None:
            return None
        corners.append(Corner(place, gives))
    unit = _unit(domain_of(table))
    near = [place + away for place in places for away in (-unit, Fraction(0), unit)]
    edges = tuple(
        Corner(at, gives) for at in near if (gives := given_alone(op, (at, *figures))) is not None
    )
    return Curve(tuple(pieces), tuple(corners), edges=edges) if pieces else None


def _unit(type: types.Type) -> Fraction:
    """Return how far the next figure lies: a cent, a hundredth of a percent or of a number, one."""
    match type:
        case types.Money(currency):
            return Fraction(1, 10 ** (minor_units(currency) or 0))
        case types.Percent():
            return Fraction(1, 10_000)
        case types.Count() | types.Duration():
            return Fraction(1)
        case _:
            return Fraction(1, 100)


def _operation(
    agreement: d.Agreement, table: n.Table
) -> tuple[ir.Bands | ir.Interpolate, list[Fraction], list[Fraction]] | None:
    """Return a table as an operation on value 0, the figures from value 1 on, and its places."""
    stated = [point.at for point in table.points] + [point.gives for point in table.points]
    for band in table.bands:
        stated += [band.rate, *(part for part in (band.cut, band.on_entering) if part is not None)]
    known = {id(part): known_figure(agreement, part) for part in stated}
    if any(value is None for value in known.values()):
        return None
    figures: list[Fraction] = []

    def take(part: object) -> ir.ValueId:
        figures.append(Fraction(0) if part is None else known[id(part)] or Fraction(0))
        return ir.ValueId(len(figures))

    zero, below = ir.ValueId(0), ir.BelowZero.AS_IT_IS
    if table.kind is n.TableKind.INTERPOLATED:
        at = tuple(take(point.at) for point in table.points)
        gives = tuple(take(point.gives) for point in table.points)
        op: ir.Bands | ir.Interpolate
        op = ir.Interpolate(zero, at, gives, table.continued_outside, below)
        return op, figures, figures[: len(at)]
    rates = tuple(take(band.rate) for band in table.bands)
    cut_parts = [band.cut for band in table.bands if band.cut is not None]
    cuts = tuple(take(cut) for cut in cut_parts)
    entering = tuple(take(band.on_entering) for band in table.bands)
    includes = tuple(band.includes_cut for band in table.bands if band.cut is not None)
    op = ir.Bands(_KINDS[table.kind], zero, rates, cuts, includes, entering, below)
    return op, figures, figures[len(rates) : len(rates) + len(cuts)]


def _span(table: n.Table, places: list[Fraction]) -> tuple[Fraction, Fraction]:
    """Return from where to where a curve is drawn; its last corner lies at about four fifths."""
    if not places:
        return Fraction(0), Fraction(1)
    low, high = places[0], places[-1]
    if table.points:
        reach = (high - low) / 4 or abs(high) or Fraction(1)
        first = max(Fraction(0), low - reach) if low >= 0 else low - reach
        return first, high + reach
    first = Fraction(0) if low > 0 else low - ((high - low) / 4 or abs(low) or Fraction(1))
    closed = table.bands[-1].cut is not None
    return first, high if closed else high + (high - first) / 4
