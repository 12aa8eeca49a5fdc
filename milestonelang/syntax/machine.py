"""The machine that runs Lark's tables: a stack of states, a stack of values, and nothing else.

It is fed one symbol at a time and says which symbols it could take. Promised: a symbol that cannot
be taken leaves the machine refusing, never raising; the stacks can be saved and put back.
"""

from typing import Final

from milestonelang.syntax.tables import Tables
from milestonelang.syntax.tree import Chain, Child, Tree, Value


class Machine:
    """One parse in progress."""

    def __init__(self, tables: Tables) -> None:
        self.tables: Final = tables
        self.rows: Final = tables.states
        self.rules: Final = tables.rules
        self.states: list[int] = [tables.start]
        self.values: list[Value] = []
        self.position = 0

    def save(self) -> tuple[list[int], list[Value]]:
        """Return the stacks as they are, for `restore`."""
        return self.states[:], self.values[:]

    def restore(self, saved: tuple[list[int], list[Value]]) -> None:
        """Put the stacks back to what they were."""
        self.states = saved[0][:]
        self.values = saved[1][:]

    def settle(self) -> dict[int, int]:
        """Make the reductions that do not depend on what comes; return what the state can do."""
        row = self.rows[self.states[-1]]
        while isinstance(row, int):
            self.reduce(row)
            row = self.rows[self.states[-1]]
        return row

    def feed(self, symbol: int, value: Value) -> bool:
        """Take a symbol, and say whether it could be taken."""
        while True:
            action = self.settle().get(symbol)
            if action is None:
                return False
            if action >= 0:
                self.states.append(action)
                self.values.append(value)
                return True
            self.reduce(-1 - action)

    def reduce(self, number: int) -> None:
        """Make one node, or a link of children, of what the rule covers."""
        symbol, size, name, plan, is_transparent = self.rules[number]
        states, values = self.states, self.values
        if size == 1 and is_transparent and plan == (0,):
            states[-1] = self.goto(states[-2], symbol)
            return
        if size:
            parts = values[-size:]
            del values[-size:]
            del states[-size:]
        else:
            parts = []
        values.append(self.combine(parts, name, plan, is_transparent))
        states.append(self.goto(states[-1], symbol))

    def goto(self, state: int, symbol: int) -> int:
        row = self.rows[state]
        assert not isinstance(row, int), "a state that only reduces has nothing to go to"
        return row[symbol]

    def combine(
        self, parts: list[Value], name: str, plan: tuple[int, ...], is_transparent: bool
    ) -> Value:
        start = end = -1
        for part in parts:
            if part.end >= 0:
                end = part.end
                if start < 0:
                    start = part.start
        before: Chain | None = None
        children: list[Child] = []
        for step in plan:
            if step < 0:
                children.append(None)
                continue
            part = parts[step >> 1]
            if not isinstance(part, Chain):
                children.append(part)
            elif not name and not children and before is None:
                before = part
            else:
                children.extend(part.flat())
        if not name:
            return Chain(before, tuple(children), start, end)
        if is_transparent and len(children) == 1 and children[0] is not None:
            return children[0]
        if start < 0:
            start = end = self.position
        return Tree(name, tuple(children), start, end)

    def takes(self, symbol: int) -> bool:
        """Say whether *symbol* can come next, by trying the reductions on a copy of the stack."""
        states = self.states
        size = len(states)
        above: list[int] = []
        while True:
            row = self.rows[above[-1] if above else states[size - 1]]
            action = -1 - row if isinstance(row, int) else row.get(symbol)
            if action is None:
                return False
            if action >= 0:
                return True
            target, length, *_ = self.rules[-1 - action]
            if length <= len(above):
                del above[len(above) - length :]
            else:
                size -= length - len(above)
                above = []
            top = above[-1] if above else states[size - 1]
            above.append(self.goto(top, target))

    def expected(self) -> frozenset[int]:
        """Return every terminal that can come next."""
        return frozenset(symbol for symbol in self.tables.terminals if self.takes(symbol))

    def tree(self) -> Tree:
        """Return the whole tree, once the end has been taken."""
        root = self.values[0]
        assert isinstance(root, Tree), "the start of the grammar is a node"
        return root
