"""Names that a mistyped one may have meant."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like *word*, or None where none is near."""
    return next(iter(nearest_few(word, known, 1)), None)


def nearest_few(word: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the known words that are most like *word*, or hold it, the likeliest first."""
    known = tuple(known)
    # Only mistakes need it, and it takes part of the time in which a small contract is checked.
    from difflib import get_close_matches

    # Words of another length are not near; leaving them out keeps this quick in a large file.
    alike = {item for item in known if abs(len(item) - len(word)) <= 2 + len(word) // 3}
    found = get_close_matches(word, alike, most, 0.6)
    if found or len(word) < 4:
        return tuple(found)
    # `sales` where there is `net_sales`; many names that share a word say nothing.
    longer = sorted(item for item in known if word in item.replace(".", "_").split("_"))
    return tuple(longer) if len(longer) <= most else ()
