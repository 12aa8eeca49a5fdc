"""Drawn contracts print: links are sound, sentences whole, every figure is tagged."""

from __future__ import annotations

from hypothesis import HealthCheck, given, note, settings

from milestonelang.agreement import expressions as e
from milestonelang.backends.documents import model, reading
from milestonelang.backends.documents.fill import walk
from milestonelang.driver.terms import check_terms, from_text
from milestonelang.outline.uses import nodes
from tests.documents import words_programs as programs
from tests.reference.draw import Focus, contracts
from tests.reference.model import Contract, Data
from tests.reference.write import write
from tests.untraced import traced_first


@settings(max_examples=60, suppress_health_check=[*HealthCheck])
@given(contracts(Focus(4, 4, 3, 5, 4, 4, 3, 2, payments=3, lines=4)))
@traced_first(15)
def test_a_drawn_contract_prints(drawn: tuple[Contract, Data]) -> None:
    terms = write(drawn[0])
    note(terms)
    agreement = check_terms(from_text(terms)).require()
    document = programs.document(agreement)
    for place, text in reading.runs(document):
        assert "  " not in text and " ." not in text and ",." not in text, (place, text)
        assert ".." not in text and "result of ." not in text and "step ," not in text, place
    tagged = {node.node for node in walk(document) if isinstance(node, model.Value)}
    for declared in agreement.declarations.values():
        for node in nodes(declared):
            if isinstance(node, e.Literal) and not isinstance(node.value, bool):
                assert node.id in tagged, (declared.name, node.value)
