"""Facts about a table applied to a base: what each band gave, between which points a line runs."""

from fractions import Fraction

from milestonelang import ir
from milestonelang.agreement import lines
from milestonelang.statement.basis import Basis
from milestonelang.statement.explained import Teller


def band_facts(basis: Basis, teller: Teller, value: ir.Value, index: int) -> tuple[str, ...]:
    """Return what each band that the base reaches gave; nothing where something is not known."""
    op = value.op
    assert isinstance(op, ir.Bands)
    base = basis.result(op.base, index)
    cuts = [basis.result(id, index) for id in op.cuts]
    rates = [basis.result(id, index) for id in op.rates]
    if not all(isinstance(item, Fraction) for item in (base, *cuts, *rates)):
        return ()
    if not isinstance(base, Fraction) or base < 0:
        return ()
    words = _band_words(basis, value.origin)
    found: list[str] = []
    start = Fraction(0)
    for position, rate in enumerate(rates):
        cut = cuts[position] if position < len(cuts) else None
        includes = position < len(op.includes) and op.includes[position]
        inside = cut is None or base < cut or (base == cut and includes)  # type: ignore[operator]
        end = base if inside or not isinstance(cut, Fraction) else cut
        said = f"`{words[position]}`: " if position < len(words) else ""
        if op.kind is ir.BandKind.MARGINAL:
            if end > start or (inside and not found):
                part = teller.result_text(end - start, op.base)
                gives = teller.result_text(rate * (end - start), value.id)  # type: ignore[operator]
                found.append(f"{said}{teller.text(op.rates[position], index)} of {part} is {gives}")
        elif inside:
            found.append(f"{said}the band that holds {teller.text(op.base, index)}")
        if inside:
            break
        start = end
    entering = [teller.text(id, index) for id in op.entering if basis.result(id, index) != 0]
    if entering:
        found.append("on entering: " + ", ".join(entering))
    return tuple(found)


def line_fact(basis: Basis, teller: Teller, op: ir.Interpolate, index: int) -> tuple[str, ...]:
    """Return the points between which the base lies."""
    base = basis.result(op.base, index)
    at = [basis.result(id, index) for id in op.at]
    if not isinstance(base, Fraction):
        return ()
    points = [(place, position) for position, place in enumerate(at) if isinstance(place, Fraction)]
    below = [position for place, position in points if place <= base]
    above = [position for place, position in points if place >= base]
    shown = dict.fromkeys([*below[-1:], *above[:1]])
    return tuple(
        f"{teller.text(op.at[position], index)} gives {teller.text(op.gives[position], index)}"
        for position in shown
    )


def _band_words(basis: Basis, origin: int) -> list[str]:
    node = basis.words.nodes.get(origin)
    if not isinstance(node, lines.Table):
        return []
    return [basis.words.of(band.id) for band in node.bands]
