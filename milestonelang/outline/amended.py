"""The numbers of an agreement whose amendments are carried out.

In: the agreement that runs. Out: the outline of its document. Promised: the numbers are those that
the document prints. What an amendment puts in place has the number of the change.
"""

from collections.abc import Callable

from milestonelang import records
from milestonelang.agreement import declarations as d
from milestonelang.agreement.expressions import NodeId
from milestonelang.outline.outline import outline
from milestonelang.outline.places import Outline
from milestonelang.outline.uses import nodes


def outline_in_force(agreement: d.Agreement, named: Callable[[str], str] = str) -> Outline:
    """Return the outline of the agreement's document, for every version of what is in it.

    *named* gives what a language calls a schedule, as `outline` takes it.
    """
    first = agreement.first
    if first is None:
        return outline(agreement, named)
    found = outline(first, named)
    by_key = dict(found.by_key)
    for versions in agreement.versions.values():
        for version in versions:
            place = found.find(None if version.change is None else NodeId(version.change))
            if version.declared is None or place is None or version.change is None:
                continue
            for node in nodes(version.declared):
                by_key.setdefault((node.id, None), place)
    return records.evolve(found, by_key=by_key)
