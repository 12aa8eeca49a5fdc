"""The kernels say what `exact` says, on drawn contracts and drawn data sets.

Together at least 400 contracts with a kernel, each on 250 data sets: 100,000 pairs, every named
amount, state and line in every period. Most contracts run for their first four periods, some to
their end. The compiled kernels run on every tenth contract, and give what those of numpy give.
"""

import os
from collections import Counter

import numpy
import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings

from milestonelang.backends.batch.native import compile_native
from milestonelang.backends.batch.to_numpy import compile_numpy
from tests.batch.differential import Subject, Tally
from tests.reference.draw import Focus, contracts
from tests.reference.model import Contract, Data
from tests.reference.write import write
from tests.untraced import traced_first

FAMILIES = {
    "lines": Focus(payments=1, lines=3),
    "tables": Focus(payments=1, tables=10, lines=2),
    "stubs": Focus(payments=1, stubs=10, lines=2),
    "caps": Focus(payments=1, caps=8, lines=3),
    "balances": Focus(payments=2, balances=6, caps=5, lines=2),
    "held": Focus(payments=1, settlement=10, lines=1),
    "settled": Focus(payments=2, settlement=10, triggers=3, lines=1),
    "triggers": Focus(payments=1, triggers=10, settlement=4, lines=2),
    "milestones": Focus(payments=1, milestones=10, lines=1),
    "limits": Focus(payments=2, limits=10, lines=1),
    "splits": Focus(payments=1, splits=10, lines=1),
    "gaps": Focus(payments=1, gaps=1, triggers=3, lines=2),
    "everything": Focus(4, 4, 3, 5, 4, 4, 3, 2, payments=2, lines=3),
}
CONTRACTS = int(os.environ.get("MILESTONE_BATCH_CONTRACTS", "48"))
SETS = 250
SHORT = 4
WHOLE_ONE_IN = 12


@pytest.mark.parametrize("family", FAMILIES)
def test_kernels_say_what_exact_says(family: str) -> None:
    wanted = -(-CONTRACTS // len(FAMILIES))
    tally = Tally()

    @seed(list(FAMILIES).index(family))
    @settings(
        max_examples=2 * wanted,
        suppress_health_check=[*HealthCheck],
        deadline=None,
        database=None,
        phases=[Phase.generate],
    )
    @given(contracts(FAMILIES[family]))
    @traced_first(2)
    def agree(drawn: tuple[Contract, Data]) -> None:
        if tally.contracts >= wanted:
            return
        terms = write(drawn[0])
        note(terms)
        number = tally.contracts
        longest = None if number % WHOLE_ONE_IN == WHOLE_ONE_IN - 1 else SHORT
        subject = Subject(terms, compile_numpy, longest)
        if subject.why_not:
            tally.without[subject.why_not] += 1
            return
        block = subject.draw(SETS, number, gaps=True)
        assert subject.compare(block, tally)[:5] == []
        if number % 10 == 0:
            compiled = subject.again(compile_native)
            for one, other in zip(
                subject.engine.compute(block).figures, compiled.compute(block).figures, strict=True
            ):
                known = numpy.ones(one.numbers.shape, bool)
                if one.unknown is not None:
                    assert (one.unknown == other.unknown).all()
                    known = one.unknown == 0
                assert ((one.numbers == other.numbers) | ~known).all()

    agree()
    assert tally.contracts == wanted, tally
    assert tally.pairs == wanted * SETS
    # Few are left to `exact`: the kernels are what is compared.
    assert tally.by_exact < tally.pairs // 3, tally
    assert tally.without.total() < wanted, Counter(tally.without)
