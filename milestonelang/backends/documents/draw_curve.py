"""Draw what a table gives: one line, its corners labelled, each cut with the side it belongs to.

In: a curve, whose points the evaluator computed, and its labels. Out: SVG. Promised: only figures
of the terms, and what the evaluator gives for them, are written.
"""

from fractions import Fraction

from milestonelang import records
from milestonelang.backends.documents.drawing import LINE, WIDTH, Canvas, wide

_TOP, _LEFT, _TALL = 22, 8, 150


@records.frozen
class Piece:
    """A straight part of a curve; its ends are what it comes to there, whoever owns them."""

    start: Fraction
    end: Fraction
    low: Fraction
    high: Fraction


@records.frozen
class Corner:
    """A cut or a point: where it is, and what the table gives exactly there."""

    at: Fraction
    gives: Fraction


@records.frozen
class Curve:
    """What a table gives: pieces from left to right and the corners between them.

    *limit* is the maximum that the same payment sets on the same running total. *edges* are the
    corners, each between what lies next below and next above it.
    """

    pieces: tuple[Piece, ...]
    corners: tuple[Corner, ...]
    limit: Fraction | None = None
    edges: tuple[Corner, ...] = ()


@records.frozen
class Mark:
    """Where a period stands on a curve, with its label: `2026-Q4`."""

    at: Fraction
    gives: Fraction
    label: str


@records.frozen
class CurveLabels:
    """What is written: the axis, each corner (its place, its label), the maximum."""

    axis: str
    places: tuple[str, ...]
    corners: tuple[str, ...]
    maximum: str


def draw_curve(curve: Curve, labels: CurveLabels, marks: tuple[Mark, ...] = ()) -> str:
    """Return the picture of a curve, with marks where periods stand on it."""
    drawn = Canvas()
    curve = _reaching(curve, marks)
    frame = _Frame(curve)
    floor = frame.y(frame.lowest)
    drawn.line(_LEFT, floor, WIDTH - _LEFT, floor)
    ends = [Fraction(-100)]
    for corner, place in zip(curve.corners, labels.places, strict=True):
        x = frame.x(corner.at)
        drawn.line(x, frame.y(corner.gives), x, floor, "dotted")
        drawn.line(x, floor, x, floor + 3)
        row = next((i for i, end in enumerate(ends) if x - wide(place) / 2 > end), len(ends))
        ends[row : row + 1] = [x + wide(place) / 2]
        drawn.text(x, floor + 12 + row * LINE, place, "middle")
    below = floor + 12 + len(ends) * LINE + 2
    drawn.text(Fraction(WIDTH, 2), below, labels.axis, "middle")
    for piece in curve.pieces:
        _piece(drawn, frame, piece, curve.limit)
    if curve.limit is not None and curve.limit <= frame.highest:
        drawn.text(WIDTH - _LEFT, frame.y(curve.limit) + 11, labels.maximum, "end")
    taken = _corners(drawn, frame, curve, labels)
    if curve.limit is not None:
        left = WIDTH - _LEFT - wide(labels.maximum)
        taken.append((left, Fraction(WIDTH), frame.y(curve.limit) + 11))
    _marks(drawn, frame, curve.limit, marks, taken)
    return drawn.svg(below + 6)


def _reaching(curve: Curve, marks: tuple[Mark, ...]) -> Curve:
    """Return the curve with its first and last line drawn on as far as the marks lie."""
    if not marks:
        return curve
    first, last = curve.pieces[0], curve.pieces[-1]
    low, high = min(mark.at for mark in marks), max(mark.at for mark in marks)
    if low < first.start:
        first = Piece(low, first.end, _on_line(first, low), first.high)
    if len(curve.pieces) == 1:
        last = first
    end = max(last.end, high + (high - first.start) / 12)
    rise = last.high - last.low
    if curve.limit is not None and rise > 0 and last.low < curve.limit:
        # So that the label of the maximum has room beside where the line reaches it.
        reached = last.start + (curve.limit - last.low) / rise * (last.end - last.start)
        if reached <= end * 2:
            end = max(end, first.start + (reached - first.start) * 4 / 3)
    if end > last.end:
        last = Piece(last.start, end, last.low, _on_line(last, end))
    pieces = (last,) if len(curve.pieces) == 1 else (first, *curve.pieces[1:-1], last)
    return records.evolve(curve, pieces=pieces)


def _on_line(piece: Piece, at: Fraction) -> Fraction:
    return piece.low + (piece.high - piece.low) * (at - piece.start) / (piece.end - piece.start)


