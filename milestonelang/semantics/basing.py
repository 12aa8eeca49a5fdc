"""Put a contract on the one that it is based on.

In: the trees of both files. Out: one tree: what the base declares, changed as the contract says,
and what the contract declares itself. Promised: what the base marks `core` stays as it is; a line
that the contract does not have is taken from the base; a change of something that is not there is
reported.
"""

from milestonelang import records
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.semantics.problems import life as problems
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
    standing: dict[str, ast.Declaration] = {
        node.name.text: node
        for node in base.declarations
        if not isinstance(node, ast.Use | ast.Contract)
    }
    core = _core(below)
    for line in above.lines:
        match line:
            case ast.Replaces(node) if not isinstance(node, ast.Use):
                if _may_change(node.name, standing, core, sink):
                    standing[node.name.text] = node
            case ast.Removes(names):
                for ref in names:
                    if _may_change(ref, standing, core, sink):
                        del standing[ref.text]
            case ast.Adds(node) if not isinstance(node, ast.Use):
                if node.name.text in standing:
                    sink.report(problems.already_there(node.name.span, node.name.text))
                else:
                    standing[node.name.text] = node
            case _:
                pass
    used = [node for node in base.declarations if isinstance(node, ast.Use)]
    own = [node for node in tree.declarations if node is not above]
    declarations = (_joined(above, below), *used, *standing.values(), *own)
    return ast.Module(tree.file, declarations, tree.comments, (*tree.lost, *base.lost))


def _core(contract: ast.Contract | None) -> set[str]:
    lines = contract.lines if contract is not None else ()
    return {name.text for line in lines if isinstance(line, ast.Core) for name in line.names}


def _may_change(
    name: ast.Name | ast.Ref, standing: dict[str, ast.Declaration], core: set[str], sink: Sink
) -> bool:
    if name.text not in standing:
        sink.report(problems.nothing_to_change(name.span, name.text))
        return False
    if name.text in core:
        sink.report(problems.core_touched(name.span, name.text))
        return False
    return True


def _joined(above: ast.Contract, below: ast.Contract | None) -> ast.Contract:
    """Return the contract with the lines of its base that it does not have itself."""
    if below is None:
        return above
    own = {type(line) for line in above.lines if not isinstance(line, ast.Core)}
    taken = tuple(
        line for line in below.lines if type(line) not in own and not isinstance(line, _NEVER_TAKEN)
    )
    return records.evolve(above, lines=(*above.lines, *taken))
