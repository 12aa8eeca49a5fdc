"""What corrections change, as data: differences of earlier periods, line by line.

Amounts are exact. The changes of a difference add up to it.
"""

from datetime import date

from milestonelang import records
from milestonelang.statement.figure import Figure


@records.frozen
class ChangeLine:
    """One line of an amount of an earlier period that gives something else than before.

    *name* is the payment, milestone, exit or party whose line it is, *what* the kind of line:
    `line` (of a payment: *was* and *now* are what it adds or, below zero, takes away), `base` (what
    a table is applied to, which adds nothing by itself), `held`, `released`, `entitled`, …, or
    `stated` (what a ledger has otherwise). *amount* is its part of the difference.
    """

    name: str
    title: str
    what: str
    clause: str
    words: str
    was: Figure
    now: Figure
    amount: Figure


@records.frozen
class RestatedLine:
    """What a correction changes in an amount of an earlier period, booked in this one.

    *subject* is a direction (`company to partner`), a payment (payable before set-off) or a
    milestone; *original* the period that the difference belongs to; *reported_on* the day of the
    correction, the last one where there are several, None where no report is behind it. *changes*
    are the lines of the original period that differ; they add up to *amount*, and there are none
    while that is pending.
    """

    subject: str
    original: str
    reported_on: date | None
    amount: Figure
    changes: tuple[ChangeLine, ...] = ()


@records.frozen
class LeftLine:
    """What an amount of a period would be more or less, had all been known from the start.

    *why* is the reason in words; *subject* and *original* are as in a `RestatedLine`.
    """

    subject: str
    original: str
    why: str
    amount: Figure
