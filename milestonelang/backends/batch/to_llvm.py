"""A kernel printed for LLVM: each region becomes one loop over the partners of a block.

In: a kernel. Out: the text of a module with one function, `kernel(inputs, given, outputs, tables,
scratch, partners, first, end)`. Nothing in it is a floating point number; a division by a known
number becomes multiplications and shifts that were proved to give the same. Iterations of a loop do
not depend on one another, which the text says, so that they are carried out several at a time.
"""

from milestonelang.backends.batch.form import Instruction, Kernel, Region, V

BLOCK = 1024

_BINARY = {"add": "add", "sub": "sub", "mul": "mul", "bor": "or", "band": "and"}
_COMPARED = {"lt": "slt", "le": "sle", "eq": "eq"}
_MEMORY = {"input", "given", "cell", "old", "set_cell", "put", "output"}

HEAD = """
define void @kernel(ptr noalias %X, ptr noalias %G, ptr noalias %Y, ptr noalias %T,
                    ptr noalias %S, i64 %n, i64 %first, i64 %end) {
entry:
  br label %block
block:
  %start = phi i64 [ %first, %entry ], [ %next, %block.end ]
  %left = sub i64 %end, %start
  %nb = call i64 @llvm.smin.i64(i64 %left, i64 BLOCK)
  br label %init
"""
TAIL = """
block.end:
  %next = add i64 %start, BLOCK
  %more = icmp slt i64 %next, %end
  br i1 %more, label %block, label %exit
exit:
  ret void
}
declare i64 @llvm.smin.i64(i64, i64)
declare i64 @llvm.smax.i64(i64, i64)
declare i64 @llvm.umax.i64(i64, i64)
declare i64 @llvm.abs.i64(i64, i1)
!0 = distinct !{}
!1 = !{!"llvm.loop.parallel_accesses", !0}
!2 = !{!"llvm.loop.vectorize.enable", i1 true}
"""


def scratch_size(kernel: Kernel) -> int:
    """Return how many numbers of memory a run of the kernel needs for itself."""
    spilled = len(_Printer(kernel).spilled)
    return (len(kernel.cells) + spilled + kernel.histories * kernel.periods) * BLOCK


def print_llvm(kernel: Kernel) -> str:
    """Return the kernel as the text of a module."""
    return _Printer(kernel).text()


