"""The page that explains a message.

In: a code. Out: its page as text of at most 80 columns: the heading, prose that is wrapped, and
programs that are indented.
"""

import re
import textwrap
from collections.abc import Iterator
from typing import Final

from milestonelang.diagnostics.nearest import nearest_few
from milestonelang.driver import problems
from milestonelang.driver.errors import InputError
from milestonelang.resources import error_pages_path

_WIDTH: Final = 80
_INDENT: Final = "  "
_WRONG: Final = "Wrong:"
_RIGHT: Final = "Right:"


def explain_code(code: str) -> str:
    """Return the page of a code; raises InputError where there is no such code."""
    folder = error_pages_path()
    wanted = code.strip().upper()
    if wanted.isdecimal():
        wanted = f"MS{wanted:0>4}"
    known = sorted(page.stem for page in folder.glob("MS*.md")) if folder.is_dir() else []
    if wanted not in known:
        raise InputError([problems.unknown_code(code, nearest_few(wanted, known))])
    return "\n\n".join(_parts((folder / f"{wanted}.md").read_text("utf-8"))) + "\n"


def _parts(page: str) -> Iterator[str]:
    """Yield the heading, the paragraphs and the programs of a page, each as it is shown."""
    marks_wrong = "\n```terms wrong\n" in page
    for number, part in enumerate(re.split(r"^```", page, flags=re.MULTILINE)):
        if number % 2:
            opening, _, program = part.partition("\n")
            if marks_wrong:
                yield _WRONG if opening.endswith("wrong") else _RIGHT
            yield textwrap.indent(program.rstrip("\n"), _INDENT)
        else:
            paragraphs = (words.strip() for words in part.split("\n\n"))
            yield from (_prose(words.lstrip("# ")) for words in paragraphs if words)


def _prose(part: str) -> str:
    """Return a paragraph, or the items of a list, in lines that fit."""
    items = re.split(r"\n(?=[-*] |\d+\. )", part)
    shown = []
    for item in items:
        mark = re.match(r"[-*] |\d+\. ", item)
        shown.append(
            textwrap.fill(
                " ".join(item.split()),
                _WIDTH,
                subsequent_indent=" " * mark.end() if mark else "",
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    return "\n".join(shown)
