"""Bring in the files that a contract uses.

In: the agreement's own tree, and `read`, which the driver gives and which alone touches files. Out:
the modules, the agreement's own first, each with its full name. Promised: a path that leaves the
folder of the agreement's file is refused before anything is read, no chain of uses is longer than
`DEEPEST`, and no more than `LARGEST` bytes are taken in. A module that cannot be had is reported
once, at its `use`; names that would have come from it are then not missed.

A file that is used twice is read twice, as two modules with settings of their own.
"""

import hashlib
import posixpath
from collections.abc import Callable, Iterator

from milestonelang import records
from milestonelang.diagnostics.diagnostic import Diagnostic, Sink
from milestonelang.library import Address, Found, Read, Refusal, Relative, Standard, named
from milestonelang.semantics import basing
from milestonelang.semantics.problems import modules as problems
from milestonelang.source import FileId, SourceFile, SourceMap, Span
from milestonelang.syntax import ast

DEEPEST = 16
LARGEST = 8 * 1024 * 1024


Parse = Callable[[SourceFile, Sink], ast.Module]


@records.frozen
class Used:
    """What a module calls another, and where it says so. *module* is None if it cannot be had."""

    local: str
    span: Span
    module: "Module | None"


@records.frozen
class Base:
    """A file that the contract is based on, and whose declarations stand in its tree."""

    file: FileId
    source: tuple[str, str]
    address: Address


@records.mutable
class Module:
    """One file in its place.

    *name* is the full name, empty for the agreement's own file; *local* is what its user calls it;
    *own* is the name of its own declaration, which goes by the name of the module. *bases* are the
    files that its contract is based on, the nearest first.
    """

    name: str
    local: str
    own: str
    tree: ast.Module
    source: tuple[str, str]
    address: Address
    user: "Module | None" = None
    use: ast.Use | None = None
    uses: tuple[Used, ...] = ()
    bases: tuple[Base, ...] = ()

    @property
    def files(self) -> tuple[FileId, ...]:
        """The files whose declarations stand in the tree."""
        return (self.tree.file, *(base.file for base in self.bases))

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """The name and SHA-256 of each of these files."""
        return (self.source, *(base.source for base in self.bases))

    def address_in(self, file: FileId) -> Address:
        """Return where one of these files lies."""
        return next((base.address for base in self.bases if base.file == file), self.address)

    def path_of(self, file: FileId) -> str:
        """Return the path of one of these files from the folder of the agreement's own."""
        address = self.address_in(file)
        return address.path if isinstance(address, Relative) else ""

    @property
    def settings(self) -> tuple[ast.Setting, ...]:
        """The lines below the `use` that brought it in."""
        return self.use.settings if self.use is not None else ()

    def setting_of(self, name: str) -> ast.Setting | None:
        """Return the line below `use` that sets the parameter *name*."""
        return next((line for line in self.settings if line.name.text == name), None)

    def titled(self, name: str) -> ast.Titled | None:
        """Return the line below `use` that gives a declaration of the module another title."""
        for line in self.use.titles if self.use is not None else ():
            if (self.own if line.name is None else line.name.text) == name:
                return line
        return None


def load_modules(
    file: SourceFile,
    tree: ast.Module,
    sources: SourceMap,
    sink: Sink,
    read: Read,
    parse: Parse,
    path: str = "",
) -> tuple[Module, ...]:
    """Return the agreement's own module and every module it uses, in the order they are used.

    *path* is where the file lies, where that is not the folder that is read from.
    """
    digest = hashlib.sha256(file.text.encode("utf-8")).hexdigest()
    address = Relative(path or posixpath.basename(file.name.replace("\\", "/")))
    root = Module("", "", "", tree, (file.name, digest), address)
    loader = _Loader(sources, sink, read, parse, LARGEST - len(file.text.encode("utf-8")))
    root.tree, root.bases = loader.with_base(tree, (address,))
    loader.bring_in(root)
    return tuple(_all(root))


def declarations_of(module: Module) -> Iterator[tuple[Module, ast.Declaration]]:
    """Yield the declarations in order, those of a module where it is used."""
    used = {entry.span: entry.module for entry in module.uses}
    for node in module.tree.declarations:
        if isinstance(node, ast.Use):
            inner = used.get(node.span)
            if inner is not None:
                yield from declarations_of(inner)
        else:
            yield module, node


def _all(module: Module) -> Iterator[Module]:
    yield module
    for used in module.uses:
        if used.module is not None:
            yield from _all(used.module)


