"""Numbers in cells, and why something is not one.

The syntax is the language's own: ASCII digits, at most 18 before and 12 after the point, commas
between groups of three, no exponent. Everything is decided on text before any number is made.
"""

import re
from fractions import Fraction

from milestonelang.data import cell_problems as problems
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.primitives.numbers import DIGITS_AFTER, DIGITS_BEFORE, parse_number

_BARE = re.compile(r"(-?)([0-9]{1,18})(?:\.([0-9]{1,12}))?")
_POWERS = tuple(10**places for places in range(DIGITS_AFTER + 1))
# Only messages need these, so they are compiled when one is written.
_EXPONENT = r"[-+]?[0-9.,]+[eE][-+]?[0-9]+"
_WITH_COMMAS = r"-?[0-9]{1,40}(?:,[0-9]{0,40})+(?:\.[0-9]{1,40})?"
_EUROPEAN = r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})*|[0-9]{1,18}),[0-9]{1,12}"
_OTHER_GROUPS = r"-?[0-9]{1,3}(?:[ _'’\xa0\u202f][0-9]{3})+(?:\.[0-9]+)?"
_PLAIN = r"-?[0-9]+(?:\.[0-9]+)?"
_BARE_POINT = r"-?(?:\.([0-9]+)|([0-9]+)\.)"
_NOT_FIGURES = frozenset(
    [
        "nan",
        "-nan",
        "inf",
        "-inf",
        "+inf",
        "infinity",
        "-infinity",
        "+infinity",
        "n/a",
        "#n/a",
        "na",
        "null",
        "none",
        "nil",
        "-",
        "--",
        "?",
        "tbd",
    ]
)


def read_number(text: str) -> Fraction | None:
    """Return the number that *text* writes, or None where it is no number of the language."""
    match = _BARE.fullmatch(text)
    if match is None:
        return parse_number(text) if len(text) < 60 else None
    decimals = match[3]
    if decimals is None:
        value = int(match[2])
        return Fraction(-value if match[1] else value)
    scaled = int(match[2] + decimals)
    return Fraction(-scaled if match[1] else scaled, _POWERS[len(decimals)])


def no_number(text: str, wanted: str, whole: str | None = None) -> Diagnostic:
    """Return why *text* is not a number; *whole* is the cell it is part of."""
    cell = whole if whole is not None else text

    def instead(plain: str) -> str:
        # What stands around the number, as a sign or a currency, stays.
        return cell.replace(text, plain)

    if text.lower() in _NOT_FIGURES or text.startswith("#"):
        return problems.not_a_number(cell, wanted, problems.NOT_REPORTED)
    if any(character.isdigit() and not character.isascii() for character in text):
        return problems.not_a_number(cell, wanted, "write it with the digits 0 to 9")
    if re.fullmatch(_EXPONENT, text):
        return problems.not_a_number(cell, wanted, "write it in full, without an exponent")
    if text[:1] in "−–" and read_number("-" + text[1:]) is not None:
        return problems.not_a_number(
            cell, wanted, f"write `{instead('-' + text[1:])}`, with a plain minus"
        )
    if text.startswith("+") and read_number(text[1:]) is not None:
        return problems.not_a_number(cell, wanted, f"write `{instead(text[1:])}`")
    if text.startswith("(") and text.endswith(")") and read_number(text[1:-1]) is not None:
        return problems.not_a_number(cell, wanted, f"write `{instead('-' + text[1:-1])}`")
    if "," in text and (found := _comma_problem(text, cell, wanted)):
        return found
    if re.fullmatch(_OTHER_GROUPS, text):
        plain = re.sub(r"[^0-9.-]", ",", text)
        return problems.not_a_number(cell, wanted, f"write `{instead(plain)}`")
    if re.fullmatch(_PLAIN, text):
        return problems.not_a_number(
            cell,
            wanted,
            f"at most {DIGITS_BEFORE} digits stand before the point and {DIGITS_AFTER} after it",
        )
    if match := re.fullmatch(_BARE_POINT, text):
        sign = "-" if text.startswith("-") else ""
        plain = f"{sign}0.{match[1]}" if match[1] else f"{sign}{match[2]}"
        return problems.not_a_number(cell, wanted, f"write `{instead(plain)}`")
    return problems.not_a_number(cell, wanted, "write digits, with a point before the decimals")


def _comma_problem(text: str, cell: str, wanted: str) -> Diagnostic | None:
    if re.fullmatch(_EUROPEAN, text) and ("." in text or len(text.rpartition(",")[2]) != 3):
        plain = cell.replace(text, text.replace(".", "").replace(",", "."))
        return problems.not_a_number(
            cell, wanted, f"decimals follow a point: write `{plain}` if that is meant"
        )
    if re.fullmatch(_WITH_COMMAS, text):
        whole, point, decimals = text.replace(",", "").partition(".")
        sign = "-" if whole.startswith("-") else ""
        digits = whole.lstrip("-").lstrip("0") or "0"
        plain = cell.replace(text, f"{sign}{_grouped(digits)}{point}{decimals}")
        return problems.wrong_thousands(
            cell, f"write `{plain}` if that is meant, or no commas at all"
        )
    return None


def _grouped(digits: str) -> str:
    first = len(digits) % 3 or 3
    parts = [digits[:first]] + [digits[at : at + 3] for at in range(first, len(digits), 3)]
    return ",".join(parts)
