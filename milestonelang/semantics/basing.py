"""Put a contract on the one that it is based on.

In: the trees of both files. Out: one tree: what the base declares, changed as the contract says,
and what the contract declares itself. Promised: what the base marks `core` stays as it is; a line
that the contract does not have is taken from the base; a change of something that is not there is
reported.
"""

import posixpath

from milestonelang import records
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.semantics.problems import life as problems
from milestonelang.source import FileId, Span
from milestonelang.syntax import ast

_NEVER_TAKEN = (
    ast.BasedOn,
    ast.Replaces,
    ast.Adds,
    ast.Removes,
    ast.Means,
    ast.Because,
    ast.Accept,
)
# Lines without which no agreement stands: a base may leave them to those that are based on it.
_LEFT_OPEN = (ast.Effective, ast.Settled, ast.RoundedTo)


def base_of(tree: ast.Module) -> ast.BasedOn | None:
    """Return the line that names the base, or None."""
    contract = contract_of(tree)
    if contract is None:
        return None
    return next((line for line in contract.lines if isinstance(line, ast.BasedOn)), None)


def contract_of(tree: ast.Module) -> ast.Contract | None:
    """Return the contract that a file declares, if it declares one."""
    return next((node for node in tree.declarations if isinstance(node, ast.Contract)), None)


def put_on(base: ast.Module, tree: ast.Module, sink: Sink) -> ast.Module:
    """Return the tree of the contract together with its base."""
    below, above = contract_of(base), contract_of(tree)
    assert above is not None
    # A module goes by the name that it has in the base, before and after it is replaced.
    standing: dict[str, ast.Declaration] = {}
    for position, node in enumerate(base.declarations):
        if not isinstance(node, ast.Contract):
            name = name_of(node)
            # What is declared twice stays so, and is reported as in any file.
            standing[f"{name} {position}" if name in standing else name] = node
    core = _core(below)
    for line in above.lines:
        match line:
            case ast.Replaces(node):
                if _may_change(_named(node), standing, core, sink):
                    standing[name_of(node)] = node
            case ast.Removes(names):
                for ref in names:
                    if _may_change((ref.text, ref.span), standing, core, sink):
                        del standing[ref.text]
            case ast.Adds(node):
                name, place = _named(node)
                if name in standing:
                    sink.report(problems.already_there(place, name))
                else:
                    standing[name] = node
            case _:
                pass
    own = [node for node in tree.declarations if node is not above]
    declarations = (_joined(above, below), *standing.values(), *own)
    return ast.Module(tree.file, declarations, tree.comments, (*tree.lost, *base.lost))


def together(trees: dict[FileId, ast.Module], file: FileId) -> ast.Module:
    """Return the tree of a contract that was checked, with its bases; *trees* are in read order."""
    tree = trees[file]
    below = [
        each
        for id, each in trees.items()
        if id > file and contract_of(each) is not None and base_of(tree) is not None
    ]
    if not below:
        return tree
    # The next contract that was read is the base: modules have none, and are read after it.
    return put_on(together(trees, below[0].file), tree, Sink())


def completed(base: ast.Module, tree: ast.Module) -> ast.Module:
    """Return the base as it would stand alone: lines that it leaves open are the contract's.

    A base may leave its term or its currency to the contracts that are based on it.
    """
    below, above = contract_of(base), contract_of(tree)
    if below is None or above is None:
        return base
    has = {type(line) for line in below.lines}
    taken = [line for line in above.lines if type(line) not in has and isinstance(line, _LEFT_OPEN)]
    joined = records.evolve(below, lines=(*below.lines, *taken))
    declarations = tuple(joined if node is below else node for node in base.declarations)
    return records.evolve(base, declarations=declarations)


def name_of(node: ast.Declaration) -> str:
    """Return what a declaration goes by; of a module, what the file calls it."""
    return _named(node)[0]


def local_name(node: ast.Use) -> str:
    """Return what a file calls a module that it uses."""
    if node.alias is not None:
        return node.alias.text
    if isinstance(node.module, ast.Ref):
        return node.module.parts[-1]
    return posixpath.basename(node.module.value).removesuffix(".terms")


def _named(node: ast.Declaration) -> tuple[str, Span]:
    if isinstance(node, ast.Use):
        return local_name(node), node.module.span
    return node.name.text, node.name.span


def _core(contract: ast.Contract | None) -> set[str]:
    lines = contract.lines if contract is not None else ()
    return {name.text for line in lines if isinstance(line, ast.Core) for name in line.names}


def _may_change(
    named: tuple[str, Span], standing: dict[str, ast.Declaration], core: set[str], sink: Sink
) -> bool:
    name, place = named
    if name not in standing:
        sink.report(problems.nothing_to_change(place, name))
        return False
    is_module = isinstance(standing[name], ast.Use)
    if name in core or (is_module and any(each.startswith(f"{name}.") for each in core)):
        sink.report(problems.core_touched(place, name))
        return False
    return True


def _joined(above: ast.Contract, below: ast.Contract | None) -> ast.Contract:
    """Return the contract with the lines of its base that it does not have itself."""
    if below is None:
        return above
    own: dict[type, list[ast.ContractLine]] = {}
    for line in above.lines:
        if not isinstance(line, ast.Core):
            own.setdefault(type(line), []).append(line)
    found: list[ast.ContractLine] = []
    for line in below.lines:
        if type(line) in own:
            found += own.pop(type(line))
        elif not isinstance(line, _NEVER_TAKEN) and not any(
            type(each) is type(line) for each in above.lines if not isinstance(each, ast.Core)
        ):
            found.append(line)
    rest = [line for line in above.lines if isinstance(line, ast.Core) or type(line) in own]
    return records.evolve(above, lines=(*found, *rest))
