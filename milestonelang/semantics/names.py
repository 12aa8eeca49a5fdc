"""Collect the names of all declarations.

In: the modules of a contract. Out: `Symbols`: every declaration by its full name, and for each file
the names that may be used in it. Promised: a name that is declared twice is reported at its second
place, and the first one counts.
"""

from collections.abc import Iterator
from enum import Enum

from milestonelang import records
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.diagnostics.nearest import nearest
from milestonelang.semantics.modules import Module, declarations_of
from milestonelang.semantics.problems import names as problems
from milestonelang.source import FileId, Span
from milestonelang.syntax import ast


class Kind(Enum):
    """The kinds of declarations, in the words of the language."""

    CONTRACT = "contract"
    PARTY = "party"
    UNIT = "unit"
    SEGMENT = "segment"
    PARAMETER = "parameter"
    SOURCE = "source"
    METRIC = "metric"
    INDEX = "index"
    SCHEDULE = "schedule"
    EVENT = "event"
    PAYMENT = "payment"
    LIMIT = "limit"
    BALANCE = "balance"
    SPLIT = "split"
    MILESTONE = "milestone"
    TRIGGER = "trigger"
    OBLIGATION = "obligation"
    AUDIT = "audit"
    DISPUTE = "dispute"
    REVIEW = "review"
    EXIT = "exit"
    AMENDMENT = "amendment"
    GUARANTEE = "guarantee"
    ASSUMPTION = "assume"
    ASSERTION = "assert"
    EXAMPLE = "example"
    CLAUSE = "clause"
    TABLE = "table"


_KINDS: dict[type[ast.Node], Kind] = {
    ast.Contract: Kind.CONTRACT,
    ast.Party: Kind.PARTY,
    ast.Unit: Kind.UNIT,
    ast.Segment: Kind.SEGMENT,
    ast.Parameter: Kind.PARAMETER,
    ast.Source: Kind.SOURCE,
    ast.Metric: Kind.METRIC,
    ast.Index: Kind.INDEX,
    ast.Schedule: Kind.SCHEDULE,
    ast.Event: Kind.EVENT,
    ast.Payment: Kind.PAYMENT,
    ast.Limit: Kind.LIMIT,
    ast.Balance: Kind.BALANCE,
    ast.Split: Kind.SPLIT,
    ast.Milestone: Kind.MILESTONE,
    ast.Trigger: Kind.TRIGGER,
    ast.Obligation: Kind.OBLIGATION,
    ast.Audit: Kind.AUDIT,
    ast.Dispute: Kind.DISPUTE,
    ast.Review: Kind.REVIEW,
    ast.Exit: Kind.EXIT,
    ast.Amendment: Kind.AMENDMENT,
    ast.Guarantee: Kind.GUARANTEE,
    ast.Assume: Kind.ASSUMPTION,
    ast.Assert: Kind.ASSERTION,
    ast.Example: Kind.EXAMPLE,
    ast.Clause: Kind.CLAUSE,
    ast.TableOf: Kind.TABLE,
}


@records.frozen(eq=False)
class Symbol:
    """One declaration: its full name, its tree, and what `use` sets it to.

    *module* is the full name of the module it stands in, None in the agreement's own file.
    *setting* is the line below `use` that gives a parameter its value, *titled* the one that gives
    the declaration another title.
    """

    name: str
    kind: Kind
    node: ast.Declaration
    span: Span
    module: str | None
    setting: ast.Setting | None = None
    titled: ast.Titled | None = None

    @property
    def title(self) -> ast.Text | None:
        """The title that documents print."""
        if self.titled is not None:
            return self.titled.title
        title = getattr(self.node, "title", None)
        return title if isinstance(title, ast.Text) else None


@records.mutable
class Symbols:
    """Every declaration by full name, in the order declared, and the names each file can use."""

    by_name: dict[str, Symbol] = records.field(factory=dict)
    visible: dict[FileId, dict[str, Symbol]] = records.field(factory=dict)
    unbound: set[tuple[FileId, str]] = records.field(factory=set)
    """What modules need and were not given, which was reported at the `use`."""

    def in_file(self, file: FileId) -> dict[str, Symbol]:
        """Return what the file can name, by the words it writes."""
        return self.visible.get(file, {})

    def of_kind(self, *kinds: Kind) -> Iterator[Symbol]:
        """Yield the declarations of some kinds, in the order declared."""
        return (symbol for symbol in self.by_name.values() if symbol.kind in kinds)


def collect_names(modules: tuple[Module, ...], sink: Sink) -> Symbols:
    """Return the names of all declarations; the agreement's own module comes first."""
    symbols = Symbols()
    for module, node in declarations_of(modules[0]):
        _declare(symbols, module, node, sink)
    # A module comes after the one that uses it, so that what it needs may be what that one needs.
    for module in modules:
        for node in module.tree.declarations:
            if isinstance(node, ast.Needs):
                _bind(symbols, module, node, sink)
    for module in modules:
        _report_strange_settings(symbols, module, sink)
        _report_strange_titles(symbols, module, sink)
    return symbols