class _Frame:
    """Where a value lies on the page."""

    def __init__(self, curve: Curve) -> None:
        self.first, self.last = curve.pieces[0].start, curve.pieces[-1].end
        heights = [each for piece in curve.pieces for each in (piece.low, piece.high)]
        self.lowest, self.highest = min(heights), max(heights)
        if self.lowest > 0:
            self.lowest = Fraction(0)

    def x(self, value: Fraction) -> Fraction:
        """Return how far to the right a value lies."""
        span = self.last - self.first or Fraction(1)
        return _LEFT + (value - self.first) / span * (WIDTH - 2 * _LEFT)

    def y(self, value: Fraction) -> Fraction:
        """Return how far down a value lies."""
        span = self.highest - self.lowest or Fraction(1)
        return _TOP + _TALL - (value - self.lowest) / span * _TALL


def _piece(drawn: Canvas, frame: _Frame, piece: Piece, limit: Fraction | None) -> None:
    start, end, low, high = piece.start, piece.end, piece.low, piece.high
    if limit is None or max(low, high) <= limit:
        drawn.line(frame.x(start), frame.y(low), frame.x(end), frame.y(high), "heavy")
        return
    crossing = start
    if low < limit < high:
        crossing = start + (limit - low) / (high - low) * (end - start)
        drawn.line(frame.x(start), frame.y(low), frame.x(crossing), frame.y(limit), "heavy")
    over = limit if low < limit else low
    drawn.line(frame.x(crossing), frame.y(over), frame.x(end), frame.y(high), "dashed")
    drawn.line(frame.x(crossing), frame.y(limit), frame.x(end), frame.y(limit), "heavy")


def _corners(
    drawn: Canvas, frame: _Frame, curve: Curve, labels: CurveLabels
) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Draw the corners, and return where their labels stand: from, to, how far down."""
    taken: list[tuple[Fraction, Fraction, Fraction]] = []
    for corner, label in zip(curve.corners, labels.corners, strict=True):
        x, y = frame.x(corner.at), frame.y(corner.gives)
        for piece in curve.pieces:
            for place, height in ((piece.start, piece.low), (piece.end, piece.high)):
                if place == corner.at and height != corner.gives:
                    drawn.dot(x, frame.y(height), filled=False)
        jumps = any(
            (piece.start == corner.at and piece.low != corner.gives)
            or (piece.end == corner.at and piece.high != corner.gives)
            for piece in curve.pieces
        )
        drawn.dot(x, y, filled=jumps)
        # Where the line falls, the free side of a corner is above it to the right.
        falls = any(
            piece.low > piece.high and corner.at in (piece.start, piece.end)
            for piece in curve.pieces
        )
        fits = x - 6 - wide(label) >= 0
        if fits and not (falls and x + 6 + wide(label) <= WIDTH):
            left, anchor, at = x - 6 - wide(label), "end", x - 6
        else:
            left, anchor, at = x + 6, "start", x + 6
        height = y - 5 if anchor == "end" or falls else y + 11
        while any(abs(height - other) < LINE and left < end for _, end, other in taken):
            height -= LINE
        taken.append((left, left + wide(label), height))
        drawn.text(at, height, label, anchor)
    return taken


def _marks(
    drawn: Canvas,
    frame: _Frame,
    limit: Fraction | None,
    marks: tuple[Mark, ...],
    taken: list[tuple[Fraction, Fraction, Fraction]],
) -> None:
    """Draw a square where each period stands, its label on the first side that is free."""
    for mark in marks:
        gives = mark.gives if limit is None else min(mark.gives, limit)
        x, y = frame.x(mark.at), frame.y(gives)
        drawn.square(x, y)
        room = wide(mark.label)
        # On a maximum the line goes on without it above; elsewhere it rises from below the left.
        lefts, heights = (x - room - 6, x + 6, x - room / 2), (y - 6, y + 13, y - 16, y + 23)
        sides = [(lefts[place % 2], height) for place, height in enumerate(heights)]
        if gives == limit:
            sides = [(left, height) for height in (y + 13, y + 23) for left in reversed(lefts)]
        sides = [side for side in sides if 0 <= side[0] <= WIDTH - room]
        left, height = next((side for side in sides if _is_free(side, room, taken)), sides[0])
        taken.append((left, left + room, height))
        drawn.text(left + room / 2, height, mark.label, "middle", bold=True)


def _is_free(
    side: tuple[Fraction, Fraction],
    room: Fraction,
    taken: list[tuple[Fraction, Fraction, Fraction]],
) -> bool:
    left, height = side
    return not any(
        abs(height - other) < LINE and left < end and start < left + room
        for start, end, other in taken
    )
