"""Tables of the terms: bands, points and rows by name, each edge owned by one row.

In: a table of the Agreement and what it is applied to. Out: a table of the model. Totals at the top
of a band are added where every rate and cut is a known figure, computed exactly.
"""

from fractions import Fraction
from typing import assert_never

from milestonelang import types
from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_expressions import noun
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.outline.places import Place


def table(
    voice: Voice, node: n.Table, place: Place, title: str, what: Phrase, edges: bool = False
) -> model.Table:
    """Return a table of the terms as it prints; with *edges* the amount at every cut is worked."""
    match node.kind:
        case n.TableKind.MARGINAL:
            heads, rows, caption = _bands(voice, node, what, _totals(voice, node))
        case n.TableKind.WHOLE_AMOUNT | n.TableKind.FIXED_AMOUNTS:
            worked = edges and node.kind is n.TableKind.WHOLE_AMOUNT
            totals = _totals(voice, node) if worked else None
            heads, rows, caption = _bands(voice, node, what, totals)
        case n.TableKind.INTERPOLATED:
            heads, rows, caption = _points(voice, node, what)
        case n.TableKind.BY_NAME:
            heads, rows, caption = _names(voice, node, what)
        case _:
            assert_never(node.kind)
    columns = (
        model.Column(heads[0].text),
        *(model.Column(head.text, model.ColumnKind.NUMBER) for head in heads[1:]),
    )
    said = voice.say("steps", caption, title=words(title))
    return model.Table(
        label=place.label,
        caption=said.text,
        anchor=place.anchor,
        columns=columns,
        rows=tuple(model.Row(tuple(cell.inlines for cell in row)) for row in rows),
    )


Rows = tuple[list[Phrase], list[list[Phrase]], str]


def _bands(voice: Voice, node: n.Table, what: Phrase, totals: list[Phrase] | None) -> Rows:
    marginal = node.kind is n.TableKind.MARGINAL
    fixed = node.kind is n.TableKind.FIXED_AMOUNTS
    first = voice.say("steps", "part_of" if marginal else "what_falls", what=what)
    heads = [first, voice.say("steps", "amount_head" if fixed else "rate")]
    entering = any(band.on_entering is not None for band in node.bands)
    if entering:
        heads.append(voice.say("steps", "entering_head"))
    if totals:
        heads.append(voice.say("steps", "total_head" if marginal else "amount_at_top"))
    rows = []
    low: n.Band | None = None
    for index, band in enumerate(node.bands):
        row = [edges_of(voice, low, band), noun(voice, band.rate, None)]
        if entering:
            plus = band.on_entering
            row.append(Phrase() if plus is None else noun(voice, plus, None))
        if totals:
            row.append(totals[index])
        rows.append(row)
        low = band
    return heads, rows, "amounts_of" if fixed else "rates_of"


def edges_of(voice: Voice, low: n.Band | None, band: n.Band) -> Phrase:
    """Return what a band covers: `above USD 250,000, up to and including USD 1,000,000`."""
    high = None if band.cut is None else noun(voice, band.cut, None)
    if low is None or low.cut is None:
        if high is None:
            return voice.say("steps", "any")
        return voice.say("steps", "up_to" if band.includes_cut else "below", cut=high)
    below = noun(voice, low.cut, None)
    if high is None:
        return voice.say("steps", "above" if low.includes_cut else "from", cut=below)
    start = "above" if low.includes_cut else "from"
    end = "up_to" if band.includes_cut else "below"
    return voice.say("steps", f"{start}_{end}", low=below, high=high)


def _totals(voice: Voice, node: n.Table) -> list[Phrase] | None:
    """Return what each band comes to at its top, or None where a figure is not known yet."""
    marginal = node.kind is n.TableKind.MARGINAL
    total = low = Fraction(0)
    said = []
    for band in node.bands:
        rate = constant(voice, band.rate)
        entering = Fraction(0) if band.on_entering is None else constant(voice, band.on_entering)
        cut = None if band.cut is None else constant(voice, band.cut)
        if rate is None or entering is None or (band.cut is not None and cut is None):
            return None
        if cut is None:
            said.append(voice.say("steps", "no_top"))
            continue
        total = total + entering + rate * (cut - low) if marginal else entering + rate * cut
        low = cut
        kind = _kind_of_total(band)
        if kind is None:
            return None
        said.append(words(values.full_money(total, kind.currency)))
    return said


def _kind_of_total(band: n.Band) -> types.Money | None:
    if band.cut is not None and isinstance(band.cut.type, types.Money):
        rate = band.rate.type
        return band.cut.type if isinstance(rate, (types.Percent, types.Number)) else None
    rate = band.rate.type
    if isinstance(rate, types.Quotient) and isinstance(rate.numerator, types.Money):
        return rate.numerator
    return None


def constant(voice: Voice, node: e.Expr) -> Fraction | None:
    """Return the value of an expression that is a figure or a parameter with one value."""
    return known_figure(voice.agreement, node)


def known_figure(agreement: d.Agreement, node: e.Expr) -> Fraction | None:
    """Return the value of an expression that is a figure or a parameter with one value."""
    if isinstance(node, e.ParameterValue):
        parameter = agreement.get(node.parameter, d.Parameter)
        if len(parameter.values) != 1 or parameter.values[0].segments:
            return None
        return known_figure(agreement, parameter.values[0].value)
    if isinstance(node, e.Literal) and not isinstance(node.value, (str, bool)):
        return Fraction(node.value)
    return None


def jump(voice: Voice, node: n.Table) -> Phrase | None:
    """Return the largest change of the amount at a cut of a table at whole amount rates."""
    largest: Fraction | None = None
    currency: types.Money | None = None
    for band, following in zip(node.bands, node.bands[1:], strict=False):
        if band.cut is None or not isinstance(band.cut.type, types.Money):
            return None
        entering = [each.on_entering for each in (band, following)]
        parts = [band.cut, band.rate, following.rate, *(each for each in entering if each)]
        if any(constant(voice, part) is None for part in parts):
            return None
        cut, low, high = (constant(voice, part) or Fraction(0) for part in parts[:3])
        less, more = (constant(voice, each) if each else None for each in entering)
        currency = band.cut.type
        change = (high - low) * cut + (more or Fraction(0)) - (less or Fraction(0))
        largest = max(largest or Fraction(0), abs(change))
    if largest is None or currency is None:
        return None
    return words(values.money(largest, currency.currency))


def _points(voice: Voice, node: n.Table, what: Phrase) -> Rows:
    heads = [
        voice.say("steps", "what_falls", what=what),
        voice.say("steps", "result_head"),
    ]
    rows = [[noun(voice, p.at, None), noun(voice, p.gives, None)] for p in node.points]
    return heads, rows, "points_of"


def _names(voice: Voice, node: n.Table, what: Phrase) -> Rows:
    heads = [
        voice.say("steps", "what_falls", what=what),
        voice.say("steps", "result_head"),
    ]
    rows = []
    for row in node.rows:
        name = voice.say("steps", "otherwise")
        if row.name is not None:
            name = voice.value(row.name.replace("_", " "), row.id)
        rows.append([name, noun(voice, row.gives, None)])
    return heads, rows, "amounts_of"
