"""What a language has beside its sentences: words for numbers, lengths of time and currencies.

In: the name of a language. Out: a `Language`; its sentences are the macros of its folder of
templates, which have the same names and fields in every language. `speaking` chooses one for
the documents that are filled inside its block. Promised: a language changes words, never figures.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from milestonelang import records
from milestonelang.types import Lapse, Unit

CENTS: Final = ("USD", "EUR", "CAD", "AUD", "NZD", "SGD", "HKD", "ZAR")


@records.frozen(eq=False)
class Language:
    """One language.

    *units* are the words for one, for many, and for many after a preposition; *parts* name a
    part of the document, which the outline numbers; *words* are the words of the evaluator.
    """

    name: str
    folder: str
    counts: tuple[str, ...]
    ordinal: Callable[[int], str]
    ordinal_digits: Callable[[int], str]
    units: Mapping[Unit, tuple[str, str, str]]
    points: tuple[str, str, str]
    cents: Mapping[str, str]
    currencies: Mapping[str, str]
    kinds: Mapping[str, str]
    words: Mapping[str, str]
    parts: Mapping[str, str]
    quotes: tuple[str, str]
    common: frozenset[str]

    def word(self, text: str) -> str:
        """Return a word of the evaluator as it reads here; a word that is none stays."""
        return self.words.get(text, text)

    def kind_of(self, title: str) -> str | None:
        """Return what is paid, where the title of a payment says so in its last word."""
        last = title.casefold().split()[-1:]
        ends = (kind for kind in self.kinds if last and last[0].endswith(kind))
        found = next(iter(sorted(ends, key=len, reverse=True)), None)
        whole = found is not None and (self.name == "de" or found == last[0])
        return self.kinds[found] if found is not None and whole else None

    def contract(self, title: str) -> str | None:
        """Return how a sentence calls a contract of this title; None for the usual word."""
        if self.name == "en":
            return title if "agreement" in title.lower() else None
        return title

    def part(self, label: str) -> str:
        """Return `Anlage 1` for the outline's `Schedule 1`."""
        first, gap, rest = label.partition(" ")
        return self.parts.get(first, first) + gap + rest


def language_of(text: str) -> Language | None:
    """Return the language that a text is written in, by its common words; None where none tells."""
    typed = text.casefold().split()
    counts = {each: sum(word in each.common for word in typed) for each in (ENGLISH, GERMAN)}
    best = max(counts, key=lambda each: counts[each])
    return best if sum(count == counts[best] for count in counts.values()) == 1 else None


def of_lapse(lapse: Lapse) -> Unit:
    """Return the unit that a length of time is counted in."""
    units = {Lapse.DAYS: Unit.DAY, Lapse.BUSINESS_DAYS: Unit.BUSINESS_DAY, Lapse.MONTHS: Unit.MONTH}
    return units[lapse]


