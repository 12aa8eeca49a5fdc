"""What can be wrong with one cell: one function for each code.

They know the column and what stands in the cell; whoever reads the row adds the place.
"""

import re
from collections.abc import Sequence

from milestonelang.data.problems import names, nearest, shown
from milestonelang.diagnostics.diagnostic import Diagnostic

NOT_REPORTED = "leave the cell empty if the figure is not reported"


def not_a_number(value: str, wanted: str, remedy: str) -> Diagnostic:
    """The cell is not a number as the language writes it."""
    return Diagnostic(code="MS0725", message=f"{shown(value)} is not {wanted}", help=remedy)


def wrong_thousands(value: str, remedy: str) -> Diagnostic:
    """Commas stand elsewhere than between groups of three digits."""
    return Diagnostic(
        code="MS0726",
        message=f"the commas in {shown(value)} do not part thousands",
        help=remedy,
    )


def percentage_without_sign(value: str, as_share: str | None) -> Diagnostic:
    """A percentage is written as a bare number; *as_share* is it as a part of one in percent."""
    remedy = f"write `{value}%`"
    if as_share is not None:
        remedy = f"write `{as_share}` if a part of one is meant, or `{value}%`"
    return Diagnostic(
        code="MS0727",
        message=f"{shown(value)} has no `%`, and a percentage carries its sign",
        help=remedy,
    )


def duration_without_unit(value: str, units: Sequence[str]) -> Diagnostic:
    """A duration is written as a bare number."""
    return Diagnostic(
        code="MS0728",
        message=f"{shown(value)} does not say of what unit of time",
        help=f"write `{value} {units[0]}`",
    )


def wrong_unit(value: str, found: str, allowed: Sequence[str]) -> Diagnostic:
    """A figure is written in a unit that the column does not have."""
    return Diagnostic(
        code="MS0728",
        message=f"{shown(value)} is in {shown(found)}; this column is in {names(allowed, 'or')}",
        help=f"write the figure in {names(allowed, 'or')}; nothing is converted unasked",
    )


def other_currency(value: str, found: str, currency: str) -> Diagnostic:
    """An amount is in another currency than its column."""
    return Diagnostic(
        code="MS0729",
        message=f"{shown(value)} is in {found}; this column is in {currency}",
        help=f"give the amount in {currency}; nothing is converted unasked",
    )


def currency_misplaced(value: str, currency: str, number: str) -> Diagnostic:
    """The currency stands after the amount, or as a sign."""
    return Diagnostic(
        code="MS0729",
        message=f"{shown(value)} does not write its currency as three letters before the amount",
        help=f"write `{currency} {number}` if {currency} is meant, or the bare number",
    )


def too_fine(value: str, places: int, whose: str) -> Diagnostic:
    """An amount has more decimals than its currency."""
    allowed = {0: "no decimals", 1: "1 decimal"}.get(places, f"{places} decimals")
    # A spreadsheet of another country groups its thousands with points.
    points = re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", value)
    grouped = f"write `{value.replace('.', '')}` if thousands are meant, or " if points else ""
    return Diagnostic(
        code="MS0730",
        message=f"{shown(value)} has more decimals than {whose}, which has {allowed}",
        help=f"{grouped}give the exact amount; nothing is rounded on reading",
    )


def out_of_range(value: str, low: str, high: str) -> Diagnostic:
    """A figure lies outside the range that the terms declare."""
    return Diagnostic(
        code="MS0731",
        message=f"{shown(value)} is not between {low} and {high}",
        help="the terms declare this range; check the figure, or change the range in the terms",
    )


def between_steps(value: str, step: str, below: str, above: str) -> Diagnostic:
    """A figure lies between the steps that the terms declare."""
    return Diagnostic(
        code="MS0732",
        message=f"{shown(value)} lies between the steps of {step} that the terms declare",
        help=f"the nearest are {below} and {above}; nothing is rounded on reading",
    )


def not_a_date(value: str, remedy: str) -> Diagnostic:
    """The cell is not a day."""
    return Diagnostic(code="MS0733", message=f"{shown(value)} is not a date", help=remedy)


def unknown_value(value: str, allowed: Sequence[str]) -> Diagnostic:
    """The cell is none of the values that its column may have."""
    guess = nearest(value, allowed)
    return Diagnostic(
        code="MS0734",
        message=f"{shown(value)} is none of {names(allowed)}",
        help=f"did you mean `{guess}`?" if guess else f"write {names(allowed, 'or')}",
    )


def blank_around(value: str) -> Diagnostic:
    """The cell begins or ends with a blank."""
    return Diagnostic(
        code="MS0735",
        message=f"{shown(value)} begins or ends with a blank",
        help=f"write {shown(value.strip())}",
    )


