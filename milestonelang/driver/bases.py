"""The agreement that a contract is based on, by itself.

In: checked terms. Out: their base, checked as if it stood alone, or None where there is none.
Promised: what the base leaves open (its term, its rounding) is as the contract says, so that the
two differ in nothing that only one of them states; what it uses is found from where it lies.
"""

import posixpath

from milestonelang import library, records
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver.terms import Checked, Terms, in_order
from milestonelang.library import Found, Relative
from milestonelang.source import SourceFile, SourceMap
from milestonelang.syntax import ast


def base_of(checked: Checked) -> Checked | None:
    """Return the checked base of terms without errors; it may have errors of its own."""
    from milestonelang.semantics import basing
    from milestonelang.semantics.check import check
    from milestonelang.semantics.modules import load_modules
    from milestonelang.syntax.parser import parse

    path = checked.require().contract.based_on
    if path is None:
        return None
    terms, at_hand = checked.terms, checked.terms.attached
    read = library.reader(terms.folder) if at_hand is None else library.reader_of(at_hand.modules)
    address = Relative(posixpath.normpath(path))
    found = read(address)
    # The terms have no errors, so that the file was read a moment ago.
    assert isinstance(found, Found), f"{path} was read before"
    sink, sources = Sink(), SourceMap()
    # The base may have lines of the contract, and what is wrong with one is shown where it stands.
    above = parse(sources.add(terms.name, terms.text), Sink())
    file = sources.add(found.name, found.text)
    tree = parse(file, sink)
    used: dict[str, Found] = {}
    reading = library.recording(read, used)
    modules = load_modules(file, tree, sources, sink, reading, parse, address.path)
    # Only what its own base does not say either is left open.
    modules[0].tree = basing.completed(modules[0].tree, above)
    agreement = check(modules, sources, sink)
    own = Terms(found.text, found.name, terms.folder, found.sha256)
    return Checked(own, agreement, in_order(sink.found), sources, tuple(used.items()))


def whole_text(checked: Checked) -> str:
    """Return checked terms as one text: those of the base changed as the contract says.

    Paths in it are from the folder of the terms. Comments are not in it, since they speak of the
    files that they stand in.
    """
    from milestonelang.formatter.format import format_source
    from milestonelang.semantics.modules import load_modules
    from milestonelang.syntax.parser import parse

    checked.require()
    sources, sink = SourceMap(), Sink()
    file = sources.add(checked.terms.name, checked.terms.text)
    read = library.reader_of(dict(checked.modules))
    own, *_ = load_modules(file, parse(file, sink), sources, sink, read, parse)
    found: list[ast.Declaration] = []
    for node in own.tree.declarations:
        match node:
            case ast.Contract():
                lines = tuple(line for line in node.lines if not isinstance(line, _OF_THE_BASE))
                found.append(records.evolve(node, lines=lines))
            case ast.Use(module=ast.Text() as path):
                folder = posixpath.dirname(own.path_of(node.span.file))
                value = posixpath.normpath(posixpath.join(folder, path.value))
                found.append(records.evolve(node, module=records.evolve(path, value=value)))
            case _:
                found.append(node)
    tree = ast.Module(own.tree.file, tuple(found), (), ())
    return format_source(SourceFile.from_text(file.id, file.name, ""), tree)


_OF_THE_BASE = (ast.BasedOn, ast.Replaces, ast.Adds, ast.Removes)
