"""Every program that is kept and may be run: those of corpus, examples and library."""

from pathlib import Path

from tests.corpus.programs import CORPUS, completed

ROOT = CORPUS.parent.parent


def kept_programs() -> list[Path]:
    """Return their files; programs of the syntax alone are not among them."""
    corpus = [path for path in CORPUS.glob("*/ok/*.terms") if path.parts[-3] != "syntax"]
    examples = (ROOT / "examples").glob("*/*.terms")
    library = (ROOT / "tests" / "library").glob("*.terms")
    return sorted([*corpus, *examples, *library])


def program_name(path: Path) -> str:
    """Return a short name that no other has."""
    return f"{path.parts[-3]}/{path.stem}"


def text_and_folder(path: Path) -> tuple[str, Path]:
    """Return the whole text of a program and the folder of the files that it uses."""
    return completed(path.read_text(encoding="utf-8")), (
        CORPUS if CORPUS in path.parents else path.parent
    )
