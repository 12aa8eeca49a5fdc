"""A simulation as text, in lines of at most eighty characters where names allow."""

from collections.abc import Sequence
from fractions import Fraction
from textwrap import wrap

from milestonelang.data.words import in_words
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.numbers import round_to
from milestonelang.simulation.model import BreakEven, Often, Payout, Simulation, Spread, Worst
from milestonelang.types import Money, RoundingMode

WIDE = 80
_GAP = 2
_NAMES = 44  # as wide as names beside shares may be


def to_text(found: Simulation) -> str:
    """Return what was found as tables of text."""
    span = f"{found.periods[0]} to {found.periods[-1]}"
    lines = [
        *wrap(
            f"{found.title}: {scenarios_words(found.scenarios)} of {span}, seed {found.seed}",
            WIDE,
        ),
        *wrap(f"Computed by {computed_by(found)}", WIDE, break_long_words=False),
        "",
        "Drawn",
        *_table([[name, how] for name, how in found.drawn], wraps=True),
    ]
    for heading, payouts in (
        ("Paid over the whole term", found.pairs),
        ("Of which, by clause", found.clauses),
    ):
        if payouts:
            lines += ["", *_spreads(heading, [(subject_of(each), each) for each in payouts])]
    if not found.pairs:
        lines += ["", "Nothing is paid in any scenario whose amounts are known"]
        still = [name for name, how in found.drawn if how == "does not happen"]
        if still:
            lines.append(f"Events happen with `--chance` only, as `--chance {still[0]}=60%`")
    for payout in found.pairs:
        periods = [(label, payout, spread) for label, spread in payout.periods]
        lines += ["", *_of_periods(f"{payout.subject}, by period", periods)]
    if found.often:
        lines += ["", "How often", *_often(found.often)]
    for worst in found.worst:
        lines += ["", *_worst(worst, found.currency, found.periods)]
    if found.break_even is not None:
        lines += ["", *_even(found.break_even, found.currency)]
    if found.moved:
        money = Money(found.currency)
        lines += ["", f"What a tenth more moves the mean by, {on_how_many(found)}"]
        for subject in dict.fromkeys(each.subject for each in found.moved):
            moved = [each for each in found.moved if each.subject == subject]
            lines += [f"  {subject}"]
            rows = [[f"  {each.name}", each.change, in_words(each.by, money)] for each in moved]
            lines += _table(rows, {2})
    return "\n".join(line.rstrip() for line in lines) + "\n"


def scenarios_words(count: int) -> str:
    """Return how many scenarios, in words."""
    return f"{count:,} scenario{'' if count == 1 else 's'}"


def computed_by(found: Simulation) -> str:
    """Return what computed the scenarios, in words."""
    if found.engine == "exact":
        return f"the evaluator, one by one: {found.why_not}"
    if not found.by_exact:
        return "the kernel, to the cent of the evaluator"
    return f"the kernel, and {scenarios_words(found.by_exact)} by the evaluator"


def on_how_many(found: Simulation) -> str:
    """Return by how many scenarios it is told what moves payouts, in words."""
    if found.moved_on == found.scenarios:
        return "in all scenarios"
    return f"in the first {found.moved_on:,} scenarios"


def subject_of(payout: Payout) -> str:
    """Return the name of a payout, and its clause in brackets."""
    return f"{payout.subject} ({payout.clause})" if payout.clause else payout.subject


def in_percent(share: Fraction) -> str:
    """Return a share to a tenth of a percent; what is not none and not all is never said to be."""
    tenths = round(share * 1000)
    if tenths == 0 and share:
        return "<0.1%"
    if tenths == 1000 and share != 1:
        return ">99.9%"
    return f"{tenths // 10}.{tenths % 10}%"


def pending_words(pending: int) -> str:
    """Return in how many scenarios an amount is not known, in words; empty where in none."""
    if not pending:
        return ""
    return f"not known in {scenarios_words(pending)}"


def when_words(often: Often) -> str:
    """Return when something is so, in words; empty where it never is."""
    so = [(label, share) for label, share in often.periods if share]
    if not so:
        return ""
    if often.lasts:
        return f"from {so[0][0]} on" if len(so) > 1 else f"in {so[0][0]}"
    label, share = max(so, key=lambda each: each[1])
    return f"most in {label}: {in_percent(share)}"


# ---- tables


def _spreads(heading: str, payouts: Sequence[tuple[str, Payout]]) -> list[str]:
    return _of_periods(heading, [(name, each, each.spread) for name, each in payouts])