class _Printer:
    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.made: dict[str, tuple[int, Instruction]] = {}
        self.uniform: set[str] = {"at"}
        self.spilled: dict[str, int] = {}
        for index, region in enumerate(kernel.regions):
            for each in region.instructions:
                if each.target:
                    self.made[each.target] = (index, each)
                    if each.op not in _MEMORY and all(
                        arg.name is None or arg.name in self.uniform for arg in each.args
                    ):
                        self.uniform.add(each.target)
        for index, region in enumerate(kernel.regions):
            for each in region.instructions:
                for arg in each.args:
                    if arg.name not in self.made or arg.name in self.uniform:
                        continue
                    if self.made[arg.name][0] != index:
                        self.spilled.setdefault(arg.name, len(self.spilled))
        self.lines: list[str] = []
        self.count = 0
        self.loops: list[str] = []

    def text(self) -> str:
        """Return the whole module."""
        kernel = self.kernel
        self.lines = [HEAD.replace("BLOCK", str(BLOCK)).rstrip()]
        self._initial()
        self.lines += [
            "periods:",
            "  br label %period",
            "period:",
            "  %p = phi i64 [ 0, %periods ], [ %p.next, %period.end ]",
        ]
        for index, region in enumerate(kernel.regions):
            self._region(index, region)
        self.lines += [
            "  br label %period.end",
            "period.end:",
            "  %p.next = add i64 %p, 1",
            f"  %p.more = icmp slt i64 %p.next, {kernel.periods}",
            "  br i1 %p.more, label %period, label %block.end",
        ]
        return "\n".join(self.lines) + TAIL.replace("BLOCK", str(BLOCK)) + "\n".join(self.loops)

    def _initial(self) -> None:
        self.lines.append("init:")
        if not self.kernel.cells:
            self.lines.append("  br label %periods")
            return
        self.lines += [
            "  br label %init.loop",
            "init.loop:",
            "  %ii = phi i64 [ 0, %init ], [ %ii.next, %init.loop ]",
        ]
        for index, initial in enumerate(self.kernel.cells):
            self.lines += [
                f"  %ic{index} = add i64 %ii, {index * BLOCK}",
                f"  %ia{index} = getelementptr i64, ptr %S, i64 %ic{index}",
                f"  store i64 {initial}, ptr %ia{index}, !llvm.access.group !0",
            ]
        self.lines += [
            "  %ii.next = add nuw nsw i64 %ii, 1",
            "  %ii.more = icmp slt i64 %ii.next, %nb",
            f"  br i1 %ii.more, label %init.loop, label %periods, !llvm.loop !{self._loop()}",
        ]

    def _loop(self) -> int:
        number = 3 + len(self.loops)
        self.loops.append(f"!{number} = distinct !{{!{number}, !1, !2}}")
        return number

    def _region(self, index: int, region: Region) -> None:
        after = f"after{index}"
        if region.over is not None:
            first, end = region.over
            for name, table in (("first", first), ("end", end)):
                self._uniform_table(f"%{name}{index}", table)
            self.lines += [
                f"  %any{index} = icmp slt i64 %first{index}, %end{index}",
                f"  br i1 %any{index}, label %over{index}.pre, label %{after}",
                f"over{index}.pre:",
                f"  br label %over{index}",
                f"over{index}:",
                f"  %at{index} = phi i64 [ %first{index}, %over{index}.pre ],"
                f" [ %at{index}.next, %over{index}.end ]",
            ]
        _Body(self, index, region).emit()
        if region.over is not None:
            self.lines += [
                f"  br label %over{index}.end",
                f"over{index}.end:",
                f"  %at{index}.next = add i64 %at{index}, 1",
                f"  %at{index}.more = icmp slt i64 %at{index}.next, %end{index}",
                f"  br i1 %at{index}.more, label %over{index}, label %{after}",
            ]
        else:
            self.lines.append(f"  br label %{after}")
        self.lines.append(f"{after}:")

    def _uniform_table(self, name: str, table: int) -> None:
        self.lines += [
            f"  {name}.i = add i64 %p, {table * self.kernel.periods}",
            f"  {name}.a = getelementptr i64, ptr %T, i64 {name}.i",
            f"  {name} = load i64, ptr {name}.a",
        ]


