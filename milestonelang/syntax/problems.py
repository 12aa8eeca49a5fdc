"""What can be wrong with the text of a terms file: one function a code, in their order."""

from typing import Final

from milestonelang.diagnostics.diagnostic import Diagnostic, Fix, Label, Reading
from milestonelang.source import Span

_CURRENCIES: Final = {
    "$": ("USD", "CAD", "AUD"),
    "€": ("EUR",),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
}
_SIGNS: Final = {
    "=": "compare with `is`; give a value with its own line",
    "==": "compare with `is`",
    "!=": "write `is not`",
    "<>": "write `is not`",
    "≠": "write `is not`",
    "=>": "write `>=`",
    "≥": "write `>=`",
    "=<": "write `<=`",
    "≤": "write `<=`",
    ":": "what belongs to this line stands indented below it",
    ";": "a line ends where the next begins",
    "[": "use round brackets, or a line for each",
    "]": "use round brackets, or a line for each",
    "{": "what belongs to a line stands indented below it",
    "}": "what belongs to a line stands indented below it",
    "–": "write `-`",
    "—": "write `-`",
    "−": "write `-`",
    "×": "write `*`",
    "·": "write `*`",
    "÷": "write `/`",
    "&": "write `and`",
    "%": "a percentage is a figure with its sign, as `8%`",
    "!": "write `not`",
    "\u00a0": "write a plain space",
    "\u202f": "write a plain space",
}


# ---- files and characters


def file_too_long(span: Span, found: int, most: int) -> Diagnostic:
    """MS0001."""
    return Diagnostic(
        "MS0001",
        f"the file has {found:,} characters; at most {most:,} are read",
        Label(span),
        help="split it, and `use` the parts",
    )


def refused_character(span: Span, character: str) -> Diagnostic:
    """MS0003."""
    return Diagnostic(
        "MS0003",
        f"the character U+{ord(character[0]):04X} is not allowed: it cannot be seen, or changes"
        " how the text around it looks",
        Label(span, "it is here"),
        help="remove it",
        fix=Fix(span, ""),
    )


# ---- lines and blocks


def tab(span: Span) -> Diagnostic:
    """MS0101."""
    return Diagnostic(
        "MS0101",
        "a tab in the indentation",
        Label(span),
        help="indent with two spaces; `milestone fmt` mends it",
    )


def first_line_indented(span: Span) -> Diagnostic:
    """MS0102."""
    return Diagnostic(
        "MS0102",
        "the first declaration is indented",
        Label(span),
        help="declarations begin at the left edge",
        fix=Fix(span, ""),
    )


def odd_indentation(span: Span, found: int) -> Diagnostic:
    """MS0103."""
    return Diagnostic(
        "MS0103",
        f"indented by {found}; a block is indented by 2",
        Label(span),
        help="use two spaces more than the line above has; `milestone fmt` mends it",
    )


def strange_indentation(span: Span, found: int, less: int, more: int) -> Diagnostic:
    """MS0104."""
    return Diagnostic(
        "MS0104",
        f"the indentation of {found} matches no line above",
        Label(span),
        help=f"use {less} or {more} spaces",
    )


def nested_too_deeply(span: Span, most: int) -> Diagnostic:
    """MS0105."""
    return Diagnostic(
        "MS0105",
        f"nested more than {most} deep",
        Label(span),
        help="give a part of it a name of its own",
    )


def line_too_long(span: Span, most: int) -> Diagnostic:
    """MS0106."""
    return Diagnostic(
        "MS0106",
        f"the line has more than {most:,} characters",
        Label(span),
        help='break it after a comma or a sign, or use a long text between `"""`',
    )


def nothing_after_sign(span: Span, sign: str) -> Diagnostic:
    """MS0107."""
    words = "a comma" if sign == "," else f"`{sign}`"
    return Diagnostic(
        "MS0107",
        f"this line ends in {words}, so the next, indented more, should go on with it",
        Label(span, "nothing follows"),
        help=f"remove {words.replace('a ', 'the ')}, or indent the next line",
    )


def bracket_not_closed(span: Span) -> Diagnostic:
    """MS0108."""
    return Diagnostic("MS0108", "this bracket is not closed", Label(span), help="add `)`")


def bracket_not_opened(span: Span) -> Diagnostic:
    """MS0109."""
    return Diagnostic(
        "MS0109", "this bracket closes nothing", Label(span), help="add `(` or remove it"
    )


# ---- literals and signs


def text_not_closed(span: Span) -> Diagnostic:
    """MS0110."""
    return Diagnostic(
        "MS0110",
        "this text is not closed",
        Label(span, "it begins here"),
        help='a text ends with `"` on its own line, a long text with `"""`',
    )


