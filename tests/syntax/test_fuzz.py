"""Text that somebody has damaged is read or reported; the reader never fails."""

import random

from hypothesis import given, settings, strategies as st

from milestonelang.formatter.format import format_source
from tests.syntax.reading import OK, read
from tests.untraced import traced_first

_TEXTS = [path.read_text(encoding="utf-8") for path in OK]
_PIECES = sorted({piece for text in _TEXTS for piece in text.split()})


@settings(max_examples=120)
@given(st.randoms(use_true_random=False), st.sampled_from(range(len(_TEXTS))))
@traced_first(30)
def test_damaged_programs(chance: random.Random, number: int) -> None:
    lines = _TEXTS[number].split("\n")
    first = chance.randrange(len(lines))
    lines = lines[first : first + 25]
    for _ in range(chance.randrange(1, 6)):
        _damage(lines, chance)
    result = read("\n".join(lines))
    assert result.module.is_complete or result.found
    assert result.shown().endswith("\n") or not result.found
    if not result.found:
        again = read(format_source(result.file, result.module))
        assert again.module.declarations == result.module.declarations


def _damage(lines: list[str], chance: random.Random) -> None:
    place = chance.randrange(len(lines))
    words = lines[place].split(" ")
    word = chance.randrange(len(words))
    match chance.randrange(7):
        case 0:
            words[word] = chance.choice(_PIECES)
        case 1:
            del words[word]
        case 2:
            words.insert(word, chance.choice(_PIECES))
        case 3:
            words[word] = words[word][:-1]
        case 4:
            words.insert(0, " " * chance.randrange(4))
        case 5:
            words.insert(word, chance.choice(['"', "(", ")", ",", "#", '"""', "{", "\t", "é"]))
        case _:
            lines.insert(place, chance.choice(lines))
            return
    lines[place] = " ".join(words)


@settings(max_examples=150)
@given(st.text(max_size=60))
@traced_first(30)
def test_any_text(text: str) -> None:
    result = read(text)
    assert result.module.declarations or result.found or not _says_anything(text)
    result.shown()


def _says_anything(text: str) -> bool:
    lines = text.removeprefix("\ufeff").replace("\r", "").split("\n")
    return any(line.strip(" \t") and not line.strip(" \t").startswith("#") for line in lines)
