"""What can be wrong with `use`."""

from milestonelang.diagnostics.diagnostic import Diagnostic, Fix, Label
from milestonelang.source import Span


def module_missing(words: str, span: Span, near: str | None, known: list[str]) -> Diagnostic:
    """There is no such module."""
    if words.startswith("std."):
        return Diagnostic(
            "MS0221",
            f"the standard library has no module `{words}`",
            Label(span),
            help=f"did you mean `{near}`?"
            if near is not None
            else "it has " + ", ".join(f"`{item}`" for item in known),
            fix=Fix(span, near) if near is not None else None,
        )
    return Diagnostic(
        "MS0221",
        f"there is no file {words}",
        Label(span),
        help="write the path from the file that uses it, with `/` between folders",
    )


def not_standard(words: str, span: Span) -> Diagnostic:
    """Without quotes, only the standard library can be used."""
    return Diagnostic(
        "MS0222",
        f"`{words}` is not a module of the standard library",
        Label(span),
        help=f"write `use std.{words}` for one of the library, "
        f'or `use "{words.replace(".", "/")}.terms" as {words.rpartition(".")[2]}` for a file',
    )


def outside_project(path: str, span: Span) -> Diagnostic:
    """What a contract says lies beside it, so that it can be sent and signed as one."""
    return Diagnostic(
        "MS0223",
        f'"{path}" lies outside the folder of the agreement',
        Label(span, "outside"),
        help="copy the file into the folder of the agreement and use it from there",
        notes=("links that lead out of the folder are not followed",),
    )


def strange_path(path: str, span: Span) -> Diagnostic:
    """A path is written the same way on every system."""
    return Diagnostic(
        "MS0224",
        f'"{path}" is not a path',
        Label(span),
        help='write the path with `/` between folders, such as `use "lib/shared.terms" as shared`',
    )


def circular_use(words: str, span: Span, circle: list[str]) -> Diagnostic:
    """A file cannot need itself."""
    return Diagnostic(
        "MS0225",
        f"{words} uses itself",
        Label(span, "back to where it began"),
        notes=(" uses ".join(circle),),
        help="move what both need into a third file",
    )


def used_too_deep(span: Span, deepest: int) -> Diagnostic:
    """A limit, so that nobody is surprised."""
    return Diagnostic(
        "MS0226",
        f"files use one another more than {deepest} deep",
        Label(span),
        help="use the file directly",
    )


def used_too_much(span: Span, largest: int) -> Diagnostic:
    """A limit, so that nobody is surprised."""
    return Diagnostic(
        "MS0227",
        f"the files used are larger than {largest // 1024 // 1024} MiB together",
        Label(span, "too much with this one"),
        help="use fewer or smaller files",
    )


def used_twice(local: str, span: Span, first: Span) -> Diagnostic:
    """Two modules need two names."""
    return Diagnostic(
        "MS0228",
        f"two modules are called `{local}`",
        Label(span, "the second"),
        others=(Label(first, "the first"),),
        help='give one of them another name, such as `use "lib/shared.terms" as shared_again`',
    )


def module_unreadable(words: str, span: Span, why: str) -> Diagnostic:
    """The file is there, but it is no text of terms."""
    reasons = {
        "no file": "it is not a file",
        "not utf-8": "it is not text in UTF-8",
        "too large": "it is larger than 1 MiB",
    }
    return Diagnostic(
        "MS0229",
        f"{words} cannot be read: {reasons[why]}",
        Label(span),
        help="use a text file of terms",
    )
