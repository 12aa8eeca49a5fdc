"""What is installed is what the checkout holds, wherever the wheel was built from."""

import json
import runpy
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent
_TRAVELLING = {"grammar": "grammar", "stdlib": "stdlib", "errors": "docs/errors"}

_PRINT_PATHS = """
import json, sys
sys.path.insert(0, sys.argv[1])
from milestonelang import resources
paths = {
    "module": resources.__file__,
    "grammar": str(resources.grammar_path()),
    "stdlib": str(resources.stdlib_path()),
    "errors": str(resources.error_pages_path()),
}
print(json.dumps(paths))
"""

_RUN_COMMAND = """
import sys
folder, *arguments = sys.argv[1:]
sys.path.insert(0, folder)
from milestonelang.cli import main
sys.argv = ["milestone", *arguments]
sys.exit(main())
"""


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(_ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module", params=["from the checkout", "from the source distribution"])
def wheel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = _ROOT
    if request.param == "from the source distribution":
        unpacked = tmp_path_factory.mktemp("unpacked")
        with tarfile.open(request.getfixturevalue("sdist")) as archive:
            archive.extractall(unpacked, filter="data")
        (source,) = unpacked.iterdir()
    return _build(source, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.mark.parametrize("name", _TRAVELLING)
def test_wheel_holds_every_file_that_travels(installed: Path, name: str) -> None:
    in_checkout = _files(_ROOT / _TRAVELLING[name])
    assert in_checkout, f"{_TRAVELLING[name]} is empty"
    assert _files(installed / "milestonelang" / "_data" / name) == in_checkout


def test_wheel_holds_the_package_and_nothing_else(installed: Path) -> None:
    package = _files(_ROOT / "milestonelang")
    in_wheel = _files(installed / "milestonelang")
    assert {n: c for n, c in in_wheel.items() if not n.startswith("_data/")} == package
    assert "py.typed" in in_wheel
    assert sorted(entry.name.split("-")[0] for entry in installed.iterdir()) == [
        "milestonelang",
        "milestonelang",
    ]


def test_wheel_finds_its_own_files(installed: Path) -> None:
    paths = json.loads(_python(installed, _PRINT_PATHS))
    data = installed.resolve() / "milestonelang" / "_data"
    assert Path(paths["module"]).is_relative_to(installed.resolve())
    assert Path(paths["grammar"]).parent == data / "grammar"
    assert Path(paths["grammar"]).is_file()
    assert Path(paths["stdlib"]) == data / "stdlib"
    assert Path(paths["errors"]) == data / "errors"


def test_wheel_checks_terms_that_use_the_standard_library(installed: Path) -> None:
    terms = _ROOT / "examples" / "northwind" / "northwind.terms"
    assert "std." in terms.read_text(encoding="utf-8")
    _python(installed, _RUN_COMMAND, "check", str(terms))


def test_wheel_brings_the_tables_of_its_grammar(installed: Path) -> None:
    program = (
        "import sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from milestonelang import resources\n"
        "from milestonelang.syntax import tables\n"
        "resources.cache_directory = lambda: sys.exit('the cache is asked')\n"
        "print('payment' in tables.load().words, 'lark' in sys.modules)\n"
    )
    assert _python(installed, program).split() == ["True", "False"]


def test_command_is_installed(installed: Path) -> None:
    (entry_points,) = installed.glob("*.dist-info/entry_points.txt")
    assert "milestone = milestonelang.cli:main" in entry_points.read_text(encoding="utf-8")


def test_module_runs_as_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["milestone", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("milestonelang", run_name="__main__")
    assert ended.value.code == 0
    assert "evaluate" in capsys.readouterr().out


def _build(source: Path, target: str, folder: Path) -> Path:
    """Return the package built from *source*, without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, stdin=subprocess.DEVNULL)
    (made,) = folder.iterdir()
    return made


def _python(installed: Path, program: str, *arguments: str) -> str:
    """Return what *program* prints, run apart from the checkout."""
    command = [sys.executable, "-I", "-c", program, str(installed), *arguments]
    done = subprocess.run(
        command,
        cwd=installed,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