def wrong_quotes(span: Span, character: str) -> Diagnostic:
    """MS0111."""
    return Diagnostic(
        "MS0111",
        f"a text cannot begin with `{character}`",
        Label(span),
        help='texts stand in straight double quotes, as `"Base Rate"`',
    )


def not_a_number(span: Span, found: str, instead: str | None) -> Diagnostic:
    """MS0112."""
    return Diagnostic(
        "MS0112",
        f"`{found}` is not a number",
        Label(span),
        help=f"write `{instead}`" if instead else "numbers are written as `1,250,000` or `0.35`",
        fix=Fix(span, instead) if instead else None,
    )


def wrong_grouping(span: Span, found: str, readings: tuple[str, ...]) -> Diagnostic:
    """MS0113."""
    choices = " or ".join(f"`{reading}`" for reading in readings)
    return Diagnostic(
        "MS0113",
        f"`{found}` is not a number: thousands are grouped in threes",
        Label(span),
        help=f"is it {choices}?" if choices else "write it as `1,250,000`",
    )


def number_too_long(span: Span, whole: int, decimals: int) -> Diagnostic:
    """MS0114."""
    return Diagnostic(
        "MS0114",
        f"a number has at most {whole} digits before the point and {decimals} after it",
        Label(span),
        help="use a larger unit",
    )


def space_missing(span: Span, left: str, right: str) -> Diagnostic:
    """MS0115."""
    return Diagnostic(
        "MS0115",
        f"a space belongs between `{left}` and `{right}`",
        Label(span),
        help=f"write `{left} {right}`",
        fix=Fix(span, f"{left} {right}"),
    )


def space_too_much(span: Span, instead: str) -> Diagnostic:
    """MS0116."""
    return Diagnostic(
        "MS0116",
        "no space belongs before `%`",
        Label(span),
        help=f"write `{instead}`",
        fix=Fix(span, instead),
    )


def not_a_date(span: Span, found: str, reason: str | None) -> Diagnostic:
    """MS0117."""
    return Diagnostic(
        "MS0117",
        f"expected a date, found `{found}`",
        Label(span),
        help=reason or "dates are written as `2026-01-31`, periods as `2026-Q1` or `2026-01`",
    )


def currency_sign(span: Span, sign: str, figure: str) -> Diagnostic:
    """MS0118."""
    figure = figure or "90,000"
    choices = ", ".join(f"`{code} {figure}`" for code in _CURRENCIES[sign])
    message = {"$": "`$` does not say which dollar"}.get(sign, f"`{sign}` is not used")
    return Diagnostic("MS0118", message, Label(span), help=f"write {choices}")


def odd_sign(span: Span, sign: str) -> Diagnostic:
    """MS0119."""
    return Diagnostic(
        "MS0119",
        f"`{sign}` is not used",
        Label(span),
        help=_SIGNS.get(sign, "remove it, or put it into a text"),
    )


def capital_letter(span: Span, found: str, instead: str | None) -> Diagnostic:
    """MS0120."""
    return Diagnostic(
        "MS0120",
        f"names are in lower case: `{found}`",
        Label(span),
        help=f"did you mean `{instead}`?" if instead else "write `lower_snake_case`",
    )


# ---- lines that do not fit


def unknown_beginning(span: Span, found: str, what: str, help: str | None) -> Diagnostic:
    """MS0130."""
    return Diagnostic("MS0130", f"`{found}` does not begin {what}", Label(span), help=help)


def unexpected(
    span: Span, found: str, expected: str, shape: str | None, way: str = "the line is written"
) -> Diagnostic:
    """MS0131."""
    message = f"expected {expected}, found {found}" if expected else f"{found} does not fit here"
    help = f"{way} `{shape}`" if shape else f"write {expected} here" if expected else None
    return Diagnostic("MS0131", message, Label(span), help=help)


def stops_early(span: Span, expected: str, shape: str | None) -> Diagnostic:
    """MS0132."""
    message = "this line stops too early" + (f": expected {expected}" if expected else "")
    return Diagnostic("MS0132", message, Label(span), help=_shaped(shape))


def open_reading(span: Span, words: str, readings: tuple[Reading, ...]) -> Diagnostic:
    """MS0151."""
    return Diagnostic(
        "MS0151",
        f"`{words}` can be read in several ways",
        Label(span, "it is not said in which"),
        help="write one of these",
        readings=readings,
    )


def needs_block(span: Span, line: str, first: str | None, indentation: int) -> Diagnostic:
    """MS0133."""
    return Diagnostic(
        "MS0133",
        f"`{line}` needs lines indented below it",
        Label(span),
        help=f"its first line is usually `{first}`"
        if first
        else f"indent the lines that belong to it by {indentation} spaces",
    )