def _of_periods(heading: str, rows: Sequence[tuple[str, Payout, Spread]]) -> list[str]:
    """Return how amounts lie: in one row each, or cut in two where that is too wide."""
    if not rows:
        return []
    quantiles = [f"{percent}%" for percent, _ in rows[0][2].quantiles]
    head = ["mean", "least", *quantiles, "most"]
    cells = []
    for name, payout, spread in rows:
        amounts = [
            spread.mean,
            spread.lowest,
            *(amount for _, amount in spread.quantiles),
            spread.highest,
        ]
        currency = payout.currency
        said = [in_words(each, Money(currency)).removeprefix(f"{currency} ") for each in amounts]
        cells.append([name, *said])
    currencies = ", ".join(dict.fromkeys(payout.currency for _, payout, _ in rows))
    lines = [f"{heading}, in {currencies}"]
    for start, end in _cuts([["", *head], *cells]):
        part = [["", *head[start:end]], *([row[0], *row[1:][start:end]] for row in cells)]
        lines += _table(part, set(range(1, end - start + 1)))
    lines += [
        f"  {name}: {pending_words(spread.pending)}" for name, _, spread in rows if spread.pending
    ]
    return lines


def _cuts(rows: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Return where the columns after the first are cut, so that lines are not too wide."""
    widths = [max(len(row[place]) for row in rows) + _GAP for place in range(len(rows[0]))]
    cuts, start, width = [], 0, widths[0]
    for place, each in enumerate(widths[1:]):
        if place > start and width + each > WIDE:
            cuts.append((start, place))
            start, width = place, widths[0]
        width += each
    return [*cuts, (start, len(widths) - 1)]


def _often(often: Sequence[Often]) -> list[str]:
    """Return what is so in how many scenarios, in all and in the period where it is most often."""
    rows = [["", "scenarios", "mostly"]]
    for each in often:
        *above, name = wrap(
            f"{each.subject} ({each.clause}) {each.what}",
            _NAMES,
            subsequent_indent="  ",
            break_long_words=False,
        )
        rows += [[line, "", ""] for line in above]
        share = in_percent(each.share)
        said = [when_words(each).removeprefix("most in "), pending_words(each.unknown)]
        rows.append([name, share, "; ".join(part for part in said if part)])
    return _table(rows, {1}, wraps=True)


def _worst(worst: Worst, currency: str, periods: Sequence[str]) -> list[str]:
    """Return the worst scenario, a row for each period."""
    money = Money(currency)
    paid = dict(worst.periods)
    happened: dict[str, list[str]] = {}
    for name, label in worst.events:
        happened.setdefault(label, []).append(name)
    lines = [
        f"Most of {worst.subject}: {in_words(worst.amount, money)}, in scenario {worst.number}"
    ]
    labels = [*periods, *(label for label in paid if label not in periods and paid[label])]
    columns = [["", *labels]]
    columns += [[name, *cells, *[""] * (len(labels) - len(cells))] for name, cells in worst.figures]
    columns.append(["paid", *(_paid(paid.get(label), money) for label in labels)])
    if worst.events:
        columns.append(["happens", *(", ".join(happened.get(label, ())) for label in labels)])
    rows = [list(row) for row in zip(*columns, strict=True)]
    for start, end in _cuts(rows):
        part = [[row[0], *row[1:][start:end]] for row in rows]
        lines += _table(part, set(range(1, end - start + 1)))
    return lines


def _paid(amount: Fraction | None, money: Money) -> str:
    """Return what is paid in a period; nothing where the agreement has ended before it."""
    return "" if amount is None else in_words(amount, money)


def _even(even: BreakEven, currency: str) -> list[str]:
    money = Money(currency)
    spread = even.spread
    losing = in_percent(even.losing)
    unit = Fraction(1, 10 ** (minor_units(currency) or 0))

    def said(amount: Fraction) -> str:
        return in_words(round_to(amount, unit, RoundingMode.HALF_UP), money)

    lines = [
        f"Worth to the payer, {even.worth}, less what it pays",
        f"  mean {said(spread.mean)}, from {said(spread.lowest)} to {said(spread.highest)}",
        f"  below zero in {losing} of the scenarios",
    ]
    if spread.pending:
        lines.append(f"  {pending_words(spread.pending)}")
    lines += [
        f"  breaks even from {level} of {name} in every period" for name, level in even.levels
    ]
    if even.levels:
        lines.append("  (of levels from the least to the most that is drawn)")
    else:
        lines.append("  no figure alone, at any level that is drawn, makes it break even")
    return lines


def _table(
    rows: Sequence[Sequence[str]], right: set[int] | None = None, wraps: bool = False
) -> list[str]:
    """Return rows in columns, those of *right* set to the right; the last may go on below."""
    if not rows:
        return []
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    start = _GAP + sum(width + _GAP for width in widths[:-1])
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if place in (right or ()) else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        if not wraps:
            lines.append("  " + "  ".join(cells))
            continue
        first, *rest = wrap(row[-1], max(WIDE - start, 22)) or [""]
        lines.append("  " + "  ".join([*cells[:-1], first]))
        lines += [" " * start + each for each in rest]
    return lines
