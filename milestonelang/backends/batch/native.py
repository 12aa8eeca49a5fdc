"""A kernel as machine code, through the compiler that the extra `fast` brings.

In: a kernel. Out: the function that `to_numpy` gives too. What was compiled is kept in the user's
own cache, by the hash of the kernel, of the compiler and of the processor, and is only read back
from a folder that nobody else can write to, with its own hash in front.
"""

import ctypes
import hashlib
from pathlib import Path
from typing import Any

from milestonelang.backends.batch.form import Kernel
from milestonelang.backends.batch.memory import columns
from milestonelang.backends.batch.to_llvm import print_llvm, scratch_size
from milestonelang.backends.batch.to_numpy import Run
from milestonelang.resources import cache_directory, replace_atomically
from milestonelang.version import VERSION

_KEPT: dict[str, Any] = {}  # engines, which own the code they compiled


def is_there() -> bool:
    """Whether the compiler is installed."""
    from importlib.util import find_spec

    return find_spec("llvmlite") is not None


def compile_native(kernel: Kernel) -> Run:
    """Return the kernel as a function (inputs, given, outputs, first partner, end)."""
    import numpy

    text = print_llvm(kernel)
    address = _address(text)
    pointer, number = ctypes.c_void_p, ctypes.c_int64
    function = ctypes.CFUNCTYPE(None, *[pointer] * 5, *[number] * 3)(address)
    tables = numpy.array([*kernel.tables, (0,) * kernel.periods], numpy.int64)
    size = scratch_size(kernel)

    def run(inputs: Any, given: Any, outputs: Any, first: int, end: int) -> None:
        if end <= first:
            return
        scratch = columns(size)
        memory = (inputs, given, outputs, tables, scratch)
        for each in memory:
            assert each.dtype == numpy.int64 and each.flags.c_contiguous
        places = [each.ctypes.data for each in memory]
        function(*places, outputs.shape[-1], first, end)

    return run


def _address(text: str) -> int:
    """Return where the compiled code of a module begins."""
    import llvmlite
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    features = binding.get_host_cpu_features().flatten()
    facts = (text, VERSION, llvmlite.__version__, binding.get_host_cpu_name(), features)
    key = hashlib.sha256("\0".join(facts).encode()).hexdigest()
    if key not in _KEPT:
        machine = binding.Target.from_default_triple().create_target_machine(
            cpu=binding.get_host_cpu_name(), features=features, opt=3, jit=True
        )
        code = _cached(key)
        if code is None:
            code = _compiled(text, machine)
            _cache(key, code)
        engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
        engine.add_object_file(binding.ObjectFileRef.from_data(code))
        engine.finalize_object()
        _KEPT[key] = engine
    address = _KEPT[key].get_function_address("kernel")
    assert isinstance(address, int) and address
    return address


def _compiled(text: str, machine: Any) -> bytes:
    from llvmlite import binding

    module = binding.parse_assembly(text)
    module.triple = machine.triple
    module.verify()
    tuning = binding.PipelineTuningOptions(speed_level=3)
    tuning.loop_vectorization = True
    tuning.slp_vectorization = False
    tuning.loop_unrolling = False
    builder = binding.create_pass_builder(machine, tuning)
    builder.getModulePassManager().run(module, builder)
    code: bytes = machine.emit_object(module)
    return code


def _place(key: str) -> Path | None:
    folder = cache_directory()
    return None if folder is None else folder / f"kernel-{key}.o"


def _cached(key: str) -> bytes | None:
    place = _place(key)
    try:
        content = b"" if place is None else place.read_bytes()
    except OSError:
        return None
    seal, code = content[:32], content[32:]
    return code if code and hashlib.sha256(code).digest() == seal else None


def _cache(key: str, code: bytes) -> None:
    place = _place(key)
    if place is None:
        return
    try:
        replace_atomically(place, hashlib.sha256(code).digest() + code)
    except OSError:
        return  # a cache that cannot be written costs time and nothing else