@records.mutable
class _Loader:
    sources: SourceMap
    sink: Sink
    read: Read
    parse: Parse
    bytes_left: int
    seen: set[str] = records.field(factory=set)

    def parsed(self, found: Found) -> ast.Module:
        """Return the tree of a file; what is wrong with its words is said once."""
        sink = Sink() if found.name in self.seen else self.sink
        self.seen.add(found.name)
        return self.parse(self.sources.add(found.name, found.text), sink)

    def with_base(
        self, tree: ast.Module, chain: tuple[Address, ...]
    ) -> tuple[ast.Module, tuple[Base, ...]]:
        """Return a tree together with what it is based on; *chain* is how it was come to."""
        line = basing.base_of(tree)
        if line is None:
            return tree, ()
        # What would have come from the base is not missed as well.
        missing = ast.Lost(line.span, frozenset(), False)
        lost = ast.Module(tree.file, tree.declarations, tree.comments, (*tree.lost, missing))
        address = _path_from(chain[-1], line.terms.value, line.terms.span)
        if isinstance(address, Diagnostic):
            self.sink.report(address)
            return lost, ()
        found = self._read(address, chain, line.terms.span)
        if found is None:
            return lost, ()
        below = self.parsed(found)
        file, source = below.file, (named(address), found.sha256)
        below, deeper = self.with_base(below, (*chain, address))
        merged = basing.put_on(below, tree, self.sink)
        return merged, (Base(file, source, address), *deeper)

    def bring_in(self, module: Module) -> None:
        uses: list[Used] = []
        for node in module.tree.declarations:
            if isinstance(node, ast.Use):
                local = basing.local_name(node)
                if any(used.local == local for used in uses):
                    first = next(used.span for used in uses if used.local == local)
                    self.sink.report(problems.used_twice(local, node.module.span, first))
                    continue
                uses.append(Used(local, node.span, self._load(module, node, local)))
        module.uses = tuple(uses)

    def _load(self, user: Module, node: ast.Use, local: str) -> Module | None:
        address = _address_of(user, node)
        if isinstance(address, Diagnostic):
            self.sink.report(address)
            return None
        chain = tuple(address for above in _chain(user) for address in _addresses(above))
        found = self._read(address, tuple(reversed(chain)), node.module.span)
        if found is None:
            return None
        tree = self.parsed(found)
        name = f"{user.name}.{local}" if user.name else local
        module = Module(
            name,
            local,
            _own_name(address),
            tree,
            (named(address), found.sha256),
            address,
            user,
            node,
        )
        self.bring_in(module)
        return module

    def _read(self, address: Address, chain: tuple[Address, ...], span: Span) -> Found | None:
        """Return the text of a file, or report why it cannot be had from where *chain* leads."""
        words = _words_of(address)
        if address in chain:
            circle = [_words_of(above) for above in chain]
            self.sink.report(problems.circular_use(words, span, [*circle, words]))
            return None
        if len(chain) >= DEEPEST:
            self.sink.report(problems.used_too_deep(span, DEEPEST))
            return None
        found = self.read(address)
        if isinstance(found, Refusal):
            self.sink.report(_refused(found, words, span))
            return None
        self.bytes_left -= len(found.text.encode("utf-8"))
        if self.bytes_left < 0:
            self.sink.report(problems.used_too_much(span, LARGEST))
            return None
        return found


def _addresses(module: Module) -> tuple[Address, ...]:
    return (*(base.address for base in reversed(module.bases)), module.address)


def _chain(module: Module) -> Iterator[Module]:
    current: Module | None = module
    while current is not None:
        yield current
        current = current.user


def _own_name(address: Address) -> str:
    if isinstance(address, Standard):
        return address.words[-1]
    return posixpath.basename(address.path).removesuffix(".terms")


def _words_of(address: Address) -> str:
    if isinstance(address, Standard):
        return ".".join(("std", *address.words))
    return f'"{address.path}"'


def _address_of(user: Module, node: ast.Use) -> Address | Diagnostic:
    if isinstance(node.module, ast.Ref):
        parts = node.module.parts
        if parts[0] != "std" or len(parts) < 2:
            return problems.not_standard(node.module.text, node.module.span)
        return Standard(parts[1:])
    return _path_from(user.address_in(node.span.file), node.module.value, node.module.span)


def _path_from(user: Address, path: str, span: Span) -> Address | Diagnostic:
    """Return the address of a file by its path from another, or what is wrong with the path."""
    if isinstance(user, Standard):
        return problems.outside_project(path, span)
    if "\\" in path or "\0" in path or not path.strip():
        return problems.strange_path(path, span)
    if path.startswith(("/", "~")) or ":" in path:
        return problems.outside_project(path, span)
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(user.path), path))
    if joined == ".." or joined.startswith("../"):
        return problems.outside_project(path, span)
    return Relative(joined)


def _refused(refusal: Refusal, words: str, span: Span) -> Diagnostic:
    match refusal:
        case Refusal.MISSING:
            # Only a mistake needs it, and the names build on the modules.
            from milestonelang.diagnostics.nearest import nearest
            from milestonelang.library import standard_modules

            known = standard_modules()
            return problems.module_missing(words, span, nearest(words, known), known)
        case Refusal.OUTSIDE:
            return problems.outside_project(words.strip('"'), span)
        case Refusal.NO_FILE | Refusal.NOT_UTF8 | Refusal.TOO_LARGE:
            return problems.module_unreadable(words, span, refusal.value)
