"""What the author wrote in words: measures that a reader cannot take.

A text of a module of the library is its author's; the rule speaks of the terms' own.
"""

import re
from collections.abc import Iterable, Iterator

from milestonelang.advice.facts import Facts
from milestonelang.advice.model import Advice
from milestonelang.advice.problems import texts as problems
from milestonelang.agreement import declarations as decl

# Words that say how much or how soon, and do not say it. `materials` are things.
_VAGUE = re.compile(
    r"\b(?:(?:un)?reasonabl[ey]|prompt(?:ly)?|forthwith|immediate(?:ly)?|material(?:ly)?"
    r"|substantial(?:ly)?|significant(?:ly)?|appropriate(?:ly)?|adequate(?:ly)?|timely"
    r"|best efforts|best endeavours|as soon as (?:possible|practicable)|from time to time"
    r"|without (?:undue )?delay)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.;]*(?:[.;](?=\d)[^.;]*)*")
_FIGURE = "0"


def vague_words(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A word that asks for a measure stands beside one: a figure in the same sentence."""
    for declared in agreement.declarations.values():
        if declared.module is not None:
            continue
        found = dict.fromkeys(word for text in _texts(agreement, declared) for word in _vague(text))
        if found:
            yield Advice(problems.vague_words(declared.span, declared.name, tuple(found)))


def _texts(agreement: decl.Agreement, declared: decl.Declared) -> Iterator[str]:
    """Yield the texts of a declaration; a parameter in them is a figure."""
    paragraphs = declared.paragraphs if isinstance(declared, decl.Clause) else ()
    for text in (declared.means, *paragraphs):
        yield "".join(part if isinstance(part, str) else _said(agreement, part) for part in text)


def _said(agreement: decl.Agreement, mention: decl.Mention) -> str:
    named = agreement.declarations.get(mention.name)
    return _FIGURE if isinstance(named, decl.Parameter) else mention.name


def _vague(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.findall(text):
        if not any(sign.isdigit() for sign in sentence):
            for found in _VAGUE.finditer(sentence):
                yield found.group().lower()


RULES = (vague_words,)