def unfit_character(value: str, character: str) -> Diagnostic:
    """A text holds a character that cannot be seen."""
    return Diagnostic(
        code="MS0736",
        message=f"{shown(value)} holds the character U+{ord(character):04X}, which cannot be seen",
        help="remove it: two values that look the same would not be the same"
        if character not in "\r\n"
        else "a text stands on one line; a quote may have been left open before it",
    )


def empty_cell(column: str, what: str) -> Diagnostic:
    """A cell that must not be empty is."""
    return Diagnostic(
        code="MS0737",
        message=f"`{column}` is empty",
        help=what,
    )


def not_whole(value: str, unit: str) -> Diagnostic:
    """A count of a whole unit has a fraction."""
    return Diagnostic(
        code="MS0738",
        message=f"{shown(value)} is not whole, and a {unit} is not divided",
        help=f"declare `unit {unit}, divisible` if parts of one count",
    )


# ---- periods


def not_a_period(value: str, unit: str, example: str, guess: str | None) -> Diagnostic:
    """The cell does not name a period of the file's frequency."""
    return Diagnostic(
        code="MS0745",
        message=f"{shown(value)} is not a {unit}",
        help=f"write `{guess}`" if guess else f"write a {unit} as `{example}`",
    )


def period_outside_term(value: str, unit: str, first: str, last: str) -> Diagnostic:
    """The period lies before or after the contract."""
    return Diagnostic(
        code="MS0746",
        message=f"the {unit} {shown(value)} is not among those of the contract, {first} to {last}",
        help="remove the row, or check the dates of the contract",
    )


# ---- events


def unknown_event_kind(value: str, kinds: Sequence[str], is_subject: bool) -> Diagnostic:
    """The column `event` does not name a kind of event."""
    guess = nearest(value, kinds)
    remedy = f"did you mean `{guess}`?" if guess else f"write one of {names(kinds, 'or')}"
    if is_subject:
        remedy = f"{shown(value)} is the subject: write `evidence` here and the name in `subject`"
    return Diagnostic(code="MS0750", message=f"{shown(value)} is not a kind of event", help=remedy)


def unknown_subject(value: str, candidates: Sequence[str], kind: str) -> Diagnostic:
    """The subject is not a declared name."""
    guess = nearest(value, candidates)
    if guess:
        remedy = f"did you mean `{guess}`?"
    elif candidates:
        remedy = f"a row of kind `{kind}` is about {names(candidates[:8], 'or')}"
    else:
        remedy = f"the terms declare nothing that a row of kind `{kind}` could be about"
    return Diagnostic(code="MS0751", message=f"the terms declare no {shown(value)}", help=remedy)


def wrong_subject(
    value: str, is_a: str, kind: str, wanted: str, candidates: Sequence[str]
) -> Diagnostic:
    """The subject is declared, but is nothing that this kind of event can be about."""
    remedy = f"it is about {wanted}"
    if candidates:
        remedy += f": {names(candidates[:8], 'or')}"
    return Diagnostic(
        code="MS0751",
        message=f"`{value}` is {is_a}, and a row of kind `{kind}` cannot be about it",
        help=remedy,
    )


def unknown_party(value: str, parties: Sequence[str]) -> Diagnostic:
    """The column `by` does not name a party."""
    guess = nearest(value, parties)
    return Diagnostic(
        code="MS0752",
        message=f"{shown(value)} is not a party",
        help=f"did you mean `{guess}`?" if guess else f"write {names(parties, 'or')}",
    )


def wrong_party(value: str, subject: str, verb: str, party: str) -> Diagnostic:
    """The event is for somebody else to report or decide."""
    return Diagnostic(
        code="MS0752",
        message=f"`{subject}` is {verb} by `{party}`, not by `{value}`",
        help=f"write `{party}` if the row is theirs; what others say about it does not count",
    )


def event_outside_term(value: str, before: bool, edge: str, kind: str) -> Diagnostic:
    """The event is dated before the contract or after all of it has ended."""
    where = (
        "before the contract, which begins on" if before else "after the contract, which ends on"
    )
    return Diagnostic(
        code="MS0753",
        message=f"the {kind} of {value} is dated {where} {edge}",
        help="check the year",
    )


def outcome_missing(subject: str, outcomes: Sequence[str]) -> Diagnostic:
    """The event has several outcomes, and the row does not say which."""
    return Diagnostic(
        code="MS0754",
        message=f"`{subject}` has the outcomes {names(outcomes)}, and the row does not say which",
        help=f"write `{subject} is {outcomes[0]}` as the subject",
    )


def unknown_outcome(subject: str, value: str, outcomes: Sequence[str]) -> Diagnostic:
    """The outcome is none that the event can have."""
    guess = nearest(value, outcomes)
    return Diagnostic(
        code="MS0754",
        message=f"{shown(value)} is no outcome of `{subject}`",
        help=f"did you mean `{subject} is {guess}`?"
        if guess
        else f"its outcomes are {names(outcomes)}",
    )