def kind_of(node: ast.Declaration) -> Kind | None:
    """Return the kind of a declaration; None for `use` and `needs`."""
    return _KINDS.get(type(node))


def _declare(symbols: Symbols, module: Module, node: ast.Declaration, sink: Sink) -> None:
    if isinstance(node, ast.Use | ast.Needs):
        return
    kind = _KINDS[type(node)]
    name = full_name(module, node.name.text)
    own = node.name.text
    symbol = Symbol(
        name,
        kind,
        node,
        node.name.span,
        module.name or None,
        module.setting_of(own),
        module.titled(own),
    )
    if clash := next((used for used in module.uses if used.local == node.name.text), None):
        sink.report(problems.same_as_module(node.name.text, symbol.span, clash.span))
        return
    first = symbols.by_name.get(name)
    if first is not None:
        sink.report(problems.declared_twice(node.name.text, symbol.span, first.span))
        return
    symbols.by_name[name] = symbol
    for file, words in _who_sees(module, node.name.text):
        symbols.visible.setdefault(file, {}).setdefault(words, symbol)


def _bind(symbols: Symbols, module: Module, node: ast.Needs, sink: Sink) -> None:
    """Let a module call a declaration of the file that uses it by the name of its need."""
    name, kind = node.name.text, Kind(node.kind.value)
    if module.user is None or module.use is None:
        # A file without a contract can only be used by another, which is said already.
        if any(isinstance(item, ast.Contract) for item in module.tree.declarations):
            sink.report(problems.need_of_nobody(name, node.name.span))
        symbols.unbound |= {(file, name) for file in module.files}
        return
    symbols.unbound |= {(file, name) for file in module.files}
    setting = module.setting_of(name)
    written = None if setting is None else _named(setting)
    span = module.use.span if setting is None else setting.span
    if setting is not None and written is None:
        sink.report(problems.need_not_a_name(name, kind.value, span))
        return
    seen = symbols.in_file(module.use.span.file)
    found = seen.get(written or name)
    if found is None or (written is None and found.kind is not kind):
        if not _may_be_lost(module.user):
            words = [words for words, symbol in seen.items() if symbol.kind is kind]
            near = nearest(written or name, words)
            sink.report(problems.need_missing(name, kind.value, written, span, near))
        return
    if found.kind is not kind:
        sink.report(problems.need_of_another_kind(name, kind.value, found.kind.value, span))
        return
    for file in module.files:
        symbols.unbound.discard((file, name))
        if name in symbols.in_file(file):
            sink.report(
                problems.declared_twice(name, node.name.span, symbols.in_file(file)[name].span)
            )
        symbols.visible.setdefault(file, {}).setdefault(name, found)


def _named(setting: ast.Setting) -> str | None:
    """Return the name that a line below `use` gives."""
    value = setting.values[0] if len(setting.values) == 1 else None
    return value.text if isinstance(value, ast.Ref) else None


def _may_be_lost(module: Module) -> bool:
    """Return whether a declaration may be missing on account of another mistake."""
    return bool(module.tree.lost) or any(used.module is None for used in module.uses)


def full_name(module: Module, name: str) -> str:
    """Return the full name of what a module calls *name*."""
    if not module.name:
        return name
    return module.name if name == module.own else f"{module.name}.{name}"


def _who_sees(module: Module, name: str) -> Iterator[tuple[FileId, str]]:
    """Yield each file that can use a declaration, with the words it writes for it.

    Every module up to the agreement's own sees what it uses, under the name of the use.
    """
    for file in module.files:
        yield file, name
    words = "" if name == module.own else name
    current = module
    while current.user is not None:
        words = f"{current.local}.{words}" if words else current.local
        for file in current.user.files:
            yield file, words
        current = current.user


def names_to_set(symbols: Symbols, module: Module) -> list[str]:
    """Return what a line below `use` may set: the module's parameters, and what it needs."""
    known = [
        symbol.node.name.text
        for symbol in symbols.of_kind(Kind.PARAMETER)
        if symbol.module == module.name and isinstance(symbol.node, ast.Parameter)
    ]
    needs = (node.name.text for node in module.tree.declarations if isinstance(node, ast.Needs))
    return [*known, *needs]


def _report_strange_settings(symbols: Symbols, module: Module, sink: Sink) -> None:
    seen: dict[str, Span] = {}
    known = names_to_set(symbols, module)
    for setting in module.settings:
        name = setting.name.text
        if name in seen:
            sink.report(problems.set_twice(name, setting.span, seen[name]))
        elif name not in known:
            near = nearest(name, known)
            sink.report(problems.no_such_setting(name, module.name, setting.name.span, near, known))
        seen.setdefault(name, setting.span)


def _report_strange_titles(symbols: Symbols, module: Module, sink: Sink) -> None:
    known = [
        symbol.node.name.text
        for symbol in symbols.by_name.values()
        if symbol.module == module.name and not isinstance(symbol.node, ast.Use | ast.Needs)
    ]
    for line in module.use.titles if module.use is not None else ():
        name = line.name.text if line.name is not None else module.own
        if name not in known:
            near = nearest(name, known)
            sink.report(problems.nothing_to_title(name, module.name, line.span, near))
