"""Packaged files are found, the cache is private, and files are replaced whole or not at all."""

import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from milestonelang import resources

_ROOT = Path(__file__).resolve().parent.parent

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
on_linux = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="about XDG folders")


def test_checkout_is_where_files_are_found() -> None:
    assert resources.grammar_path().parent == _ROOT / "grammar"
    assert resources.grammar_path().is_file()
    assert resources.stdlib_path() == _ROOT / "stdlib"
    assert resources.stdlib_path().is_dir()
    assert resources.error_pages_path() == _ROOT / "docs" / "errors"
    assert resources.error_pages_path().is_dir()


# ---- the cache folder


@on_linux
def test_cache_is_made_for_the_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "deep" / "cache"))
    folder = resources.cache_directory()
    assert folder == tmp_path / "deep" / "cache" / "milestonelang"
    assert folder.is_dir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert resources.cache_directory() == folder


@on_linux
def test_cache_that_others_may_write_to_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = tmp_path / "milestonelang"
    folder.mkdir()
    folder.chmod(0o777)
    assert resources.cache_directory() == folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@on_linux
def test_cache_of_somebody_else_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    stranger = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: stranger)
    assert resources.cache_directory() is None


@on_linux
def test_cache_that_cannot_be_made_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocking = tmp_path / "file"
    blocking.write_text("a file where a folder is wanted", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocking))
    assert resources.cache_directory() is None


@on_linux
@pytest.mark.parametrize("named", ["", "relative/cache"])
def test_cache_falls_back_to_the_home_folder(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert resources.cache_directory() == tmp_path / ".cache" / "milestonelang"


@on_linux
def test_cache_without_a_home_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("could not determine home directory")

    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setattr(Path, "home", no_home)
    assert resources.cache_directory() is None


@pytest.mark.skipif(sys.platform == "win32", reason="about other systems' folders")
@pytest.mark.parametrize(
    ("platform", "inside"), [("darwin", "Library/Caches"), ("win32", "AppData/Local")]
)
def test_cache_of_another_system(
    platform: str, inside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", "")
    assert resources.cache_directory() == tmp_path / inside / "milestonelang"


def test_cache_follows_the_local_application_data_of_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert resources.cache_directory() == tmp_path / "milestonelang"


# ---- replacing files


def test_replace_makes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "statement.csv"
    resources.replace_atomically(path, b"first")
    assert path.read_bytes() == b"first"
    resources.replace_atomically(path, b"")
    assert path.read_bytes() == b""
    assert list(tmp_path.iterdir()) == [path]


def test_replace_without_a_folder_to_flush(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    path = tmp_path / "statement.csv"
    resources.replace_atomically(path, b"first")
    assert path.read_bytes() == b"first"


@pytest.mark.parametrize("failing", ["replace", "fsync"])
def test_replace_that_fails_leaves_the_old_file_alone(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    path = tmp_path / "statement.csv"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(OSError, match="no space left"):
        resources.replace_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_replace_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        resources.replace_atomically(tmp_path / "missing" / "statement.csv", b"new")
    assert list(tmp_path.iterdir()) == []


def test_replace_takes_the_longest_of_names(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250 + ".csv")
    resources.replace_atomically(path, b"new")
    assert path.read_bytes() == b"new"


@on_posix
def test_replace_keeps_the_permissions_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "statement.csv"
    path.write_bytes(b"old")
    path.chmod(0o640)
    resources.replace_atomically(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@on_posix
def test_replace_gives_a_new_file_the_permissions_of_any_other(tmp_path: Path) -> None:
    path, other = tmp_path / "statement.csv", tmp_path / "other.csv"
    other.write_bytes(b"made the plain way")
    resources.replace_atomically(path, b"new")
    assert path.stat().st_mode == other.stat().st_mode


@on_posix
def test_replace_follows_a_link(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "statement.csv"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link = tmp_path / "statement.csv"
    link.symlink_to(target)
    resources.replace_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@on_posix
def test_replace_writes_into_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()), daemon=True)
    reader.start()
    resources.replace_atomically(pipe, b"new")
    reader.join(timeout=10)
    assert received == [b"new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
