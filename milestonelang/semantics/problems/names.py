"""What can be wrong with names: declared twice, unknown, of another kind."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Fix, Label
from milestonelang.source import Span


def declared_twice(name: str, span: Span, first: Span) -> Diagnostic:
    """A name stands for one thing."""
    return Diagnostic(
        "MS0201",
        f"`{name}` is declared twice",
        Label(span, "the second declaration"),
        others=(Label(first, "the first declaration"),),
        help="give one of them another name",
    )


def unknown_name(name: str, span: Span, near: str | None, wanted: str | None) -> Diagnostic:
    """Nothing is declared by that name."""
    what = f"no {wanted} is called `{name}`" if wanted else f"nothing is called `{name}`"
    if near is not None:
        return Diagnostic(
            "MS0202",
            what,
            Label(span, "not declared"),
            help=f"did you mean `{near}`?",
            fix=Fix(span, near),
        )
    return Diagnostic(
        "MS0202",
        what,
        Label(span, "not declared"),
        help=f"declare it, for instance `{wanted} {name} …`" if wanted else "declare it first",
    )


def wrong_kind(name: str, span: Span, is_kind: str, wanted: str, declared: Span) -> Diagnostic:
    """The name stands for something else."""
    return Diagnostic(
        "MS0203",
        f"`{name}` is {_a(is_kind)}, but {_a(wanted)} is needed here",
        Label(span, f"{_a(is_kind)}"),
        others=(Label(declared, "declared here"),),
        help=f"name {_a(wanted)}",
    )


def same_as_module(name: str, span: Span, use: Span) -> Diagnostic:
    """A declaration cannot take the name of a module."""
    return Diagnostic(
        "MS0204",
        f"`{name}` is also the name of a module",
        Label(span, "declared here"),
        others=(Label(use, "the module is used here"),),
        help="give the declaration another name; the module's names begin with its own",
    )


def no_such_setting(
    name: str, module: str, span: Span, near: str | None, known: list[str]
) -> Diagnostic:
    """A module can only be given what it asks for."""
    if near is not None:
        help = f"did you mean `{near}`?"
    elif known:
        help = "it has " + ", ".join(f"`{item}`" for item in known)
    else:
        help = "it has no parameters; remove the line"
    return Diagnostic(
        "MS0205",
        f"`{module}` has no parameter `{name}`",
        Label(span, "not a parameter of the module"),
        help=help,
        fix=Fix(span, near) if near is not None else None,
    )


def set_twice(name: str, span: Span, first: Span) -> Diagnostic:
    """A module's parameter has one value."""
    return Diagnostic(
        "MS0206",
        f"`{name}` is set twice",
        Label(span, "the second value"),
        others=(Label(first, "the first value"),),
        help="remove one of the lines",
    )


def setting_missing(name: str, module: str, span: Span, example: str) -> Diagnostic:
    """A module's parameter without a value of its own must be given one."""
    return Diagnostic(
        "MS0207",
        f"`{module}` needs a value for `{name}`",
        Label(span, "used without it"),
        help=f"add, indented below it, `{example}`",
    )


def no_such_column(
    column: str, source: str, span: Span, near: str | None, known: list[str]
) -> Diagnostic:
    """Rows have the columns that their source declares."""
    if near is not None:
        help = f"did you mean `{near}`?"
    else:
        help = "its columns are " + ", ".join(f"`{item}`" for item in known)
    return Diagnostic(
        "MS0208",
        f"`{source}` has no column `{column}`",
        Label(span, "not a column"),
        help=help,
    )


def no_placeholder(name: str, span: Span, why: str) -> Diagnostic:
    """A placeholder in a text prints a declared term."""
    return Diagnostic(
        "MS0209",
        f"`{{{name}}}` cannot be printed in a text: {why}",
        Label(span),
        help="name a declaration; it prints as its title, with a link to where it is defined",
    )


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeio" else f"a {noun}"
