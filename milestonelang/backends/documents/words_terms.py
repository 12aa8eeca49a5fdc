"""The voice of one document: its terms, figures and references as phrases.

In: an agreement and its outline. Out: `Voice`, which every family of sentences speaks through. It
knows the name of everything declared, how a period is called, and how a place is referred to from
where the reader stands.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction

from milestonelang import types
from milestonelang.agreement import declarations as d, expressions as e
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.languages import language_of, speaking, spoken
from milestonelang.backends.documents.words import Part, Phrase, Speaker, words
from milestonelang.outline.places import Kind, Outline, Place, Role
from milestonelang.types import Unit

_TYPED_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w|s?\s)")


def term_anchor(name: str) -> str:
    """Return the anchor of the definition of what is declared as *name*."""
    return f"term-{name}"


def short_name(name: str) -> str:
    """Return `Sales Partner` for `sales_partner`: the word by which a party is called."""
    return " ".join(part.capitalize() for part in name.replace(".", "_").split("_"))


class Voice:
    """Says what the documents of one agreement say."""

    def __init__(self, agreement: d.Agreement, outline: Outline, speaker: Speaker) -> None:
        self.agreement = agreement
        self.outline = outline
        self._speaker = speaker
        self._defined: set[str] = set()

    def say(self, family: str, macro: str, **parts: Part) -> Phrase:
        """Return what a macro says."""
        return self._speaker.say(family, macro, **parts)

    # ---- terms

    def term(self, name: str) -> Phrase:
        """Return the defined term of a declaration, linked to its definition."""
        declared = self.agreement.declarations[name]
        if isinstance(declared, d.Party):
            return Phrase(model.Term(short_name(name), term_anchor(name)))
        if isinstance(declared, (d.Clause, d.ScheduleTable, d.Limit, d.Exit, d.Guarantee)):
            return self.reference(self.outline.place(declared.id))
        if isinstance(declared, d.CountUnit):
            return words(declared.title or name.replace("_", " "))
        return Phrase(model.Term(declared.title, term_anchor(name)))

    def definition(self, name: str) -> Phrase:
        """Return the definition of a declaration's term; it has its place once."""
        declared = self.agreement.declarations[name]
        text = short_name(name) if isinstance(declared, d.Party) else declared.title
        return self.define(text, term_anchor(name))

    def define(self, text: str, anchor: str) -> Phrase:
        """Return the definition of a term, or its use where it has been defined before."""
        if anchor in self._defined:
            return Phrase(model.Term(text, anchor))
        self._defined.add(anchor)
        return Phrase(model.Definition(text, anchor, *spoken().quotes))

    def meaning(self, declared: d.Declared) -> Phrase:
        """Return what `means` says of a declaration, as a sentence; nothing where it is silent."""
        if not declared.means:
            return Phrase()
        term = words(declared.title)
        if self.is_defined(term_anchor(declared.name)):
            term = self.term(declared.name)
        return self.say("general", "meaning", term=term, means=self.text(declared.means))

    def is_defined(self, anchor: str) -> bool:
        """Return whether the term has been defined by what was said so far."""
        return anchor in self._defined

    def special(self, name: str, anchor: str, **parts: Part) -> Phrase:
        """Return the use of a term that no declaration makes; *name* is its macro."""
        return _each_form(self.say("terms", name, **parts), lambda text: model.Term(text, anchor))

    def define_special(self, name: str, anchor: str, **parts: Part) -> Phrase:
        """Return the definition of such a term, or its use where it has been defined before."""
        return self.define(self.say("terms", name, **parts).text, anchor)

    def says(self, name: str, kind: str) -> bool:
        """Return whether a title ends with the word for what it is, so that none stands before."""
        title = self.agreement.declarations[name].title.casefold()
        return title.endswith((kind, spoken().word(kind).casefold()))

    @property
    def settled(self) -> Unit:
        """The unit of the settlement period."""
        return self.agreement.contract.settled

    def period(self, unit: Unit = Unit.PERIOD, many: bool = False) -> Phrase:
        """Return the term of a period: `Quarter`, `Contract Years`, `Term`."""
        unit = self.settled if unit is Unit.PERIOD else unit
        name = f"{unit.value}s" if many else unit.value
        return self.special(name, term_anchor(f"period.{unit.value}"))

    def period_name(self, unit: Unit, many: bool = False) -> Phrase:
        """Return the words for a period without a link."""
        return self.say("terms", f"{unit.value}s" if many else unit.value)

    def periods(self, number: int, unit: Unit = Unit.PERIOD) -> Phrase:
        """Return `two Quarters`."""
        return words(values.count(number) + " ") + self.period(unit, many=number != 1)

    @property
    def entitlement(self) -> Phrase:
        """The term for what a payment's steps, triggers and rounding give."""
        return self.special("entitlement", "term-entitlement")

    # ---- figures

    def value(self, text: str, node: int) -> Phrase:
        """Return a figure of the agreement with the node it comes from."""
        return Phrase(model.Value(text, node))

    def declined(self, one: str, oblique: str, node: int | None) -> Phrase:
        """Return a figure that reads otherwise after a preposition: `30 Tage`, `30 Tagen`."""
        made, after = (
            model.Text(text) if node is None else model.Value(text, node) for text in (one, oblique)
        )
        return Phrase(made, forms={"dat": (after,)} if one != oblique else None)

    def literal(self, node: e.Literal) -> Phrase:
        """Return a literal as it reads."""
        if isinstance(node.type, types.Duration):
            value = Fraction(node.value)
            return self.declined(
                values.duration(value, node.type.lapse),
                values.duration(value, node.type.lapse, oblique=True),
                node.id,
            )
        return self.value(self.figure(node.value, node.type), node.id)

    def figure(self, value: Fraction | int | bool | str | None, type: types.Type) -> str:
        """Return a value of a type as it reads."""
        match value, type:
            case None, _:
                return spoken().word("not reported")
            case bool(), _:
                return spoken().word("true" if value else "false")
            case str(), _:
                return value.replace("_", " ")
            case _, types.Date():
                return values.day(int(value))
            case _, types.Money(currency):
                return values.money(Fraction(value), currency)
            case _, types.Percent():
                return values.percent(Fraction(value))
            case _, types.Count(unit):
                return f"{values.number(value)}{values.NBSP}{self.unit_word(unit, value != 1)}"
            case _, types.Duration(lapse):
                return values.duration(Fraction(value), lapse)
            case _, types.Quotient(numerator, denominator):
                above = self.figure(value, numerator)
                one = words(self._one_of(denominator))
                return self.say("terms", "for_each", amount=words(above), one=one).text
            case _, types.PeriodType():
                return values.number(value)
            case _:
                return values.number(value)

    def unit_word(self, unit: str, many: bool) -> str:
        """Return `customers`."""
        found = self.agreement.declarations.get(unit)
        if isinstance(found, d.CountUnit) and found.title:
            return found.title  # a sign, which has no plural
        if not many:
            return unit.replace("_", " ")
        plural = found.plural if isinstance(found, d.CountUnit) else f"{unit}s"
        return plural.replace("_", " ")

    def _one_of(self, type: types.Type) -> str:
        match type:
            case types.Count(unit):
                return self.unit_word(unit, many=False)
            case types.Money(currency):
                return values.money(Fraction(1), currency)
            case types.Duration(lapse):
                return values.duration(Fraction(1), lapse).split(values.NBSP, 1)[1]
            case _:
                return spoken().word("unit")

    def span(self, number: int, unit: Unit, node: int) -> Phrase:
        """Return `30 days`; settlement periods as counted terms: `two Quarters`."""
        if unit is Unit.PERIOD:
            return self.counted(number, unit, node)
        return self.length(number, unit, node)

    def length(self, number: int, unit: Unit, node: int | None) -> Phrase:
        """Return `30 days`, also of settlement periods that are counted as plain words."""
        oblique = values.span(number, unit, oblique=True)
        return self.declined(values.span(number, unit), oblique, node)

    def counted(self, number: int, unit: Unit, node: int) -> Phrase:
        """Return `two Quarters` with its number tagged."""
        return (
            self.value(values.count(number), node)
            + words(" ")
            + self.period(unit, many=number != 1)
        )

    # ---- texts

    def text(self, parts: d.Words) -> Phrase:
        """Return an author's text; mentions print as what they name."""
        said = Phrase()
        with self._in_language_of(parts):
            for part in parts:
                if isinstance(part, str):
                    said += words(_TYPED_APOSTROPHE.sub("’", part))
                else:
                    said += self.mention(part.name)
        return said

    @contextmanager
    def _in_language_of(self, parts: d.Words) -> Iterator[None]:
        """Say lengths of time and lists inside an author's text as the author writes."""
        typed = " ".join(part for part in parts if isinstance(part, str))
        written = language_of(typed) or spoken()
        if written is spoken():
            yield
            return
        own, self._speaker = self._speaker, self._speaker.other(written)
        try:
            with speaking(written):
                yield
        finally:
            self._speaker = own

    def mention(self, name: str) -> Phrase:
        """Return what `{name}` prints: a parameter its value, anything else its term."""
        declared = self.agreement.declarations[name]
        if isinstance(declared, d.Parameter):
            return self.parameter(declared)
        return self.term(name)

    def parameter(self, parameter: d.Parameter) -> Phrase:
        """Return a parameter's one value, or its term where it has several."""
        if parameter.texts:
            said = [self.value(text, parameter.id) for text in parameter.texts]
            return self.both(said)
        only = parameter.values[0] if len(parameter.values) == 1 else None
        if only is None or not isinstance(only.value, e.Literal) or only.segments:
            return self.term(parameter.name)
        return self.literal(only.value)

    # ---- lists

    def both(self, items: Sequence[Phrase]) -> Phrase:
        """Return `a, b and c`."""
        if len(items) == 1:
            return items[0]
        return self.say("grammar", "both", items=items[:-1], last=items[-1])

    def either(self, items: Sequence[Phrase]) -> Phrase:
        """Return `a, b or c`."""
        if len(items) == 1:
            return items[0]
        return self.say("grammar", "either", items=items[:-1], last=items[-1])

    def ending(self, items: Iterable[Phrase], joiner: str = "and") -> list[Phrase]:
        """Return items of a list as they end: `a;` `b; and` `c.`"""
        said = list(items)
        if not said:
            return []
        ends = ["item"] * len(said)
        if len(said) > 1:
            ends[-2] = f"item_{joiner}"
        ends[-1:] = ["item_last"]
        return [self.say("grammar", end, text=text) for end, text in zip(ends, said, strict=True)]

    # ---- references

    def reference(self, place: Place, within: Place | None = None) -> Phrase:
        """Return `clause 3.2(d)`, or `step (c)` where the reader stands in the same steps."""
        if place.kind is Kind.STEP and within is not None and _same_clause(place, within):
            said = self.say("grammar", "step", label=words(place.label))
        elif place.kind in (Kind.CLAUSE, Kind.SUBCLAUSE, Kind.ITEM, Kind.STEP) and (
            place.number[:1].isdigit()
        ):
            said = self.say("grammar", "clause", number=words(place.number))
        else:
            said = words(place.number)
        return Phrase(model.Reference(said.text, place.anchor))

    def clauses(self, places: Sequence[Place]) -> Phrase:
        """Return `clauses 3, 4 and 6.2`, each number a link."""
        if len(places) == 1:
            return self.reference(places[0])
        numbers = [Phrase(model.Reference(place.number, place.anchor)) for place in places]
        return self.say("grammar", "clauses", number=self.both(numbers))

    def clause_of(self, name: str) -> Phrase:
        """Return the reference to where a declaration is printed."""
        return self.reference(self.outline.place(self.agreement.declarations[name].id))

    def at(self, role: Role) -> Phrase:
        """Return the reference to a place of the whole agreement."""
        return self.reference(self.outline.place(None, role))


def _each_form(said: Phrase, made: Callable[[str], model.Inline]) -> Phrase:
    """Return a noun with each of its forms as an inline."""

    def inlines(of: model.Inlines) -> model.Inlines:
        return (made("".join(inline.text for inline in of)),)

    forms = {name: form if name == "gender" else inlines(form) for name, form in said.forms.items()}
    return Phrase(*inlines(said.inlines), forms=forms)


def _same_clause(place: Place, other: Place) -> bool:
    return place.number.partition("(")[0] == other.number.partition("(")[0]
