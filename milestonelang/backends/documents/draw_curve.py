"""Draw what a table gives: one line, its corners labelled, each cut with the side it belongs to.

In: a curve, whose points the evaluator computed, and its labels. Out: SVG. Promised: only figures
of the terms, what the evaluator gives for them, where the line comes to a maximum, and round
amounts of the axis are written.
"""

from collections.abc import Callable
from fractions import Fraction

from milestonelang import records
from milestonelang.backends.documents.drawing import LINE, WIDTH, Canvas, Place, wide

_TOP, _LEFT, _TALL = 16, 8, 150
_FAR = 6  # where a maximum lies farther than this many times what is drawn, it is left out


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
    """What is written: the axis, the maximum, and how a place, an amount and a corner read."""

    axis: str
    maximum: str
    place: Callable[[Fraction], str]
    amount: Callable[[Fraction], str]
    corner: Callable[[Fraction, Fraction], str]


def draw_curve(curve: Curve, labels: CurveLabels, marks: tuple[Mark, ...] = ()) -> str:
    """Return the picture of a curve, with marks where periods stand on it."""
    drawn = Canvas()
    curve = _reaching(curve, marks)
    heights = [each for piece in curve.pieces for each in (piece.low, piece.high)]
    lowest, highest = min(*heights, Fraction(0)), max(heights)
    scale = [(each, labels.amount(each)) for each in marked(lowest, highest)]
    frame = _Frame(curve, lowest, highest, 6 + max(wide(text) for _, text in scale))
    for value, text in scale:
        drawn.text(frame.left - 5, frame.y(value) + 3, text, "end")
    drawn.grid(frame.left, WIDTH - _LEFT, [frame.y(value) for value, _ in scale if value != lowest])
    floor = frame.y(lowest)
    drawn.line(frame.left, floor, WIDTH - _LEFT, floor)
    below = _places(drawn, frame, floor, curve, labels)
    drawn.text((frame.left + WIDTH - _LEFT) / 2, below, labels.axis, "middle")
    reached = limit_reached(curve)
    corners = curve.corners if reached is None else (reached, *curve.corners)
    if reached is not None:
        x = frame.x(reached.at)
        drawn.line(x, frame.y(reached.gives), x, floor, "dotted")
    for piece in curve.pieces:
        _piece(drawn, frame, piece, curve.limit)
    taken: list[Taken] = []
    if curve.limit is not None and curve.limit <= highest:
        height, left = frame.y(curve.limit) + 11, WIDTH - _LEFT - wide(labels.maximum)
        _label(drawn, (left, Fraction(WIDTH), height), WIDTH - _LEFT, labels.maximum, "end")
        taken.append((left, Fraction(WIDTH), height))
    _corners(drawn, frame, curve, corners, labels, taken)
    _marks(drawn, frame, curve.limit, marks, taken)
    return drawn.svg(below + 6)


Taken = tuple[Fraction, Fraction, Fraction]


def _places(
    drawn: Canvas, frame: "_Frame", floor: Fraction, curve: Curve, labels: CurveLabels
) -> Fraction:
    """Write where the corners lie, each below its own, and return how far down the next line is."""
    ends: list[Fraction] = [Fraction(0)]
    first: Fraction | None = None
    for corner in curve.corners:
        x, place = frame.x(corner.at), labels.place(corner.at)
        drawn.line(x, frame.y(corner.gives), x, floor, "dotted")
        drawn.line(x, floor, x, floor + 3)
        left = x - wide(place) / 2
        first = left if first is None else first
        row = next((i for i, end in enumerate(ends) if left > end), len(ends))
        ends[row : row + 1] = [x + wide(place) / 2]
        drawn.text(x, floor + 12 + row * LINE, place, "middle")
    start = curve.pieces[0].start
    text = labels.place(start)
    if start == 0 and (first is None or frame.left + wide(text) / 2 + 4 < first):
        drawn.line(frame.left, floor, frame.left, floor + 3)
        drawn.text(frame.left, floor + 12, text, "middle")
    return floor + 12 + len(ends) * LINE + 2


def limit_reached(curve: Curve) -> Corner | None:
    """Return where the line first comes to its maximum, where that is on what is drawn."""
    if curve.limit is None:
        return None
    for piece in curve.pieces:
        if piece.low < curve.limit < piece.high:
            return Corner(_crossing(piece, curve.limit), curve.limit)
    return None


def is_plain(at: Fraction) -> bool:
    """Return whether a place can be written in full with a few digits."""
    return (at * 10_000).denominator == 1


def _crossing(piece: Piece, limit: Fraction) -> Fraction:
    return piece.start + (limit - piece.low) / (piece.high - piece.low) * (piece.end - piece.start)


