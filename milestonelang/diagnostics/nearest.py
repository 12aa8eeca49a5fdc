"""Names that a mistyped one may have meant."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like *word*, or None where none is near."""
    return next(iter(nearest_few(word, known, 1)), None)


def nearest_few(word: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the known words that are most like *word*, the likeliest first."""
    # Only mistakes need it, and it takes part of the time in which a small contract is checked.
    from difflib import get_close_matches

    # Words of another length are not near; leaving them out keeps this quick in a large file.
    alike = {item for item in known if abs(len(item) - len(word)) <= 2 + len(word) // 3}
    return tuple(get_close_matches(word, alike, most, 0.6))
