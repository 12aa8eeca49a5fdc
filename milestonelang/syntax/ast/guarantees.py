"""What is proved, assumed, asserted and shown by example."""

from typing import TypeAlias

from milestonelang import records
from milestonelang.syntax.ast.base import Name, Node, Ref, Text
from milestonelang.syntax.ast.expressions import Expr
from milestonelang.syntax.ast.notes import Note
from milestonelang.syntax.ast.words import (
    Ability,
    Assurance,
    Bound,
    Movement,
    TimeUnit,
    Window,
)


@records.frozen
class Always(Node):
    """`base_commission <= 15% of net_revenue [within USD 0.01]`: holds in every period."""

    condition: Expr
    within: Expr | None


@records.frozen
class Bounded(Node):
    """`total paid by company to partner is at most USD 180,000 per year [within USD 0.01]`."""

    amount: Expr
    bound: Bound
    limit: Expr
    window: Window
    within: Expr | None


@records.frozen
class AsUnder(Node):
    """`total paid by company to partner is at least as under "v1.terms" [within USD 0.01]`."""

    amount: Expr
    bound: Bound
    terms: Text
    within: Expr | None


@records.frozen
class Monotone(Node):
    """`retention_bonus never falls when retention rises [within USD 0.01]`."""

    amount: Expr
    never: Movement
    input: Ref
    when: Movement
    within: Expr | None


@records.frozen
class MovesBy(Node):
    """`retention_bonus moves by at most USD 100 when retention moves by 1 pp`."""

    amount: Expr
    at_most: Expr
    input: Ref
    by: Expr


@records.frozen
class StepBy(Node):
    """`net_revenue falls by at most 60% from quarter to quarter`."""

    amount: Expr
    movement: Movement
    at_most: Expr
    each: TimeUnit


@records.frozen
class Restating(Node):
    """`restating any metric by 1% moves base_commission by at most USD 10`."""

    metric: Ref | None
    """None for `any metric`."""
    by: Expr
    amount: Expr
    at_most: Expr


@records.frozen
class NoTimingGain(Node):
    """`moving net_revenue to the next period gains at most USD 500`."""

    metric: Ref
    at_most: Expr


@records.frozen
class NoSplitGain(Node):
    """`splitting one row of deals in two gains at most USD 0.05`."""

    source: Ref
    at_most: Expr


@records.frozen
class CanBeAchieved(Node):
    """`fast_onboarding can be achieved [by 2026-Q4]`."""

    milestone: Ref
    by: Expr | None


@records.frozen
class Can(Node):
    """`margin_shock can start`, `can end`, `can start again`."""

    trigger: Ref
    ability: Ability


@records.frozen
class Every(Node):
    """`every obligation has a remedy`, `every payment is conserved`, …"""

    assurance: Assurance


@records.frozen
class NothingStranded(Node):
    """`on every exit, everything held is released or forfeited`."""


@records.frozen
class NoGap(Node):
    """`bands of base_commission have no gap`."""

    table: Ref


@records.frozen
class ForEvery(Node):
    """`for every base_rate`: the parameter ranges over all its declared values."""

    parameters: tuple[Ref, ...]


Property: TypeAlias = (
    Always
    | Bounded
    | AsUnder
    | Monotone
    | MovesBy
    | StepBy
    | Restating
    | NoTimingGain
    | NoSplitGain
    | CanBeAchieved
    | Can
    | Every
    | NothingStranded
    | NoGap
)
GuaranteeLine: TypeAlias = Property | ForEvery | Note


@records.frozen
class Guarantee(Node):
    """`guarantee annual_ceiling ["Annual Ceiling"]`: proved before signature."""

    name: Name
    title: Text | None
    lines: tuple[GuaranteeLine, ...]


@records.frozen
class Assume(Node):
    """`assume honest_range ["…"]`: narrows the inputs of the proofs and is printed."""

    name: Name
    title: Text | None
    lines: tuple[GuaranteeLine, ...]


@records.frozen
class Assert(Node):
    """`assert sane_margin ["…"]`: checked on real data."""

    name: Name
    title: Text | None
    lines: tuple[GuaranteeLine, ...]


# ---- examples


@records.frozen
class HeaderCell(Node):
    """The words of a heading: `net_revenue`, `base_commission held`, `company to partner`."""

    words: tuple[str, ...]


@records.frozen
class Row(Node):
    """`2026-Q1 | USD 200,000 | 84%`; None where a cell is empty."""

    cells: tuple[Expr | None, ...]


@records.frozen
class Grid(Node):
    """Headings and rows, cells apart by `|`."""

    header: tuple[HeaderCell, ...]
    rows: tuple[Row, ...]


@records.frozen
class Given(Node):
    """`given` and a grid of figures."""

    grid: Grid


@records.frozen
class GivenRows(Node):
    """`rows of deals` and a grid with the columns of a file of the source."""

    source: Ref
    grid: Grid


@records.frozen
class GivenEvents(Node):
    """`events` and a grid with the columns of an events file."""

    grid: Grid


@records.frozen
class Then(Node):
    """`then` and a grid of expected results."""

    grid: Grid


ExampleLine: TypeAlias = Given | GivenRows | GivenEvents | Then | Note


@records.frozen
class Example(Node):
    """`example first_half "First half year"`."""

    name: Name
    title: Text
    lines: tuple[ExampleLine, ...]