_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = (
    *("", "first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)


def _digits(value: int) -> str:
    if value % 100 in (11, 12, 13):
        return f"{value}th"
    return f"{value}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th') }"


def _ordinal(value: int) -> str:
    return _ORDINALS[value] if 1 <= value <= 10 else _digits(value)


def _kinds() -> dict[str, str]:
    names = (
        *("bonus", "commission", "contribution", "credit", "fee", "incentive", "payment"),
        *("rebate", "refund", "reimbursement", "reward", "royalty", "salary", "share", "subsidy"),
    )
    return {name: name for name in names}


ENGLISH: Final = Language(
    name="en",
    folder="words",
    counts=_NUMBERS,
    ordinal=_ordinal,
    ordinal_digits=_digits,
    units={unit: (unit.value, f"{unit.value}s", f"{unit.value}s") for unit in Unit},
    points=("percentage point", "percentage points", "percentage points"),
    cents={**dict.fromkeys(CENTS, "cent"), "GBP": "penny"},
    currencies={
        "AUD": "Australian dollars",
        "CAD": "Canadian dollars",
        "CHF": "Swiss francs",
        "CNY": "Chinese yuan",
        "DKK": "Danish kroner",
        "EUR": "euros",
        "GBP": "pounds sterling",
        "HKD": "Hong Kong dollars",
        "INR": "Indian rupees",
        "JPY": "Japanese yen",
        "NOK": "Norwegian kroner",
        "NZD": "New Zealand dollars",
        "PLN": "Polish zloty",
        "SEK": "Swedish kronor",
        "SGD": "Singapore dollars",
        "USD": "US dollars",
        "ZAR": "South African rand",
    },
    kinds=_kinds(),
    words={},
    parts={},
    quotes=("“", "”"),
    common=frozenset({"the", "of", "and", "to", "in", "within", "by", "for", "is", "a"}),
)

GERMAN: Final = Language(
    name="de",
    folder="words_de",
    counts=("null", "1", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
    ordinal=lambda value: f"{value}.",
    ordinal_digits=lambda value: f"{value}.",
    units={
        Unit.DAY: ("Tag", "Tage", "Tagen"),
        Unit.BUSINESS_DAY: ("Geschäftstag", "Geschäftstage", "Geschäftstagen"),
        Unit.WEEK: ("Woche", "Wochen", "Wochen"),
        Unit.MONTH: ("Monat", "Monate", "Monaten"),
        Unit.QUARTER: ("Quartal", "Quartale", "Quartalen"),
        Unit.YEAR: ("Jahr", "Jahre", "Jahren"),
        Unit.PERIOD: ("Zeitraum", "Zeiträume", "Zeiträumen"),
        Unit.TERM: ("Laufzeit", "Laufzeiten", "Laufzeiten"),
    },
    points=("Prozentpunkt", "Prozentpunkte", "Prozentpunkten"),
    cents={**dict.fromkeys(CENTS, "Cent"), "GBP": "Penny"},
    currencies={
        "AUD": "australischen Dollar",
        "CAD": "kanadischen Dollar",
        "CHF": "Schweizer Franken",
        "CNY": "chinesischen Yuan",
        "DKK": "dänischen Kronen",
        "EUR": "Euro",
        "GBP": "Pfund Sterling",
        "HKD": "Hongkong-Dollar",
        "INR": "indischen Rupien",
        "JPY": "japanischen Yen",
        "NOK": "norwegischen Kronen",
        "NZD": "neuseeländischen Dollar",
        "PLN": "polnischen Zloty",
        "SEK": "schwedischen Kronen",
        "SGD": "Singapur-Dollar",
        "USD": "US-Dollar",
        "ZAR": "südafrikanischen Rand",
    },
    kinds={
        "bonus": "einen Bonus",
        "commission": "eine Provision",
        "contribution": "einen Beitrag",
        "credit": "eine Gutschrift",
        "fee": "eine Gebühr",
        "incentive": "eine Prämie",
        "payment": "einen Betrag",
        "rebate": "einen Rabatt",
        "refund": "eine Erstattung",
        "reimbursement": "eine Erstattung",
        "reward": "eine Prämie",
        "royalty": "eine Lizenzgebühr",
        "salary": "ein Gehalt",
        "share": "einen Anteil",
        "subsidy": "einen Zuschuss",
        "provision": "eine Provision",
        "beitrag": "einen Beitrag",
        "gutschrift": "eine Gutschrift",
        "gebühr": "eine Gebühr",
        "prämie": "eine Prämie",
        "zahlung": "einen Betrag",
        "rabatt": "einen Rabatt",
        "erstattung": "eine Erstattung",
        "gehalt": "ein Gehalt",
        "anteil": "einen Anteil",
        "zuschuss": "einen Zuschuss",
        "vergütung": "eine Vergütung",
    },
    words={
        "not reported": "nicht gemeldet",
        "true": "wahr",
        "false": "falsch",
        "unit": "Einheit",
        "open": "offen",
        "achieved": "erreicht",
        "missed": "verfehlt",
        "waived": "erlassen",
        "skipped": "übersprungen",
        "active": "aktiv",
        "inactive": "nicht aktiv",
        "not called": "nicht ausgelöst",
        "due": "fällig",
        "done": "erfüllt",
        "overdue": "überfällig",
        "cured": "geheilt",
        "exercised": "ausgeübt",
        "held": "einbehalten",
        "paid": "bezahlt",
        "unvested": "noch nicht erdient",
        "accrued": "aufgelaufen",
        "released": "ausgezahlt",
        "released at the end": "am Ende ausgezahlt",
        "forfeited": "verfallen",
        "vested": "erdient",
        "waiver": "Erlass",
        "extension": "Verlängerung",
        "notice": "Kündigung",
        "evidence": "Nachweis",
        "delivery": "Lieferung",
        "decision": "Entscheidung",
    },
    parts={"Table": "Tabelle", "Schedule": "Anlage", "Annex": "Anhang", "Index": "Verzeichnis"},
    quotes=("„", "“"),
    common=frozenset({"der", "die", "das", "und", "den", "dem", "von", "mit", "ist", "innerhalb"}),
)

LANGUAGES: Final = {language.name: language for language in (ENGLISH, GERMAN)}

_CHOSEN: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def spoken() -> Language:
    """Return the language that documents are filled in now."""
    return _CHOSEN.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Fill documents in *language*, until the block ends."""
    token = _CHOSEN.set(language)
    try:
        yield
    finally:
        _CHOSEN.reset(token)
