"""The arithmetic between two steps of an illustration, where the words of the terms give it.

In: a payment, the exact results of a step and of the one before it. Out: rows that a reader can
add up or multiply with a pocket calculator. Promised: the rows of a step and the result before it
give its result exactly; where the terms do not say the figures themselves, there are no rows.
"""

from fractions import Fraction

from milestonelang import types
from milestonelang.agreement import declarations as d, expressions as e, lines as n
from milestonelang.backends.documents import model, values, words_tables
from milestonelang.backends.documents.fill_common import Scene
from milestonelang.backends.documents.words import Phrase, words
from milestonelang.backends.documents.words_expressions import noun
from milestonelang.outline.places import Role

Results = tuple[Fraction | None, ...]
Shown = tuple[int, Results]


def workings(
    scene: Scene, payment: d.Payment, before: Shown, shown: Shown
) -> tuple[model.Row, ...]:
    """Return the rows that lead from the results *before* to those *shown*, each by its node."""
    step = next((line for line in payment.steps if line.id == shown[0]), None)
    bases, results = _known(before[1]), _known(shown[1])
    if bases is None or results is None:
        return ()
    match step:
        case n.On() if before[0] == step.base.id:
            return _bands(scene, payment, step, bases, results)
        case n.Times():
            return _factor(scene, step, bases, results)
        case _:
            return ()


def _known(results: Results) -> tuple[Fraction, ...] | None:
    known = tuple(result for result in results if result is not None)
    return known if len(known) == len(results) else None


def _bands(
    scene: Scene,
    payment: d.Payment,
    step: n.On,
    bases: tuple[Fraction, ...],
    results: tuple[Fraction, ...],
) -> tuple[model.Row, ...]:
    """Return what each band gives on a running total, and what was found before."""
    voice, table = scene.voice, step.table
    if table.kind is not n.TableKind.MARGINAL or min(bases) < 0:
        return ()
    place = voice.reference(scene.outline.place(table.id, Role.TABLE))
    parts: list[tuple[Phrase, tuple[Fraction, ...]]] = []
    low, lower = Fraction(0), None
    for band in table.bands:
        rate = words_tables.constant(voice, band.rate)
        cut = None if band.cut is None else words_tables.constant(voice, band.cut)
        if rate is None or band.on_entering is not None or (band.cut is not None and cut is None):
            return ()
        tops = (base if cut is None else min(base, cut) for base in bases)
        gives = tuple(rate * max(top - low, Fraction(0)) for top in tops)
        said = voice.say(
            "schedules",
            "band_row",
            rate=noun(voice, band.rate, None),
            edges=words_tables.edges_of(voice, lower, band),
        )
        parts.append((said, gives))
        low, lower = (low if cut is None else cut), band
    totals = [sum(given) for given in zip(*(gives for _, gives in parts), strict=True)]
    earlier = tuple(result - total for result, total in zip(results, totals, strict=True))
    parts.append((voice.say("schedules", "before_row", span=voice.period()), earlier))
    currency = payment.type.currency if isinstance(payment.type, types.Money) else ""
    return tuple(
        model.Row((place.inlines, said.inlines, *(_amount(figure, currency) for figure in figures)))
        for said, figures in parts
        if any(figures)
    )


def _amount(figure: Fraction, currency: str) -> model.Inlines:
    text = values.full_amount(figure, currency) if currency else values.number(figure)
    return (model.Text(text),)


def _factor(
    scene: Scene, step: n.Times, bases: tuple[Fraction, ...], results: tuple[Fraction, ...]
) -> tuple[model.Row, ...]:
    """Return by what was multiplied; of a base of zero that cannot be told and need not."""
    if isinstance(step.factor, (e.Literal, e.ParameterValue)) or not any(bases):
        return ()
    voice, kind = scene.voice, step.factor.type
    if not isinstance(kind, (types.Percent, types.Number)):
        return ()
    cells = tuple(
        words(voice.figure(result / base, kind)).inlines if base else ()
        for base, result in zip(bases, results, strict=True)
    )
    return (model.Row(((), noun(voice, step.factor, None).capital().inlines, *cells)),)
