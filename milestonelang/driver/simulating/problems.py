"""What stands in the way of a simulation."""

from collections.abc import Sequence

from milestonelang.diagnostics.diagnostic import Diagnostic


def no_rows(payment: str, source: str) -> Diagnostic:
    """A payment is made row by row, and there are no rows to draw from."""
    return Diagnostic(
        "MS2080",
        f"`{payment}` is computed row by row, and there are no rows of `{source}` to draw from",
        notes=("all rows of a past period are drawn together: none is made up",),
        help=f"give those of four past periods or more, before the term or in it, with `--data "
        f"{source}=FILE`; `milestone new --data TERMS` writes an empty file of the columns",
    )


def too_few_rows(sources: Sequence[str], periods: int) -> Diagnostic:
    """The rows are those of too few periods."""
    names = " and ".join(f"`{each}`" for each in sources)
    span = "1 past period" if periods == 1 else f"{periods} past periods"
    return Diagnostic(
        "MS2080",
        f"the rows of {names} are of {span}, and it takes four to draw from them",
        help="give rows of earlier periods too: they may lie before the term",
    )


def none_in_a_row(count: int) -> Diagnostic:
    """Fewer periods than one are to be drawn at once."""
    return Diagnostic(
        "MS2081",
        f"at least one past period is drawn at once, and not {count}",
        help="`--in-a-row 4` keeps four periods in their order",
    )


def too_few_runs(count: int, runs: int, whole_years: bool) -> Diagnostic:
    """The past has too few runs of periods that follow each other."""
    few = "only one run" if runs == 1 else "no run"
    what = "whole years" if whole_years else "past periods"
    return Diagnostic(
        "MS2082",
        f"{few} of {count} past periods in a row has all figures, and it takes two",
        notes=("a run of whole years begins where a year of the contract does",)
        if whole_years
        else (),
        help=f"give more {what} with `--data`: they may lie before the term; or draw fewer in a "
        "row with `--in-a-row`",
    )


def unreadable_spread(name: str, text: str, reason: str) -> Diagnostic:
    """How a figure is to be drawn cannot be read."""
    return Diagnostic(
        "MS2081",
        f"`{text}` does not say between what `{name}` is drawn: {reason}",
        help=f"write it as `--figure {name}='LOW to HIGH'`, or `'LOW to HIGH, mostly LIKELY'`",
    )


def no_such_word(name: str, word: str, known: str) -> Diagnostic:
    """A figure that is one of several words is said to be another."""
    return Diagnostic(
        "MS2081",
        f"`{word}` is nothing that `{name}` can be: it is one of {known}",
        help=f"write it as `--figure {name}='ONE or OTHER'`",
    )


def unreadable_chance(name: str, text: str, reason: str) -> Diagnostic:
    """How often an event happens cannot be read."""
    return Diagnostic(
        "MS2081",
        f"`{text}` does not say how often `{name}` happens: {reason}",
        help=f"write it as `--chance {name}=60%`, or `--chance '{name}=60% OUTCOME'`",
    )


def no_scenarios(count: int) -> Diagnostic:
    """Fewer scenarios than one are asked for."""
    return Diagnostic(
        "MS2081",
        f"a simulation needs at least one scenario, and not {count}",
        help="`--scenarios 1000` gives a first impression",
    )


def library_missing() -> Diagnostic:
    """What runs many scenarios at once is not installed."""
    return Diagnostic(
        "MS1402",
        "`simulate` needs the library `numpy`, which is not installed",
        help="install it with `pip install 'milestonelang[simulate]'`",
    )


def no_spread(name: str, past: int) -> Diagnostic:
    """Nothing says how a figure may lie."""
    few = ""
    if past:
        few = ": 1 past figure is" if past == 1 else f": {past} past figures are"
        few += " too few, it takes four"
    return Diagnostic(
        "MS2082",
        f"nothing says between what `{name}` is drawn{few}",
        help=f"give past figures with `--data`, or `--figure {name}='LOW to HIGH'`",
    )


def no_amount(name: str) -> Diagnostic:
    """An event happens, and something rests on its amount."""
    return Diagnostic(
        "MS2082",
        f"nothing says between what the amount of `{name}` is drawn",
        help=f"give it as `--figure {name}='LOW to HIGH'`",
    )


def not_drawn(name: str, kind: str) -> Diagnostic:
    """A figure is of a kind that has no values to draw from."""
    return Diagnostic(
        "MS2082",
        f"`{name}` is {kind}, and of that nothing is drawn",
        help="`milestone evaluate` runs the terms on the figures that there are",
    )


def unknown_subject(name: str, known: Sequence[str], what: str) -> Diagnostic:
    """There is no such figure or event."""
    said = ", ".join(f"`{each}`" for each in known) or "none"
    return Diagnostic(
        "MS2083",
        f"the terms have no {what} `{name}` that is drawn",
        help=f"there are {said}",
    )


def unreadable_worth(text: str, reason: str) -> Diagnostic:
    """The worth of the agreement is no amount of a period."""
    return Diagnostic(
        "MS2084",
        f"`{text}` is no amount of money in each period: {reason}",
        help="write an expression of the language, as `30% of net_revenue`",
    )
