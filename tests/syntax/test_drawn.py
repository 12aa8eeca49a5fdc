"""Whole drawn contracts are read without a word, and formatting them keeps what they say."""

import pytest
from hypothesis import HealthCheck, given, settings

from milestonelang.formatter.format import format_source
from tests.reference.draw import Focus, contracts
from tests.reference.model import Contract, Data
from tests.reference.write import write
from tests.syntax.reading import read

_FAMILIES = [
    Focus(tables=10, lines=6),
    Focus(4, 4, 3, 5, 4, 4, 3, 2, payments=3, lines=4),
]


@pytest.mark.parametrize("family", _FAMILIES, ids=["tables", "everything"])
def test_drawn_contracts_are_read_and_formatted(family: Focus) -> None:
    @settings(max_examples=25, suppress_health_check=[*HealthCheck])
    @given(contracts(family))
    def reads(drawn: tuple[Contract, Data]) -> None:
        result = read(write(drawn[0]))
        assert result.shown() == ""
        text = format_source(result.file, result.module)
        again = read(text)
        assert again.module.declarations == result.module.declarations
        assert format_source(again.file, again.module) == text

    reads()