class _Body:
    """One region while it is printed: what is the same for all partners first, then the loop."""

    def __init__(self, printer: _Printer, index: int, region: Region) -> None:
        self.printer, self.index, self.region = printer, index, region
        self.kernel = printer.kernel
        self.here: dict[str, str] = {"at": f"%at{index}"}
        self.pre: list[str] = []
        self.lines: list[str] = []
        self.into = self.lines
        self.count = 0

    def emit(self) -> None:
        """Add the region to the printer's lines."""
        for each in self.region.instructions:
            if each.target in self.printer.uniform:
                self._uniform(each.target)
            else:
                self._instruction(each)
        r = self.index
        self.printer.lines += [
            *self.pre,
            f"  br label %pre{r}",
            f"pre{r}:",
            f"  br label %loop{r}",
            f"loop{r}:",
            f"  %i{r} = phi i64 [ 0, %pre{r} ], [ %i{r}.next, %loop{r} ]",
            *self.lines,
            f"  %i{r}.next = add nuw nsw i64 %i{r}, 1",
            f"  %i{r}.more = icmp slt i64 %i{r}.next, %nb",
            f"  br i1 %i{r}.more, label %loop{r}, label %done{r},"
            f" !llvm.loop !{self.printer._loop()}",
            f"done{r}:",
        ]

    def _uniform(self, name: str) -> str:
        """Print what is the same for all partners before the loop, and return its name."""
        if name not in self.here:
            _, each = self.printer.made[name]
            for arg in each.args:
                if arg.name is not None:
                    self._uniform(arg.name)
            self.into = self.pre
            if each.op == "table":
                own = self._new()
                at = each.extra * self.kernel.periods
                self._line(f"{own}.i = add i64 %p, {at}")
                self._line(f"{own}.a = getelementptr i64, ptr %T, i64 {own}.i")
                self._loaded(each, own, f"load i64, ptr {own}.a")
            else:
                self._compute(each, [self._arg(arg) for arg in each.args])
            self.into = self.lines
        return self.here[name]

    def _instruction(self, each: Instruction) -> None:
        args = [self._arg(arg) for arg in each.args]
        match each.op:
            case "input" | "given" | "cell" | "old":
                own = self._new()
                self._address(own, each, args)
                self._loaded(each, own, f"load i64, ptr {own}.a, !llvm.access.group !0")
            case "set_cell" | "put" | "output":
                own = self._new()
                value = args[0]
                if each.args[0].is_truth and each.args[0].name is not None:
                    self._line(f"{own}.w = zext i1 {value} to i64")
                    value = f"{own}.w"
                elif each.args[0].name is None:
                    value = str(each.args[0].low)
                self._address(own, each, args[1:])
                self._line(f"store i64 {value}, ptr {own}.a, !llvm.access.group !0")
            case _:
                self._compute(each, args)
        if each.target in self.printer.spilled:
            self._spill(each)

    def _spill(self, each: Instruction) -> None:
        own, value = self._new(), self.here[each.target]
        if each.is_truth:
            self._line(f"{own}.w = zext i1 {value} to i64")
            value = f"{own}.w"
        self._scratch(own, self._spilled_at(each.target))
        self._line(f"store i64 {value}, ptr {own}.a, !llvm.access.group !0")

    def _spilled_at(self, name: str) -> int:
        return (len(self.kernel.cells) + self.printer.spilled[name]) * BLOCK

    def _arg(self, arg: V) -> str:
        if arg.name is None:
            return ("true" if arg.low else "false") if arg.is_truth else str(arg.low)
        if arg.name in self.here:
            return self.here[arg.name]
        if arg.name in self.printer.uniform:
            return self._uniform(arg.name)
        own = self._new()
        self._scratch(own, self._spilled_at(arg.name))
        _, each = self.printer.made[arg.name]
        self._loaded(each, own, f"load i64, ptr {own}.a, !llvm.access.group !0")
        return self.here[arg.name]

    def _loaded(self, each: Instruction, own: str, load: str) -> None:
        if each.is_truth:
            self._line(f"{own}.n = {load}")
            self._line(f"{own} = icmp ne i64 {own}.n, 0")
        else:
            self._line(f"{own} = {load}")
        self.here[each.target] = own

    def _address(self, own: str, each: Instruction, places: list[str]) -> None:
        kernel, i = self.kernel, f"%i{self.index}"
        match each.op:
            case "cell" | "set_cell":
                self._scratch(own, each.extra * BLOCK)
                return
            case "old" | "put":
                base = len(kernel.cells) + len(self.printer.spilled)
                place = places[0] if places else "%p"
                self._line(f"{own}.h = add i64 {place}, {base + each.extra * kernel.periods}")
                self._line(f"{own}.b = mul i64 {own}.h, {BLOCK}")
                self._line(f"{own}.i = add i64 {own}.b, {i}")
                self._line(f"{own}.a = getelementptr i64, ptr %S, i64 {own}.i")
                return
        memory = {"input": "%X", "given": "%G", "output": "%Y"}[each.op]
        if each.op == "given":
            self._line(f"{own}.r = mul i64 %n, {each.extra}")
        else:
            self._line(f"{own}.q = add i64 %p, {each.extra * kernel.periods}")
            self._line(f"{own}.r = mul i64 {own}.q, %n")
        self._line(f"{own}.s = add i64 {own}.r, %start")
        self._line(f"{own}.i = add i64 {own}.s, {i}")
        self._line(f"{own}.a = getelementptr i64, ptr {memory}, i64 {own}.i")

    def _scratch(self, own: str, at: int) -> None:
        self._line(f"{own}.i = add i64 %i{self.index}, {at}")
        self._line(f"{own}.a = getelementptr i64, ptr %S, i64 {own}.i")

    def _compute(self, each: Instruction, args: list[str]) -> None:
        op, own = each.op, self._new()
        a = args[0]
        if op in _BINARY:
            self._line(f"{own} = {_BINARY[op]} i64 {a}, {args[1]}")
        elif op in _COMPARED:
            self._line(f"{own} = icmp {_COMPARED[op]} i64 {a}, {args[1]}")
        elif op in ("and", "or"):
            self._line(f"{own} = {op} i1 {a}, {args[1]}")
        elif op == "not":
            self._line(f"{own} = xor i1 {a}, true")
        elif op in ("min", "max"):
            self._line(f"{own} = call i64 @llvm.s{op}.i64(i64 {a}, i64 {args[1]})")
        elif op == "abs":
            self._line(f"{own} = call i64 @llvm.abs.i64(i64 {a}, i1 false)")
        elif op == "neg":
            self._line(f"{own} = sub i64 0, {a}")
        elif op == "select":
            kind = "i1" if each.is_truth else "i64"
            self._line(f"{own} = select i1 {a}, {kind} {args[1]}, {kind} {args[2]}")
        elif op == "quotient":
            own = self._quotient(a, each.args[0].high, each.extra)
        else:
            assert op == "floor", op
            # Of partners that the kernel does not answer for it may be anything.
            self._line(f"{own}.d = call i64 @llvm.umax.i64(i64 {args[1]}, i64 1)")
            self._line(f"{own} = udiv i64 {a}, {own}.d")
        self.here[each.target] = own

    # ---- division by a known number

    def _quotient(self, a: str, high: int, divisor: int) -> str:
        """Print a // divisor for 0 <= a <= high."""
        twos = (divisor & -divisor).bit_length() - 1
        odd, high = divisor >> twos, high >> twos
        if twos:
            a = self._let(f"lshr i64 {a}, {twos}")
        if odd == 1:
            return a
        exact = _magic(high, odd)
        if exact is not None:
            return self._times_shift(a, *exact)
        close = _close(high, odd)
        if close is None:
            return self._let(f"udiv i64 {a}, {odd}")
        cut, factor, shift, rest = close
        top = self._let(f"lshr i64 {a}, {cut}")
        near = self._times_shift(top, factor, shift)
        product = self._let(f"mul i64 {near}, {odd}")
        left = self._let(f"sub i64 {a}, {product}")
        more = self._times_shift(left, *rest)
        return self._let(f"add i64 {near}, {more}")

    def _times_shift(self, a: str, factor: int, shift: int) -> str:
        product = self._let(f"mul i64 {a}, {factor}")
        return self._let(f"lshr i64 {product}, {shift}")

    def _let(self, text: str) -> str:
        own = self._new()
        self._line(f"{own} = {text}")
        return own

    def _new(self) -> str:
        self.count += 1
        return f"%r{self.index}.{self.count}"

    def _line(self, text: str) -> None:
        self.into.append(f"  {text}")


