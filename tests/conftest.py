"""What every test runs under.

Draws of the property tests are repeatable wherever `CI` is set, so that a red run
can be run again; elsewhere each run looks somewhere new. Caches that the compiler
keeps are put into `build/`, never into the home of whoever runs the tests. Garbage is looked for
seldom, as in the command itself, and never among what was imported: that was a third of the time.
"""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from hypothesis import settings

from tests.untraced import untraced

_ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("anywhere", deadline=None, print_blob=True)
settings.register_profile("repeatable", settings.get_profile("anywhere"), derandomize=True)
settings.load_profile("repeatable" if os.environ.get("CI") else "anywhere")


def pytest_configure(config: pytest.Config) -> None:
    """Point the user's cache folder into the checkout, for child processes too."""
    cache = str(_ROOT / "build" / "test-cache")
    os.environ["XDG_CACHE_HOME"] = cache
    os.environ["LOCALAPPDATA"] = cache


@pytest.fixture(autouse=True, scope="session")
def pages_are_read_untraced() -> Iterator[None]:
    """Read pages of a PDF without the tracer, by which no line of ours is missed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pypdf.PageObject, "extract_text", untraced(pypdf.PageObject.extract_text))
        yield


def pytest_collection_finish() -> None:
    """Leave alone what was imported, and look at what tests build as seldom as the command."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the messages that stand beside programs be written anew."""
    parser.addoption("--update-goldens", action="store_true", help="rewrite expected messages")
