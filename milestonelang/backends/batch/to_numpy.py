"""A kernel printed as numpy: the same instructions on blocks of columns.

In: a kernel. Out: a function of its inputs, its given columns and its outputs, which must lie in
memory as [column][period][partner], [column][partner] and [column][period][partner].
"""

from collections.abc import Callable
from typing import Any

from milestonelang.backends.batch.form import Instruction, Kernel, V

BLOCK = 8192

_PLAIN = {"add": "+", "sub": "-", "mul": "*", "lt": "<", "le": "<=", "eq": "==", "bor": "|"}
_PLAIN |= {"band": "&"}
_MEMORY = {"input", "given", "cell", "old", "set_cell", "put", "output"}
_CALLS = {"min": "minimum", "max": "maximum", "select": "where", "and": "logical_and"}
_CALLS |= {"or": "logical_or", "not": "logical_not", "abs": "absolute"}

Run = Callable[[Any, Any, Any, int, int], None]


def compile_numpy(kernel: Kernel) -> Run:
    """Return the kernel as a function (inputs, given, outputs, first partner, end)."""
    import numpy

    names: dict[str, Any] = {name: getattr(numpy, name) for name in (*_CALLS.values(), "errstate")}
    names["T"] = kernel.tables
    exec(compile(source(kernel), "<kernel>", "exec"), names)
    run: Run = names["run"]
    return run


def source(kernel: Kernel) -> str:
    """Return the kernel as the text of a Python function."""
    lines = [
        "def run(X, G, Y, first, end):",
        "    with errstate(all='ignore'):",
        f"        for start in range(first, end, {BLOCK}):",
        f"            block(X, G, Y, start, min(start + {BLOCK}, end))",
        "",
        "def block(X, G, Y, a, b):",
    ]
    for index, initial in enumerate(kernel.cells):
        lines.append(f"    c{index} = {initial}")
    for index in range(kernel.histories):
        lines.append(f"    h{index} = [0] * {kernel.periods}")
    lines.append(f"    for p in range({kernel.periods}):")
    same: set[str] = {"at"}  # what is one number for all partners
    for region in kernel.regions:
        indent = " " * 8
        if region.over is not None:
            first, end = region.over
            lines.append(f"{indent}for at in range(T[{first}][p], T[{end}][p]):")
            indent += " " * 4
        for each in region.instructions:
            if each.op == "table" or (
                each.op not in _MEMORY
                and all(arg.name is None or arg.name in same for arg in each.args)
            ):
                same.add(each.target)
            lines.append(indent + _statement(each, same))
    lines.append("        pass")
    return "\n".join(lines) + "\n"


def _statement(each: Instruction, same: set[str]) -> str:
    args = [_value(arg) for arg in each.args]
    extra, op = each.extra, each.op
    match op:
        case "set_cell":
            return f"c{extra} = {args[0]}"
        case "put":
            return f"h{extra}[{args[1] if len(args) > 1 else 'p'}] = {args[0]}"
        case "output":
            return f"Y[{extra}, p, a:b] = {args[0]}"
    if op == "select" and each.args[0].name in same:
        return f"{each.target} = {args[1]} if {args[0]} else {args[2]}"
    return f"{each.target} = {_expression(each, args)}"


def _expression(each: Instruction, args: list[str]) -> str:
    extra, op = each.extra, each.op
    as_truth = " != 0" if each.is_truth else ""
    match op:
        case "input":
            return f"X[{extra}, p, a:b]{as_truth}"
        case "given":
            return f"G[{extra}, a:b]{as_truth}"
        case "table":
            return f"T[{extra}][p]{as_truth}"
        case "cell":
            return f"c{extra}"
        case "old":
            return f"h{extra}[{args[0]}]"
        case "neg":
            return f"-{args[0]}"
        case "quotient":
            return f"{args[0]} // {extra}"
        case "floor":
            # Of partners that another block of the kernel answers for it may be anything.
            return f"{args[0]} // maximum({args[1]}, 1)"
    if op in _PLAIN:
        return f"{args[0]} {_PLAIN[op]} {args[1]}"
    return f"{_CALLS[op]}({', '.join(args)})"


def _value(value: V) -> str:
    if value.name is not None:
        return value.name
    if value.is_truth:
        return str(bool(value.low))
    return str(value.low) if value.low >= 0 else f"({value.low})"
