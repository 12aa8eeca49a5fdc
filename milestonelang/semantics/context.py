"""What every part of the check works with: names, the contract's facts, and where to report.

In: the modules of a contract. Out: a `Checker`. Promised: a name that is not declared, or that
stands for something of another kind, is reported once where it is used; whoever asked gets None and
is silent.
"""

import re

from milestonelang import records
from milestonelang.agreement.declarations import Range, Renewal
from milestonelang.agreement.expressions import NodeId
from milestonelang.diagnostics.diagnostic import Diagnostic, Sink
from milestonelang.diagnostics.nearest import nearest
from milestonelang.primitives.periods import Period, settlement_periods
from milestonelang.semantics.intervals import Interval
from milestonelang.semantics.modules import Module
from milestonelang.semantics.names import Kind, Symbol, Symbols
from milestonelang.semantics.problems import names as problems
from milestonelang.source import FileId, SourceMap, Span
from milestonelang.syntax import ast
from milestonelang.types import Invalid, MonthEnds, Type, Unit

LONGEST_TERM_DAYS = 36_525
MOST_FINDINGS = 500
MOST_SUGGESTIONS = 50


@records.frozen
class Facts:
    """What expressions need to know of the contract, as far as its lines say it.

    *is_complete* is false where the contract lacks a line; then what stands here is a stand-in, and
    nothing is reported on its account.
    """

    currency: str | None
    settled: Unit
    start: int
    end: int
    year_starts: tuple[int, int] | None
    month_ends: MonthEnds | None
    calendar: str | None
    is_complete: bool
    is_renewed: bool = False

    def may_hold(self, day: int) -> bool:
        """Whether a day may lie in the term, which renewals may let go on."""
        return self.start <= day and (self.is_renewed or day <= self.end)


@records.frozen
class ColumnSignature:
    """What a column of a source is."""

    type: Type
    may_be_empty: bool
    is_computed: bool
    span: Span


@records.frozen(kw_only=True)
class Signature:
    """What a use of a name needs to know of its declaration.

    *type* is that of a metric, parameter, segment, payment or balance, and what a schedule gives;
    *argument* is what a schedule takes. *columns*, *dated_by* and *ordered_by* are a source's,
    *outcomes* an event's.
    """

    type: Type = Invalid()
    argument: Type = Invalid()
    range: Range | None = None
    has_baseline: bool = False
    columns: dict[str, ColumnSignature] = records.field(factory=dict)
    dated_by: str | None = None
    ordered_by: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    is_whole: bool = False


