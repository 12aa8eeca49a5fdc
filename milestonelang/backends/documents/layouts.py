"""Our own templates of pages, and the store that keeps templates compiled from run to run.

In: a folder of templates. Out: the environment that reads them: texts are escaped, and a field that
is missing is an error. To compile them anew takes a tenth of the time of an HTML file.
"""

import contextlib
from typing import TYPE_CHECKING

from milestonelang import resources

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment


def pages(folder: str) -> "Environment":
    """Return the environment of the pages in a folder beside this module."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("milestonelang.backends.documents", folder),
        bytecode_cache=compiled(),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def compiled() -> "BytecodeCache | None":
    """Return the store of compiled templates; a folder that cannot be written is no mistake."""
    from jinja2 import FileSystemBytecodeCache
    from jinja2.bccache import Bucket

    folder = resources.cache_directory()
    if folder is None:
        return None

    class Cache(FileSystemBytecodeCache):
        def load_bytecode(self, bucket: Bucket) -> None:
            try:
                super().load_bytecode(bucket)
            except Exception:  # noqa: BLE001  # a damaged file can fail in any way; made anew
                bucket.reset()

        def dump_bytecode(self, bucket: Bucket) -> None:
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)

    return Cache(str(folder))