def _magic(high: int, divisor: int) -> tuple[int, int] | None:
    """Return (factor, shift) so that a * factor >> shift is a // divisor for 0 <= a <= high.

    With factor = 2^shift / divisor rounded up, the product is too large by a * e / divisor of
    2^shift, e = factor * divisor - 2^shift: less than one part where a * e < 2^shift.
    """
    for shift in range(divisor.bit_length(), 63):
        factor = -(-(1 << shift) // divisor)
        if high * factor >= 1 << 63:
            return None
        if high * (factor * divisor - (1 << shift)) < 1 << shift:
            return factor, shift
    return None


def _close(high: int, divisor: int) -> tuple[int, int, int, tuple[int, int]] | None:
    """Return (cut, factor, shift, rest) so that near = (a >> cut) * factor >> shift is at most
    a // divisor, and *rest* divides what is left of a exactly.

    What is lost is less than 2^cut / divisor + high / 2^(shift + cut) + 1.
    """
    cut = max(0, high.bit_length() - 31)
    shift = divisor.bit_length() + 30
    factor = (1 << shift) // divisor
    if (high >> cut) * factor >= 1 << 63 or shift <= cut:
        return None
    lost = (1 << cut) // divisor + (high >> shift) + 3
    rest = _magic((lost + 1) * divisor, divisor)
    return None if rest is None else (cut, factor, shift - cut, rest)