def nothing_below(span: Span, line: str) -> Diagnostic:
    """MS0134."""
    return Diagnostic(
        "MS0134",
        f"nothing can stand below `{line}`",
        Label(span),
        help="remove the indentation",
    )


def and_with_or(span: Span) -> Diagnostic:
    """MS0135."""
    return Diagnostic(
        "MS0135",
        "`and` and `or` cannot be mixed on a line: it would have two meanings",
        Label(span),
        help="use brackets, or `any of` / `all of` with one condition a line",
    )


def unclear_reach(span: Span, words: str) -> Diagnostic:
    """MS0136."""
    return Diagnostic(
        "MS0136",
        f"it is not clear what `{words}` belongs to",
        Label(span),
        help=f"write `a and (b {words})` or `(a and b) {words}`",
    )


def in_compares_nothing(span: Span, left: str, values: str) -> Diagnostic:
    """MS0137."""
    return Diagnostic(
        "MS0137",
        "`in` does not compare",
        Label(span),
        help=f"write `{left} is one of ({values})`",
    )


def state_without_is(span: Span, left: str, state: str) -> Diagnostic:
    """MS0138."""
    return Diagnostic(
        "MS0138", "a state follows `is`", Label(span), help=f"write `{left} is {state}`"
    )


def currency_behind(span: Span, code: str, figure: str) -> Diagnostic:
    """MS0139."""
    return Diagnostic(
        "MS0139",
        "the currency stands before the amount",
        Label(span),
        help=f"write `{code} {figure}`",
        fix=Fix(span, f"{code} {figure}"),
    )


def reserved_name(span: Span, word: str, kind: str) -> Diagnostic:
    """MS0140."""
    return Diagnostic(
        "MS0140",
        f"`{word}` is a word of the language, so it cannot be the name of {kind}",
        Label(span),
        help=f"give it a longer name, as `{word}_` and what it is about",
    )


def rows_below(span: Span) -> Diagnostic:
    """MS0141."""
    return Diagnostic(
        "MS0141",
        "an aggregate with `where` or `by` stands on a line of its own",
        Label(span),
        help="end the line after `computed as` and put the computation below, one step a line",
    )


def missing_comma(span: Span, before: str, shape: str | None) -> Diagnostic:
    """MS0142."""
    return Diagnostic("MS0142", f"expected `,` before `{before}`", Label(span), help=_shaped(shape))


def phrase_needs_brackets(span: Span, phrase: str) -> Diagnostic:
    """MS0143."""
    return Diagnostic(
        "MS0143",
        f"`{phrase}` is a whole amount, or stands in brackets",
        Label(span),
        help="put brackets round the phrase that begins here",
    )


def not_whole(span: Span, found: str) -> Diagnostic:
    """MS0144."""
    return Diagnostic("MS0144", f"expected a whole number above zero, found `{found}`", Label(span))


def step_without_word(span: Span) -> Diagnostic:
    """MS0145."""
    return Diagnostic(
        "MS0145",
        "this step does not say what it does with the amount so far",
        Label(span),
        help="begin it with `plus`, `less`, `times` or `divided by`",
    )


def wrong_number_of_cells(span: Span, found: int, expected: int) -> Diagnostic:
    """MS0146."""
    return Diagnostic(
        "MS0146",
        f"this row has {_cells(found)}, its headings are {expected}",
        Label(span),
        help="cells stand apart by `|`; leave one empty where there is no figure",
    )


def no_such_day(span: Span, words: str) -> Diagnostic:
    """MS0147."""
    return Diagnostic("MS0147", f"there is no {words} in every year", Label(span))


def bad_placeholder(span: Span, found: str) -> Diagnostic:
    """MS0148."""
    return Diagnostic(
        "MS0148",
        f"`{found}` in a text does not refer to a declaration",
        Label(span),
        help="write the name of a declaration between the braces, as `{net_revenue}`",
    )


def indented_too_little(
    span: Span, indentation: Span, header: str, above: Span, more: int
) -> Diagnostic:
    """MS0150."""
    return Diagnostic(
        "MS0150",
        f"this line is indented too little: it belongs below `{header}`",
        Label(span),
        others=(Label(above, "it is a line of this block"),),
        help=f"indent it, and those of the block that follow, by {more} spaces",
        fix=Fix(indentation, " " * more),
    )


def too_many_mistakes(span: Span) -> Diagnostic:
    """MS0149."""
    return Diagnostic("MS0149", "too many mistakes; the rest of the file was not read", Label(span))


def _shaped(shape: str | None) -> str | None:
    return f"the line is written `{shape}`" if shape else None


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
