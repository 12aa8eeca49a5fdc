"""What a browser makes of the pages: axe finds nothing wrong, and they print as pages.

Run by `make check-documents`, which installs Chromium and axe; elsewhere it is skipped. Every page
of every example is looked at as it stands on a screen, wide and narrow, and as it is printed.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pypdf
import pytest

from tests.documents.pages import EXAMPLES, pages

BROWSER: Final = next(
    filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None
)
# Rules of WCAG 2.2, A and AA, and what axe's authors hold for good practice.
RULES: Final = (
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"),
)
VIEWS: Final = {
    "wide": ({"width": 1280, "height": 900}, "screen"),
    "narrow": ({"width": 320, "height": 640}, "screen"),
    "print": ({"width": 794, "height": 1123}, "print"),
}

pytestmark = pytest.mark.skipif(
    BROWSER is None or "MILESTONE_OFFICE" not in os.environ,
    reason="`make check-documents` runs it with Chromium",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser without a window, which runs our script although the pages forbid scripts."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        # The browser comes from the system; a root user of a container has no sandbox.
        found = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield found.new_context(bypass_csp=True)
        found.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe, new enough to know WCAG 2.2."""
    module = pytest.importorskip("axe_playwright_python")
    return (Path(module.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXAMPLES)
def test_axe_finds_nothing_and_every_page_prints(
    name: str, browser: Any, axe: str, tmp_path: Path
) -> None:
    found = []
    for what, file in pages(EXAMPLES[name], tmp_path).items():
        page = browser.new_page()
        page.goto(file.as_uri())
        page.evaluate(axe)
        for view, (size, media) in VIEWS.items():
            page.set_viewport_size(size)
            page.emulate_media(media=media)
            found += [f"{what}, {view}: {each}" for each in _violations(page, media)]
        _check_printed(page)
        page.close()
    assert found == []


def _violations(page: Any, media: str) -> list[str]:
    # Nobody presses a link on paper, so there it may be as small as the text.
    pressed = {"target-size": {"enabled": media == "screen"}}
    options = {"runOnly": {"type": "tag", "values": list(RULES)}, "rules": pressed}
    result = page.evaluate("options => axe.run(document, options)", options)
    assert len(result["passes"]) > 15, "axe looked at the page"
    return [
        f"{rule['id']}: {node['html'][:120]} ({node['failureSummary']})"
        for rule in result["violations"]
        for node in rule["nodes"][:3]
    ]


def _check_printed(page: Any) -> None:
    """Each page has text and says which it is; nothing stands beside the paper."""
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    texts = [each.extract_text() for each in printed.pages]
    assert len(texts) > 1
    for number, text in enumerate(texts, 1):
        close = "".join(text.split())
        assert f"{number}of{len(texts)}" in close or f"{number}von{len(texts)}" in close
        assert len(close) > 100
