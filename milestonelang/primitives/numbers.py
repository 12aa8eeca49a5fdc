"""Exact numbers: reading, rounding and writing them.

Numbers are `Fraction`s. Text is read by our own rule: ASCII digits, at most 18 before and 12 after
the point, thousands in groups of three, no exponent. No binary floating point.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import assert_never

from milestonelang.types import RoundingMode

DIGITS_BEFORE = 18
DIGITS_AFTER = 12

_NUMBER = re.compile(r"(-?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?", re.ASCII)


def parse_number(text: str) -> Fraction | None:
    """Return the number that *text* writes, or None where it is not a number of the language."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, decimals = match[1], match[2].replace(",", ""), match[3] or ""
    if len(whole) > DIGITS_BEFORE or len(decimals) > DIGITS_AFTER:
        return None
    value = Fraction(int(whole + decimals), 10 ** len(decimals))
    return -value if sign else value


def decimals_of(text: str) -> int:
    """Return how many digits a number text has after its point."""
    return len(text.partition(".")[2])


def round_to(value: Fraction, unit: Fraction, mode: RoundingMode) -> Fraction:
    """Return *value* rounded to a multiple of *unit*. Half up sends a half away from zero."""
    # Whole numbers take a tenth of the time that fractions take, and this is done for every row.
    parts = value.denominator * unit.numerator
    whole, rest = divmod(abs(value.numerator) * unit.denominator, parts)
    match mode:
        case RoundingMode.HALF_UP:
            up = 2 * rest >= parts
        case RoundingMode.HALF_EVEN:
            up = 2 * rest > parts or (2 * rest == parts and whole % 2 == 1)
        case RoundingMode.UP:
            up = rest > 0
        case RoundingMode.DOWN:
            up = False
        case _:
            assert_never(mode)
    steps = whole + up if value >= 0 else -(whole + up)
    return Fraction(steps * unit.numerator, unit.denominator)


def cut_down(value: Fraction, unit: Fraction) -> Fraction:
    """Return *value* without what goes beyond a multiple of *unit* toward zero."""
    return round_to(value, unit, RoundingMode.DOWN)


def share_out(total: Fraction, weights: Sequence[Fraction], unit: Fraction) -> list[Fraction]:
    """Return *total* in proportion to *weights*: each cut down to *unit*, the rest to the first.

    Where all weights are zero everything goes to the first. The parts always add up to *total*.
    """
    whole = sum(weights, Fraction(0))
    if whole == 0:
        return [total] + [Fraction(0)] * (len(weights) - 1)
    parts = [cut_down(total * weight / whole, unit) for weight in weights]
    parts[0] += total - sum(parts, Fraction(0))
    return parts


def decimal_text(value: Fraction, places: int | None = None) -> str:
    """Return *value* as plain decimal text with a point, no separators, and no exponent.

    With *places* it has at least that many digits after the point. A value that no decimal can
    write is cut after six digits more and ends in `…`.
    """
    sign = "-" if value < 0 else ""
    value = abs(value)
    digits = _terminating_digits(value.denominator)
    if digits is None:
        shown = max(places or 0, 6)
        scaled = floor(value * 10**shown)
        return sign + _point(scaled, shown) + "…"
    shown = max(places or 0, digits)
    return sign + _point(int(value * 10**shown), shown)


def grouped(text: str) -> str:
    """Return a plain decimal text with commas between thousands."""
    sign = "-" if text.startswith("-") else ""
    whole, point, decimals = text.removeprefix("-").partition(".")
    tail = ""
    if whole.endswith("…"):
        whole, tail = whole[:-1], "…"
    return f"{sign}{int(whole):,}{tail}{point}{decimals}"


def _point(scaled: int, places: int) -> str:
    if places == 0:
        return str(scaled)
    text = str(scaled).rjust(places + 1, "0")
    return f"{text[:-places]}.{text[-places:]}"


def _terminating_digits(denominator: int) -> int | None:
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None
