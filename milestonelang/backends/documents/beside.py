"""Set one document beside another that says the same in another language.

In: two documents of one agreement. Out: the first with the second beside it. Promised: an anchor is
used once in both together; what stands on the left is the first document, unchanged. Renderers
print clause by clause, so that a sentence and its translation stand level.
"""

from typing import Any

from milestonelang import records
from milestonelang.backends.documents import model

PREFIX = "beside."


def beside(document: model.Document, other: model.Document) -> model.Document:
    """Return *document* with *other* beside it."""
    return records.evolve(document, beside=_apart(other))


def _apart(node: Any) -> Any:
    """Return a node of the model whose anchors are those of the text beside."""
    if isinstance(node, tuple):
        return tuple(_apart(each) for each in node)
    if not hasattr(type(node), "__record_fields__"):
        return node
    changes = {
        field.name: PREFIX + value if field.name == "anchor" and value else _apart(value)
        for field in records.fields(type(node))
        for value in (getattr(node, field.name),)
    }
    return records.evolve(node, **changes)
