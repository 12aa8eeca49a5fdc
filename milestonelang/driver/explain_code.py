"""The page that explains a message."""

from milestonelang.driver import problems
from milestonelang.driver.errors import InputError
from milestonelang.driver.nearest import nearest
from milestonelang.resources import error_pages_path


def explain_code(code: str) -> str:
    """Return the page of a code as Markdown; raises InputError where there is no such code."""
    folder = error_pages_path()
    wanted = code.strip().upper()
    known = sorted(page.stem for page in folder.glob("MS*.md")) if folder.is_dir() else []
    if wanted not in known:
        raise InputError([problems.unknown_code(code, nearest(wanted, known))])
    return (folder / f"{wanted}.md").read_text("utf-8").rstrip("\n") + "\n"
