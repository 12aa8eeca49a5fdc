"""What a figure or a capitalised word is, and what its value is.

A piece that begins with a digit is taken whole and is then a number, a percentage, a date or a
period, or a mistake; nothing is left over to be read as something else.
"""

import contextlib
import datetime
import re
from fractions import Fraction
from typing import Final

from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.source import Span
from milestonelang.syntax import ast, problems
from milestonelang.syntax.tokens import Kind

MAX_WHOLE: Final = 18
MAX_DECIMALS: Final = 12

_FIGURE: Final = re.compile(r"([0-9]+(?:,[0-9]+)*)(?:\.([0-9]+))?(%?)")
_GROUPED: Final = re.compile(r"0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_SLASHED: Final = re.compile(r"[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4}")
_DOTTED: Final = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_QUARTER_OF: Final = re.compile(r"([0-9]{4})[-/]?[Qq]([1-4])")
_PERIOD: Final = re.compile(r"[0-9]{4}-(?:Q[1-4]|[0-9]{2})")
_SUFFIXED: Final = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)(%?)([A-Za-z_]\w*)")
_SCALES: Final = {
    "k": 1_000,
    "K": 1_000,
    "m": 1_000_000,
    "M": 1_000_000,
    "mn": 1_000_000,
    "bn": 1_000_000_000,
}
_MONTHS: Final = frozenset(month.value for month in ast.Month)
_QUARTER: Final = re.compile(r"Q[1-4]")
_CODE: Final = re.compile(r"[A-Z]{3}")
_CALENDAR: Final = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
_FINDING: Final = re.compile(r"MS[0-9]{4}")
_YEAR: Final = re.compile(r"FY[0-9]{4}")
_PREFIXED: Final = re.compile(r"([A-Z]{3})([0-9][0-9.,]*)")


def classify_number(piece: str, span: Span) -> Kind | Diagnostic:
    """Say what a piece that begins with a digit is, or what is wrong with it."""
    figure = _FIGURE.fullmatch(piece)
    if figure is not None:
        return _classify_figure(figure, span)
    date = _DATE.fullmatch(piece)
    if date is not None:
        return _classify_date(date, span)
    if _PERIOD.fullmatch(piece):
        if piece[5] != "Q" and not 1 <= int(piece[5:]) <= 12:
            return problems.not_a_date(span, piece, f"there is no month {int(piece[5:])}")
        return Kind.PERIOD if piece[:4] != "0000" else problems.not_a_date(span, piece, None)
    if re.fullmatch(r"[0-9]{4}-Q[0-9]+", piece):
        return problems.not_a_date(span, piece, f"there is no quarter {int(piece[6:])}")
    if _SLASHED.fullmatch(piece) or _DOTTED.fullmatch(piece):
        return problems.not_a_date(span, piece, _in_another_order(piece))
    quarter = _QUARTER_OF.fullmatch(piece)
    if quarter is not None:
        return problems.not_a_date(span, piece, f"write `{quarter[1]}-Q{quarter[2]}`")
    suffixed = _SUFFIXED.fullmatch(piece)
    if suffixed is None:
        return problems.not_a_number(span, piece, None)
    number, percent, suffix = suffixed.groups()
    if suffix in _SCALES and not percent:
        scaled = Fraction(number.replace(",", "")[:MAX_WHOLE]) * _SCALES[suffix]
        return problems.not_a_number(
            span, piece, format_number(scaled, 0) if scaled.denominator == 1 else None
        )
    if suffix in ("e", "E") or re.fullmatch(r"[eE][0-9]+", suffix):
        return problems.not_a_number(span, piece, None)
    return problems.space_missing(span, f"{number}{percent}", suffix)


def _classify_figure(figure: re.Match[str], span: Span) -> Kind | Diagnostic:
    whole, decimals, percent = figure.groups()
    if not _GROUPED.fullmatch(whole):
        digits = whole.replace(",", "")
        if "," in whole:
            readings = _groupings(whole)
            if decimals is None and re.fullmatch(r"[0-9]+,[0-9]{1,2}", whole):
                readings = (whole.replace(",", "."), *readings)  # a comma for the point
            return problems.wrong_grouping(
                span, figure.group(), tuple(reading + percent for reading in readings)
            )
        return problems.not_a_number(span, figure.group(), digits.lstrip("0") or "0")
    if len(whole.replace(",", "")) > MAX_WHOLE or len(decimals or "") > MAX_DECIMALS:
        return problems.number_too_long(span, MAX_WHOLE, MAX_DECIMALS)
    return Kind.PERCENT if percent else Kind.NUMBER


def _groupings(whole: str) -> tuple[str, ...]:
    digits = whole.replace(",", "").lstrip("0") or "0"
    if len(digits) > MAX_WHOLE:
        return ()
    found = [f"{int(digits):,}"]
    head, _, tail = whole.rpartition(",")
    if len(tail) > 3:
        # One digit too many at the end is as likely as a comma at the wrong place.
        found.append(f"{int(head.replace(',', '') + tail[:3]):,}")
    return tuple(dict.fromkeys(found))


def _in_another_order(piece: str) -> str | None:
    """Return how a day is written whose year stands last, in each order that it can have."""
    first, second, year = (int(part) for part in re.split(r"[./]", piece))
    orders = ((second, first),) if "." in piece else ((second, first), (first, second))
    found = []
    for month, day in dict.fromkeys(orders):
        with contextlib.suppress(ValueError):
            found.append(f"`{datetime.date(year, month, day).isoformat()}`")
    return f"write {' or '.join(found)}" if found else None


def _classify_date(date: re.Match[str], span: Span) -> Kind | Diagnostic:
    year, month, day = (int(part) for part in date.groups())
    if len(date.group()) != 10:
        reason = None
        if 1 <= month <= 12 and 1 <= day <= 31:
            reason = f"write `{year:04}-{month:02}-{day:02}`"
        return problems.not_a_date(span, date.group(), reason)
    if not 1 <= month <= 12:
        return problems.not_a_date(span, date.group(), f"there is no month {month}")
    try:
        datetime.date(year, month, day)
    except ValueError:
        return problems.not_a_date(span, date.group(), f"that month has no day {day}")
    return Kind.DATE


def classify_capital(piece: str, span: Span) -> Kind | Diagnostic:
    """Say what a word that is no plain lower-case word is, or what is wrong with it."""
    if piece in _MONTHS:
        return Kind.MONTH
    for pattern, kind in (
        (_QUARTER, Kind.QUARTER),
        (_YEAR, Kind.PERIOD),
        (_FINDING, Kind.FINDING),
        (_CODE, Kind.CODE),
        (_CALENDAR, Kind.CALENDAR),
    ):
        if pattern.fullmatch(piece):
            return kind
    prefixed = _PREFIXED.fullmatch(piece)
    if prefixed is not None:
        return problems.space_missing(span, *prefixed.groups())
    return Kind.STRANGE


def number(text: str) -> tuple[Fraction, int]:
    """Return the value of a number that `classify_number` let pass, and its count of decimals."""
    plain = text.rstrip("%").replace(",", "")
    return Fraction(plain), len(plain.partition(".")[2])


def format_number(value: Fraction, decimals: int) -> str:
    """Write a number with grouped thousands and at least *decimals* decimals, exactly."""
    sign = "-" if value < 0 else ""
    value = abs(value)
    places = decimals
    while (value * 10**places).denominator != 1 and places < MAX_DECIMALS + 8:
        places += 1
    scaled = int(value * 10**places)
    whole, rest = divmod(scaled, 10**places)
    return f"{sign}{whole:,}" + (f".{rest:0{places}}" if places else "")