@records.mutable
class Checker:
    """The state of one check. *signatures* are by full name.

    *intervals* is what is known so far of where values lie: of payments, schedules and computed
    metrics by full name, and of baselines by `baseline of NAME`.
    """

    sink: Sink
    modules: tuple[Module, ...]
    symbols: Symbols
    facts: Facts
    signatures: dict[str, Signature] = records.field(factory=dict)
    intervals: dict[str, Interval] = records.field(factory=dict)
    month_ends_reported: bool = False
    sources: SourceMap = records.field(factory=SourceMap)
    _next_id: int = 1
    _suggestions: int = 0
    _plurals: dict[FileId, dict[str, Symbol]] = records.field(factory=dict)
    _periods: tuple[Period, ...] | None = None
    renewal: Renewal | None = None

    def number_from(self, first: int) -> None:
        """Give ids from *first* on, where two agreements are to share none."""
        self._next_id = max(self._next_id, first)

    def new_id(self) -> NodeId:
        """Return an id that no other node of the Agreement has."""
        given = self._next_id
        self._next_id += 1
        return NodeId(given)

    def text_of(self, span: Span) -> str:
        """Return the text of a place with its brackets; nothing where the sources are not at hand.

        A bracket at the edge of an expression belongs to no node, and so to no place.
        """
        if not self.sources.files:
            return ""
        file = self.sources[span.file]
        start, end, text = span.start, span.end, file.text
        while text.count("(", start, end) > text.count(")", start, end):
            found = text.find(")", end)
            if found < 0:
                break
            end = found + 1
        while text.count("(", start, end) < text.count(")", start, end):
            found = text.rfind("(", 0, start)
            if found < 0:
                break
            start = found
        return text[start:end]

    def report(self, diagnostic: Diagnostic) -> None:
        """Report one finding; beyond `MOST_FINDINGS` nobody reads on."""
        if len(self.sink.found) < MOST_FINDINGS:
            self.sink.report(diagnostic)

    @property
    def periods(self) -> tuple[Period, ...]:
        """The settlement periods of the term."""
        if self._periods is None:
            self._periods = settlement_periods(self.facts)
        return self._periods

    def module_of(self, file: FileId) -> Module:
        """Return the module whose text the file is."""
        return next(module for module in self.modules if file in module.files)

    def signature(self, symbol: Symbol) -> Signature:
        """Return what a use of the symbol needs to know."""
        return self.signatures.get(symbol.name, _NOTHING)

    def find(self, words: str, file: FileId) -> Symbol | None:
        """Return what a file calls *words*, without a report."""
        return self.symbols.in_file(file).get(words)

    def within_module(self, node: ast.Ref) -> tuple[Symbol, ...]:
        """Return what a file calls *module.part*, if nothing has the name of the module."""
        known = self.symbols.in_file(node.span.file)
        if node.text in known:
            return ()
        return tuple(each for words, each in known.items() if words.startswith(f"{node.text}."))

    def plurals_in(self, file: FileId) -> dict[str, Symbol]:
        """Return the units that a file can name, by their plurals."""
        if file not in self._plurals:
            self._plurals[file] = {
                plural_of(symbol.node, words): symbol
                for words, symbol in self.symbols.in_file(file).items()
                if isinstance(symbol.node, ast.Unit)
            }
        return self._plurals[file]

    def resolve(self, node: ast.Ref | ast.Name, *kinds: Kind) -> Symbol | None:
        """Return what a name stands for, which must be of one of *kinds* if any are given."""
        symbol = self.find(node.text, node.span.file)
        if symbol is None:
            self.report_unknown(node, *kinds)
            return None
        if kinds and symbol.kind not in kinds:
            self.report(
                problems.wrong_kind(
                    node.text, node.span, symbol.kind.value, kinds_in_words(kinds), symbol.span
                )
            )
            return None
        return symbol

    def report_unknown(self, node: ast.Ref | ast.Name, *kinds: Kind) -> None:
        """Report a name that is not declared, unless it may have been lost to another mistake."""
        module = self.module_of(node.span.file)
        first = node.text.partition(".")[0]
        if (node.span.file, first) in self.symbols.unbound:
            return
        gone = [used.local for used in module.uses if used.module is None]
        if gone and nearest(first, gone) is not None:
            return
        near = self._nearest(node, kinds)
        wanted = kinds[0].value if len(kinds) == 1 else None
        text, span = node.text, node.span
        if kinds == (Kind.SOURCE,) and "." in text:
            # The column comes last; what is not known is its source.
            text = text.rpartition(".")[0]
            span = Span(span.file, span.start, span.start + len(text))
        self.report(problems.unknown_name(text, span, near, wanted))

    def _nearest(self, node: ast.Ref | ast.Name, kinds: tuple[Kind, ...]) -> str | None:
        # Looking for what is alike takes time, which a file of nothing but mistakes is not given.
        if self._suggestions >= MOST_SUGGESTIONS:
            return None
        self._suggestions += 1
        visible = self.symbols.in_file(node.span.file)
        known = [words for words, symbol in visible.items() if not kinds or symbol.kind in kinds]
        titled = (words for words in known if _title_of(visible[words]) == node.text)
        return next(titled, None) or nearest(node.text, known)


_NOTHING = Signature()


def _title_of(symbol: Symbol) -> str:
    """Return the title of a declaration as it would be written as a name."""
    title = getattr(symbol.node, "title", None)
    return re.sub(r"\W+", "_", title.value).lower() if isinstance(title, ast.Text) else ""


def plural_of(unit: ast.Unit, words: str) -> str:
    """Return the plural of a unit, in the words that a file uses for it."""
    if unit.plural is None:
        return f"{words}s"
    return words.removesuffix(unit.name.text) + unit.plural.text


def kinds_in_words(kinds: tuple[Kind, ...]) -> str:
    """Return `metric`, `metric or payment`."""
    words = [kind.value for kind in kinds]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
