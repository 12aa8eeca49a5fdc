"""What a text leaves to whoever reads it."""

from milestonelang.advice.problems.common import advice
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.source import Span


def vague_words(span: Span, name: str, words: tuple[str, ...]) -> Diagnostic:
    """A word asks for a measure that the text does not give."""
    listed = ", ".join(f"`{word}`" for word in words)
    return advice(
        "MS1240",
        f"the text of `{name}` says {listed} without a measure",
        span,
        "each party reads its own measure into such a word, and a court a third",
        None,
        "give days, an amount or a share in the same sentence, or name who decides",
    )
