"""Names that a mistyped one may have meant."""

from collections.abc import Iterable


def nearest(word: str, candidates: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the candidates that look most like *word*, the likeliest first."""
    import difflib  # only where something is mistyped

    return tuple(difflib.get_close_matches(word, list(dict.fromkeys(candidates)), most, 0.6))
