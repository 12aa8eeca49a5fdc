"""The first page of a redline: what changes in terms and in money, in the words of a language.

In: `Differences` and whoever speaks. Out: a `Cover`. Promised: its sentences are those of the
templates; amounts are those of the two statements, written by the locale; a line of the terms
stands as the terms have it.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import assert_never

from milestonelang import types
from milestonelang.agreement import declarations as decl
from milestonelang.backends.documents import values
from milestonelang.backends.documents.languages import spoken
from milestonelang.backends.documents.redline.cover import Amounts, Cover, Entry
from milestonelang.backends.documents.words import Part, Phrase, Speaker, words
from milestonelang.backends.documents.words_terms import Voice
from milestonelang.comparison.model import Became, Change, Difference, Named
from milestonelang.comparison.money import PAYABLE, Parting, Side
from milestonelang.comparison.words import HOLE, Saying, narrowed
from milestonelang.driver.comparing.diff import Differences, data_names
from milestonelang.driver.comparing.fitted_data import Unknown
from milestonelang.driver.comparing.parting import Case, Search
from milestonelang.ir import Exact
from milestonelang.outline.outline import outline
from milestonelang.statement.model import Figure


def cover_of(found: Differences, speaker: Speaker) -> Cover:
    """Return the first page, in the language that is spoken and as its locale writes."""
    return _Writing(found, speaker).cover()


class _Writing:
    """Writes one first page."""

    def __init__(self, found: Differences, speaker: Speaker) -> None:
        self.found = found
        agreement = found.new.require()
        self.voice = Voice(agreement, outline(agreement, spoken().part), speaker)

    def say(self, macro: str, **parts: Part) -> Phrase:
        return self.voice.say("redline", macro, **parts)

    def cover(self) -> Cover:
        before, after = self._names()
        changes = self.found.terms.changes
        sides = () if self.found.money is None else self.found.money.sides
        return Cover(
            self.say("title", before=before, after=after).text,
            self.say("legend").text,
            tuple(Entry(self._head(each).text, self._lines(each)) for each in changes),
            tuple(self._amounts(side) for side in sides),
            tuple(said.text for said in self._notes()),
            (self.say("moved_here").text, self.say("moved_away").text),
        )

    def _names(self) -> tuple[Phrase, Phrase]:
        """Return what both versions are called: the file, and what tells two of one name apart."""
        versions = (self.found.old, self.found.new)
        files = [Path(each.terms.name).name for each in versions]
        if files[0] != files[1]:
            return _plain(files[0]), _plain(files[1])
        named = [each.require().contract.version or "" for each in versions]
        macro = "file_version"
        if named[0] == named[1] or not all(named):
            macro = "file_hash"
            named = [sha256(each.terms.text.encode()).hexdigest()[:8] for each in versions]
        before, after = (self.say(macro, file=_plain(files[0]), which=words(e)) for e in named)
        return before, after

    def _notes(self) -> Iterator[Phrase]:
        found = self.found
        if found.terms.is_same:
            yield self.say("same_text" if found.terms.same_text else "same_terms")
        if found.money is not None:
            if found.money.is_same:
                yield self.say("same_money", on=self._on())
            elif found.money.parting is not None:
                yield self._parting(found.money.parting)
            for file, names in zip(self._names(), found.left_out, strict=True):
                if names:
                    unknown = self.voice.both([self._unknown(each) for each in names])
                    yield self.say("left_out", file=file, names=unknown)
        if found.search is not None:
            yield self._search(found.search)

    def _unknown(self, thing: Unknown) -> Phrase:
        name, file = words(thing.name), words(thing.file)
        if not thing.file:
            return name
        if not thing.rows:
            return self.say("unknown_column", name=name, file=file)
        macro = "unknown_row" if thing.rows == 1 else "unknown_rows"
        return self.say(macro, name=name, file=file, number=words(values.number(thing.rows)))

    # ---- terms

    def _head(self, change: Change) -> Phrase:
        known = change.after or change.before
        assert known is not None, "a change is one of something"
        said = words(known.title or known.name)
        place = self._pair(_clause(change.before), _clause(change.after))
        if place is not None:
            said = self.say("head", title=said, place=place)
        match change.became:
            case Became.ADDED | Became.REMOVED:
                kind = self.say(f"kind_{change.kind}")
                return self.say(f"head_{change.became.value}", head=said, kind=kind)
            case Became.CHANGED | Became.MOVED:
                return self.say("head_moved", head=said) if change.is_moved else said
            case _:
                assert_never(change.became)

    def _lines(self, change: Change) -> tuple[str, ...]:
        return tuple(said.text for said in self._said(change))

    def _said(self, change: Change) -> Iterator[Phrase]:
        before, after = change.before, change.after
        if before is not None and after is not None:
            if change.is_renamed:
                names = (_plain(before.name), _plain(after.name))
                yield self.say("renamed", before=names[0], after=names[1])
            if change.is_retitled:
                yield self.say("retitled", before=words(before.title), after=words(after.title))
            if change.is_moved and not change.lines and not change.is_renamed:
                yield self.say("same_elsewhere")
        is_whole = change.became in (Became.ADDED, Became.REMOVED)
        own = (_clause(before), _clause(after))
        for line in change.lines:
            said = _plain(line.narrowed) if is_whole else self._line(line)
            known = line.clauses in (own, (own[0], ""), ("", own[1]))
            place = None if known else self._pair(*line.clauses)
            yield said if place is None else self.say("line_at", place=place, line=said)
        if not (change.lines or change.is_renamed or change.is_retitled or change.is_moved):
            yield self.say("same_lines")

    def _line(self, line: Difference) -> Phrase:
        said = _plain(line.narrowed)
        match line.became:
            case Became.CHANGED:
                if line.before is None or line.after is None:
                    return said
                return _plain(narrowed(line.before, line.after, self._saying()))
            case Became.ADDED:
                return self.say("line_added", line=said)
            case Became.REMOVED:
                return self.say("line_removed", line=said)
            case Became.MOVED:
                return self.say("line_reordered", line=said)
            case _:
                assert_never(line.became)

    def _saying(self) -> Saying:
        hole = words(HOLE)
        return Saying(
            self.say("words_quoted", text=hole).text,
            self.say("words_added", text=hole).text,
            self.say("words_removed", text=hole).text,
        )

    def _pair(self, before: str, after: str) -> Phrase | None:
        """Return where something stands, or stood and stands; None for what has no place."""
        if not before and not after:
            return None
        place = self._place(before or after)
        if before and after and before != after:
            return self.say("turned", before=place, after=_plain(spoken().part(after)))
        return self._place(after or before)

    def _place(self, number: str) -> Phrase:
        """Return `clause 3.2(d)`; other places say what they are."""
        if number[:1].isdigit():
            return self.say("clause", number=words(number))
        return words(spoken().part(number))

    # ---- money

    def _on(self) -> Phrase:
        names = [_plain(name) for name in data_names(self.found)]
        return self.say("on", files=names) if names else self.say("no_data")

    def _amounts(self, side: Side) -> Amounts:
        type = next(e.type for row in side.rows for e in (row.before, row.after) if e is not None)
        rows: list[tuple[str, ...]] = [
            (
                row.period,
                self._cell(row.before),
                self._cell(row.after),
                self._signed(row.difference, type),
            )
            for row in side.rows
        ]
        has_total = len(side.without) < len(side.rows)
        if has_total:
            before, after, difference = side.total
            without = self._listed([words(label) for label in side.without])
            said = self.say("total_without", labels=without) if side.without else self.say("total")
            sums = (self._cell(Figure(each, type)) for each in (before, after))
            rows.append((said.text, *sums, self._signed(difference, type)))
        heads = ("before_head", "after_head", "difference_head")
        return Amounts(
            self._caption(side, type).text,
            ("", *(self.say(each).text for each in heads)),
            tuple(rows),
            has_total,
        )

    def _caption(self, side: Side, type: types.Type) -> Phrase:
        parts = {
            "title": self._subject(side.subject) if " to " in side.subject else words(side.title),
            "what": self.say("payable" if side.what == PAYABLE else "entitled"),
            "on": self._on(),
        }
        if isinstance(type, types.Money):
            return self.say("caption_in", unit=words(type.currency), **parts)
        return self.say("caption", **parts)

    def _cell(self, figure: Figure | None) -> str:
        if figure is None:
            return self.say("nil").text
        match figure.value, figure.type:
            case Fraction() as amount, types.Money(currency):
                return values.full_amount(amount, currency)
            case _:
                return self._figure(figure.value, figure.type).text

    def _signed(self, amount: Fraction | None, type: types.Type) -> str:
        if amount is None:
            return self.say("nil").text
        sign = "+" if amount > 0 else values.MINUS if amount < 0 else ""
        return sign + self._cell(Figure(abs(amount), type))

    def _parting(self, parting: Parting) -> Phrase:
        sides = []
        for number, line, amount in zip(
            parting.clauses, parting.words, parting.amounts, strict=True
        ):
            known = [self._place(number)] if number else []
            known += [_plain(line)] if line else []
            said = self._listed(known) if known else None
            shown = self.say("nil") if amount is None else self._figure(amount.value, amount.type)
            if parting.before_set_off:
                shown = self.say("before_set_off", amount=shown)
            sides.append(shown if said is None else self.say("parted", line=said, amount=shown))
        period, title = words(parting.period), words(parting.title)
        return self.say("parts_first", period=period, title=title, before=sides[0], after=sides[1])

    # ---- where they part

    def _search(self, search: Search) -> Phrase:
        if search.case is None:
            return self.say("tried", number=words(values.number(search.runs)))
        return self.say("case", items=list(self._case(search.case)))

    def _case(self, case: Case) -> Iterator[Phrase]:
        for name, given in case.figures:
            said = [
                self.say("case_figure", figure=self._value(name, value), period=words(period))
                for value, period in zip(given, case.periods, strict=True)
            ]
            figures = self.voice.both(said)
            yield self.say("case_figures", title=self._title(name), figures=figures)
        for name, day in case.events:
            said_day = words(values.day(day))
            yield self.say("case_event", title=self._title(name), day=said_day)
        if case.usual:
            usual = [self._named(name, value) for name, value in case.usual]
            yield self.say("case_usual", figures=self.voice.both(usual))
        for owed in case.owed:
            before, after = (self._owed(owed.subject, e) for e in (owed.before, owed.after))
            subject, period = self._subject(owed.subject), words(case.period)
            yield self.say("case_owed", subject=subject, period=period, before=before, after=after)
        if case.edge is not None:
            yield self.say("case_edge", figure=self._named(*case.edge))

    def _named(self, name: str, value: Exact) -> Phrase:
        return self.say("case_named", title=self._title(name), figure=self._value(name, value))

    # ---- names and figures

    def _declared(self, name: str) -> decl.Declaration | None:
        for each in (self.found.new, self.found.old):
            declared = each.require().declarations.get(name)
            if declared is not None:
                return declared
        return None

    def _title(self, name: str) -> Phrase:
        declared = self._declared(name)
        if declared is None or isinstance(declared, decl.Party) or not declared.title:
            return words(name.rpartition(".")[2].replace("_", " ").title())
        return words(declared.title)

    def _subject(self, subject: str) -> Phrase:
        payer, to, payee = subject.partition(" to ")
        if not to:
            return self._title(subject)
        return self.say("way", payer=self._title(payer), payee=self._title(payee))

    def _value(self, name: str, value: Exact) -> Phrase:
        declared = self._declared(name)
        if isinstance(declared, decl.Metric | decl.Parameter):
            return self._figure(value, declared.type)
        return _plain(str(value))

    def _owed(self, subject: str, value: Exact | None) -> Phrase:
        declared = self._declared(subject)
        type: types.Type = types.Money(self.found.new.require().contract.currency)
        return self._figure(value, declared.type if isinstance(declared, decl.Payment) else type)

    def _figure(self, value: Exact | None, type: types.Type) -> Phrase:
        match value, type:
            case None, _:
                return self.say("pending")
            case Fraction() as amount, types.Money(currency):
                return words(values.full_money(amount, currency))
            case _:
                return words(self.voice.figure(value, type))

    def _listed(self, items: Sequence[Phrase]) -> Phrase:
        return self.say("on", files=items)


def _plain(text: str) -> Phrase:
    """Return words of the terms or a name of a file; a mark of code is none on a page."""
    return words(text.replace("`", ""))


def _clause(named: Named | None) -> str:
    return "" if named is None else named.clause
