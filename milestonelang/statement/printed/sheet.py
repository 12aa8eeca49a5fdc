"""What every part of a printed statement shares: where it speaks from, and how figures are written.

In: the checked terms, the run, the statement that was drawn up from it and the agreement as a
document. Out: phrases, cells and tables. Promised: an amount is one that the statement has, written
by the locale; a text of the data is shown without what would change the text around it.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from milestonelang import records, types
from milestonelang.agreement import declarations as decl
from milestonelang.agreement.expressions import NodeId
from milestonelang.backends.documents import model, values
from milestonelang.backends.documents.fill_common import Scene
from milestonelang.backends.documents.languages import spoken
from milestonelang.backends.documents.tables import dense
from milestonelang.backends.documents.words import Part, Phrase, words
from milestonelang.backends.documents.words_terms import short_name
from milestonelang.data.model import Provenance
from milestonelang.outline.places import Role
from milestonelang.statement.basis import Basis
from milestonelang.statement.corrections import Reported
from milestonelang.statement.model import Evaluation, Figure, PeriodStatement


@records.frozen(eq=False)
class Sheet:
    """One statement while it is written.

    *basis* is what the period rests on, *before* the period before it, *said* the sentences of the
    agreement's document by their anchor, *heads* their run-in heads, *places* anchors by number,
    *corrections* what was reported again.
    """

    scene: Scene
    basis: Basis
    evaluation: Evaluation
    period: PeriodStatement
    before: PeriodStatement | None
    index: int
    said: Mapping[str, model.Item | model.Subclause]
    heads: Mapping[str, str]
    places: Mapping[str, str]
    labels: model.Labels
    corrections: tuple[Reported, ...]

    def say(self, macro: str, **parts: Part) -> Phrase:
        """Return what a sentence of the statement says."""
        return self.scene.voice.say("statement", macro, **parts)

    def title(self, macro: str, **parts: Part) -> str:
        """Return a head, a caption or a label."""
        return self.say(macro, **parts).text

    # ---- names

    def party(self, name: str) -> Phrase:
        """Return `Sales Partner`."""
        return words(short_name(name))

    def name(self, name: str) -> Phrase:
        """Return the title of what is declared as *name*; a party by its word."""
        declared = self.basis.agreement.declarations.get(name)
        if declared is None or isinstance(declared, decl.Party):
            return self.party(name)
        return words(declared.title or short_name(name))

    def subject(self, name: str) -> Phrase:
        """Return what a line of the statement speaks of: `company to partner` in words."""
        payer, to, payee = name.partition(" to ")
        if not to:
            return self.name(name)
        return self.say("way", payer=self.party(payer), payee=self.party(payee))

    def payable(self, name: str) -> Phrase:
        """Return the same within a sentence: `what is payable from Company to Partner`."""
        said = self.subject(name)
        return self.say("payable_way", way=said) if " to " in name else said

    @property
    def span(self) -> Phrase:
        """What a settlement period is called: `Quarter`."""
        return self.scene.voice.period()

    # ---- figures

    def cell(self, figure: Figure, currency: str = "") -> model.Inlines:
        """Return a figure in a table; without its currency where the caption names it."""
        match figure.type:
            case types.Money(own) if own == currency and isinstance(figure.value, Fraction):
                return (model.Text(values.full_amount(figure.value, own)),)
            case _:
                return self.figure(figure).inlines

    def figure(self, figure: Figure) -> Phrase:
        """Return a figure as it reads: `USD 67,143.09`, `84.5%`, `pending`."""
        match figure.value, figure.type:
            case None, _:
                return self.say("pending")
            case ((Fraction() as amount), types.Money(currency)):
                return words(values.full_money(amount, currency))
            case bool() as truth, _:
                return self.say("yes" if truth else "no")
            case str() as word, types.Text():
                return self.given(word)
            case value, type:
                return words(self.scene.voice.figure(value, type))

    def state(self, state: Figure) -> Phrase:
        """Return a state of the evaluator's: `overdue`."""
        if not isinstance(state.value, str):
            return self.figure(state)
        return self.say(state_macro(state.value))

    def given(self, text: str) -> Phrase:
        """Return a text of the data."""
        return words(shown(text))

    def day(self, day: date) -> Phrase:
        """Return `30 January 2027`."""
        return words(values.day(day.toordinal()))

    def weekday(self, day: date) -> Phrase:
        """Return `Saturday, 30 January 2027`."""
        named = self.say(_WEEKDAYS[day.weekday()])
        return self.say("weekday", weekday=named, day=self.day(day))

    def row_of(self, place: Provenance) -> Phrase:
        """Return `quarterly.csv, row 5`, the file without its folders."""
        file = self.given(short_file(place.file))
        if place.row is None:
            return file
        return self.say("in_row", file=file, row=words(values.number(place.row)))

    # ---- places of the agreement

    def clause(self, number: str) -> Phrase:
        """Return the numbers of places, `3.2(d), 6.2`, each a reference; empty for no place."""
        return self.say("numbers", items=self._numbers(number)) if number else Phrase()

    def _numbers(self, number: str) -> list[Phrase]:
        # `Schedule 1, 2` is one place.
        whole = spoken().part(number)
        parts = [whole] if whole in self.places else number.split(", ")
        return [
            Phrase(model.Reference(each, self.places[each])) if each in self.places else words(each)
            for each in parts
        ]

    def in_clause(self, number: str) -> Phrase:
        """Return `clause 3.2(d)` or `clauses 3.4, 4.4`; empty for no place."""
        if not number:
            return Phrase()
        numbers = self._numbers(number)
        said = self.scene.voice.both(numbers)
        if not number[:1].isdigit():
            return said
        return self.say("clause" if len(numbers) == 1 else "clauses", number=said)

    def head_of(self, node: int) -> str:
        """Return the run-in head of a node's sentence in the agreement: `Yearly maximum`."""
        place = self.scene.outline.find(NodeId(node))
        return "" if place is None else self.heads.get(place.anchor, "")

    def sentence(self, role: Role, node: int | None = None) -> model.Item | model.Subclause | None:
        """Return the sentence that the agreement has at a place, or None."""
        place = self.scene.outline.find(None if node is None else NodeId(node), role)
        return None if place is None else self.said.get(place.anchor)

    # ---- tables

    def column(
        self, macro: str, kind: model.ColumnKind = model.ColumnKind.TEXT, names_row: bool = False
    ) -> model.Column:
        """Return a column with its head."""
        return self.headed(self.title(macro), kind, names_row)

    def headed(
        self, head: str, kind: model.ColumnKind = model.ColumnKind.TEXT, names_row: bool = False
    ) -> model.Column:
        """Return a column of that head; figures stand under one another at their mark."""
        return model.Column(head, kind, names_row, values.decimal_mark())


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def state_macro(state: str) -> str:
    """Return which sentence says a state: `state_not_called`."""
    return f"state_{state.replace(' ', '_')}"


def short_file(name: str) -> str:
    """Return the name of a file without its folders."""
    return name.rpartition("/")[2].rpartition("\\")[2]


def shown(text: str) -> str:
    """Return a text of the data on one line, with what has no sign of its own written as its code.

    So a mark that turns the direction of writing cannot make an amount look like another.
    """
    return "".join(
        f"\\u{{{ord(sign):x}}}" if unicodedata.category(sign) in _UNSEEN else sign
        for sign in " ".join(text.split())
    )


def text(said: str) -> model.Inlines:
    """Return plain words of our own as a cell."""
    return (model.Text(said),) if said else ()


def table(
    caption: Phrase,
    anchor: str,
    columns: Sequence[model.Column],
    rows: Iterable[model.Row],
) -> tuple[model.Table, ...]:
    """Return a table without its empty columns, to be numbered later; nothing where it is empty."""
    found = tuple(rows)
    if not found:
        return ()
    return (dense(model.Table("?", caption.text, anchor, tuple(columns), found)),)
