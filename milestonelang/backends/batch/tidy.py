"""Regions put in order: without what nobody reads, and each thing where its operands are at hand.

A value that is computed in one region and used in another has to wait in memory. So what only
needs values of an earlier region moves to its end, where nothing in between tells the difference.
"""

from collections.abc import Sequence

from milestonelang.backends.batch.form import Instruction, Region

_READS = {"cell": "set_cell", "old": "put"}
_MEMORY = {"input", "given", "table", "cell", "old", "set_cell", "put", "output"}


def tidied(regions: Sequence[Region]) -> tuple[Region, ...]:
    """Return regions that do the same."""
    return without_what_is_not_used(_moved(without_what_is_not_used(regions)))


def without_what_is_not_used(regions: Sequence[Region]) -> tuple[Region, ...]:
    """Return the regions without what no output rests on, in this period or a later one."""
    used: set[str] = set()
    memory: set[tuple[str, int]] = set()
    size = -1
    while size != len(used) + len(memory):
        size = len(used) + len(memory)
        for region in reversed(regions):
            for each in reversed(region.instructions):
                if _is_live(each, used, memory):
                    used.update(arg.name for arg in each.args if arg.name is not None)
                    if each.op in _READS:
                        memory.add((_READS[each.op], each.extra))
    found = []
    for region in regions:
        kept = tuple(each for each in region.instructions if _is_live(each, used, memory))
        if kept:
            found.append(Region(kept, region.over))
    return tuple(found)


def _is_live(each: Instruction, used: set[str], memory: set[tuple[str, int]]) -> bool:
    if each.target:
        return each.target in used
    return each.op == "output" or (each.op, each.extra) in memory


def _moved(regions: Sequence[Region]) -> list[Region]:
    """Return the regions with what can be computed and kept earlier moved there."""
    bodies: list[list[Instruction]] = [[] for _ in regions]
    home: dict[str, int] = {}
    for index, region in enumerate(regions):
        for each in region.instructions:
            place = index
            if region.over is None:
                place = _earliest(each, index, regions, bodies, home)
            bodies[place].append(each)
            if each.target:
                home[each.target] = place
    return [
        Region(tuple(body), region.over)
        for body, region in zip(bodies, regions, strict=True)
        if body
    ]


def _earliest(
    each: Instruction,
    index: int,
    regions: Sequence[Region],
    bodies: Sequence[Sequence[Instruction]],
    home: dict[str, int],
) -> int:
    """Return the first region at whose end an instruction of region *index* can stand."""
    is_kept = each.op in ("set_cell", "put", "output")
    names = [arg.name for arg in each.args if arg.name is not None]
    if not names or (each.op in _MEMORY and not is_kept):
        return index
    first = max(home.get(name, index) for name in names)
    found = index
    for place in range(index - 1, first - 1, -1):
        if is_kept and any(_same_place(each, other) for other in bodies[place + 1]):
            break
        if regions[place].over is None:
            found = place
    return found


def _same_place(each: Instruction, other: Instruction) -> bool:
    """Whether an instruction reads or keeps what *each* keeps."""
    return each.extra == other.extra and each.op in (other.op, _READS.get(other.op))
