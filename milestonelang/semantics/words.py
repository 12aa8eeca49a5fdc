"""Split texts at their placeholders.

In: a text of the tree. Out: its words, with each `{name}` as a mention of the declaration by its
full name. A name that is not declared is reported, and stays in the text as it was written.
"""

from milestonelang.agreement.declarations import Mention, Words
from milestonelang.semantics.context import Checker
from milestonelang.semantics.names import Kind
from milestonelang.semantics.problems import names as problems
from milestonelang.syntax import ast

# Their words are nowhere defined, so there is nothing to link to.
_UNPRINTED = {
    Kind.EXAMPLE: "an example is no term of the contract",
    Kind.AMENDMENT: "an amendment is no term of the contract",
    Kind.ASSERTION: "an assertion is not printed",
}


def check_words(checker: Checker, text: ast.Text | None) -> Words:
    """Return the words of a text."""
    if text is None:
        return ()
    words: list[str | Mention] = []
    rest = text.value
    for ref in text.placeholders:
        written = f"{{{ref.text}}}"
        before, found, after = rest.partition(written)
        if not found:
            # A placeholder with blanks in its braces: the braces are what is looked for then.
            before, _, after = rest.partition("{")
            _, _, after = after.partition("}")
        name = _mentioned(checker, ref)
        if before:
            words.append(before)
        words.append(Mention(name) if name is not None else written)
        rest = after
    if rest:
        words.append(rest)
    return tuple(words)


def _mentioned(checker: Checker, ref: ast.Ref) -> str | None:
    symbol = checker.find(ref.text, ref.span.file)
    if symbol is None:
        owner = checker.find(".".join(ref.parts[:-1]), ref.span.file)
        if owner is not None and owner.kind is Kind.SOURCE:
            checker.report(problems.no_placeholder(ref.text, ref.span, "it is a column"))
        else:
            checker.report_unknown(ref)
        return None
    if symbol.kind in _UNPRINTED:
        checker.report(problems.no_placeholder(ref.text, ref.span, _UNPRINTED[symbol.kind]))
        return None
    return symbol.name
