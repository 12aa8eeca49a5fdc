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


def need_of_nobody(name: str, span: Span) -> Diagnostic:
    """Only a module that another file uses can need something of it."""
    return Diagnostic(
        "MS0230",
        f"nobody uses this file, so nobody can say what `{name}` is",
        Label(span, "needed here"),
        help="check an agreement that uses this file; in an agreement declare the thing itself",
    )


def need_missing(
    name: str, kind: str, written: str | None, span: Span, near: str | None
) -> Diagnostic:
    """A module needs a declaration that the file has not."""
    line = f"`{name} is {near or '…'}`"
    return Diagnostic(
        "MS0231",
        f"the module needs {_a(kind)} for its `{name}`"
        + ("" if written is None else f", and none is called `{written}`"),
        Label(span, "used here" if written is None else f"no such {kind}"),
        help=f"declare {_a(kind)} called `{name}`, or write {line} below `use`"
        if written is None
        else (f"did you mean `{near}`?" if near else f"declare {_a(kind)} of that name"),
    )


def need_of_another_kind(name: str, kind: str, is_kind: str, span: Span) -> Diagnostic:
    """What a module is given must be of the kind that it needs."""
    return Diagnostic(
        "MS0232",
        f"the module needs {_a(kind)} for its `{name}`, and this is {_a(is_kind)}",
        Label(span, _a(is_kind)),
        help=f"name {_a(kind)}",
    )


def need_not_a_name(name: str, kind: str, span: Span) -> Diagnostic:
    """What a module needs is a declaration, not a value."""
    return Diagnostic(
        "MS0233",
        f"the module needs {_a(kind)} for its `{name}`, not a value",
        Label(span, "not a name"),
        help=f"write the name of {_a(kind)} after `is`",
    )


def need_of_another_type(name: str, needed: str, given: str, span: Span) -> Diagnostic:
    """What a module is given must be of the type that it needs."""
    return Diagnostic(
        "MS0234",
        f"the module needs {needed} for its `{name}`, and this is {given}",
        Label(span, given),
        help=f"name one that is {needed}",
    )


def need_without_column(name: str, column: str, needed: str, has: str, span: Span) -> Diagnostic:
    """A source that a module is given must have the columns that it reads."""
    return Diagnostic(
        "MS0235",
        f"the module reads a column `{column}` of its `{name}` that is {needed}; "
        f"this source has {has}",
        Label(span, f"no `{column}` that is {needed}"),
        help=f"add `column {column} is {needed}` to the source, if need be `computed as` another",
    )


def nothing_to_title(name: str, module: str, span: Span, near: str | None) -> Diagnostic:
    """Only what a module declares can be given another title."""
    return Diagnostic(
        "MS0236",
        f"`{module}` declares nothing called `{name}`",
        Label(span, "nothing to give this title to"),
        help=f"did you mean `titled {near} …`?"
        if near
        else "name what it declares, or leave it out",
    )