def marked(lowest: Fraction, highest: Fraction) -> list[Fraction]:
    """Return the amounts that are marked on the axis: round ones, three to six of them."""
    least = (highest - lowest) / 5 or Fraction(1)
    power = Fraction(1)
    while power > least:
        power /= 10
    while power * 10 <= least:
        power *= 10
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= least)
    first, last = -((-lowest) // step), highest // step
    return [step * times for times in range(int(first), int(last) + 1)]


def reaching_limit(curve: Curve) -> Curve:
    """Return the curve drawn on to where it comes to its maximum, if that is not far away.

    The last corner, which then is the one at the maximum, lies at about four fifths.
    """
    first, last = curve.pieces[0], curve.pieces[-1]
    rise = last.high - last.low
    if curve.limit is None or rise <= 0 or not last.low < curve.limit:
        return curve
    reached = _crossing(last, curve.limit)
    if reached - first.start > (last.end - first.start) * _FAR:
        return curve
    end = max(last.end, first.start + (reached - first.start) * 9 / 7)
    return _drawn_to(curve, end)


def _drawn_to(curve: Curve, end: Fraction) -> Curve:
    last = curve.pieces[-1]
    drawn = Piece(last.start, end, last.low, _on_line(last, end))
    return records.evolve(curve, pieces=(*curve.pieces[:-1], drawn))


def _reaching(curve: Curve, marks: tuple[Mark, ...]) -> Curve:
    """Return the curve with its first and last line drawn on as far as the marks lie."""
    if not marks:
        return curve
    first = curve.pieces[0]
    low, high = min(mark.at for mark in marks), max(mark.at for mark in marks)
    if low < first.start:
        first = Piece(low, first.end, _on_line(first, low), first.high)
        curve = records.evolve(curve, pieces=(first, *curve.pieces[1:]))
    end = high + (high - first.start) / 12
    return _drawn_to(curve, end) if end > curve.pieces[-1].end else curve


def _on_line(piece: Piece, at: Fraction) -> Fraction:
    return piece.low + (piece.high - piece.low) * (at - piece.start) / (piece.end - piece.start)


class _Frame:
    """Where a value lies on the page."""

    def __init__(self, curve: Curve, lowest: Fraction, highest: Fraction, left: Fraction) -> None:
        self.first, self.last = curve.pieces[0].start, curve.pieces[-1].end
        self.lowest, self.highest, self.left = lowest, highest, left

    def x(self, value: Fraction) -> Fraction:
        """Return how far to the right a value lies."""
        span = self.last - self.first or Fraction(1)
        return self.left + (value - self.first) / span * (WIDTH - _LEFT - self.left)

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
        crossing = _crossing(piece, limit)
        drawn.line(frame.x(start), frame.y(low), frame.x(crossing), frame.y(limit), "heavy")
    over = limit if low < limit else low
    drawn.line(frame.x(crossing), frame.y(over), frame.x(end), frame.y(high), "dashed")
    drawn.line(frame.x(crossing), frame.y(limit), frame.x(end), frame.y(limit), "heavy")


def _corners(
    drawn: Canvas,
    frame: _Frame,
    curve: Curve,
    corners: tuple[Corner, ...],
    labels: CurveLabels,
    taken: list[Taken],
) -> None:
    """Draw the corners with their labels; *taken* is where labels stand, and grows."""
    for corner in corners:
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
        if not is_plain(corner.at):
            continue
        label = labels.corner(corner.at, corner.gives)
        fits = x - 6 - wide(label) >= frame.left
        if fits and not (falls and x + 6 + wide(label) <= WIDTH):
            left, anchor, at = x - 6 - wide(label), "end", x - 6
        else:
            left, anchor, at = x + 6, "start", x + 6
        height = y - 5 if anchor == "end" or falls else y + 11
        while any(
            abs(height - other) < LINE and left < end and start < left + wide(label)
            for start, end, other in taken
        ):
            height -= LINE
        taken.append((left, left + wide(label), height))
        _label(drawn, taken[-1], at, label, anchor)


def _label(drawn: Canvas, taken: Taken, x: Place, text: str, anchor: str) -> None:
    """Write a label; no line of the grid runs through it."""
    left, right, height = taken
    drawn.clear(left - 2, height - 7, right - left + 2, 9)
    drawn.text(x, height, text, anchor)


def _marks(
    drawn: Canvas,
    frame: _Frame,
    limit: Fraction | None,
    marks: tuple[Mark, ...],
    taken: list[Taken],
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
        drawn.clear(left - 2, height - 7, room + 4, 9)
        drawn.text(left + room / 2, height, mark.label, "middle", bold=True)


def _is_free(
    side: tuple[Fraction, Fraction],
    room: Fraction,
    taken: list[Taken],
) -> bool:
    left, height = side
    return not any(
        abs(height - other) < LINE and left < end and start < left + room
        for start, end, other in taken
    )
