"""Lower tables: bands, points and rows by name become one operation each."""

from typing import assert_never

from milestonelang import ir
from milestonelang.agreement import lines
from milestonelang.lowering.builder import Place
from milestonelang.lowering.context import Lowering
from milestonelang.types import Type

_KINDS = {
    lines.TableKind.MARGINAL: ir.BandKind.MARGINAL,
    lines.TableKind.WHOLE_AMOUNT: ir.BandKind.WHOLE_AMOUNT,
    lines.TableKind.FIXED_AMOUNTS: ir.BandKind.FIXED_AMOUNTS,
}
_BELOW = {
    lines.BelowZero.IMPOSSIBLE: ir.BelowZero.AS_IT_IS,
    lines.BelowZero.NOTHING: ir.BelowZero.NOTHING,
    lines.BelowZero.MIRRORED: ir.BelowZero.MIRRORED,
}


def apply_table(
    lowering: Lowering, table: lines.Table, base: ir.ValueId, type: Type, place: Place
) -> ir.ValueId:
    """Return the value that *table* gives for *base*."""
    lower = lowering.expression
    match table.kind:
        case (
            lines.TableKind.MARGINAL | lines.TableKind.WHOLE_AMOUNT | lines.TableKind.FIXED_AMOUNTS
        ):
            closed = [band for band in table.bands if band.cut is not None]
            zero = lowering.builder.zero(type, place)
            op: ir.Op = ir.Bands(
                kind=_KINDS[table.kind],
                base=base,
                rates=tuple(lower(band.rate) for band in table.bands),
                cuts=tuple(lower(band.cut) for band in closed if band.cut is not None),
                includes=tuple(band.includes_cut for band in closed),
                entering=tuple(
                    zero if band.on_entering is None else lower(band.on_entering)
                    for band in table.bands
                ),
                below_zero=_BELOW[table.below_zero],
            )
        case lines.TableKind.INTERPOLATED:
            op = ir.Interpolate(
                base=base,
                at=tuple(lower(point.at) for point in table.points),
                gives=tuple(lower(point.gives) for point in table.points),
                continued=table.continued_outside,
                below_zero=_BELOW[table.below_zero],
            )
        case lines.TableKind.BY_NAME:
            named = [row for row in table.rows if row.name is not None]
            rest = [row for row in table.rows if row.name is None]
            op = ir.ByName(
                base=base,
                names=tuple(row.name for row in named if row.name is not None),
                gives=tuple(lower(row.gives) for row in named),
                otherwise=lower(rest[0].gives) if rest else None,
            )
        case _:
            assert_never(table.kind)
    return lowering.builder.add(op, type, place)
