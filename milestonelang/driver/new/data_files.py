"""Write the empty data and event files that terms need."""

import shlex
from pathlib import Path

from milestonelang import records
from milestonelang.data.empty import EVENTS_FILE, data_arguments, empty_files
from milestonelang.driver import problems
from milestonelang.driver.errors import InputError, reason_of
from milestonelang.driver.output import write_file
from milestonelang.driver.terms import Checked


@records.frozen
class DataFiles:
    """The files that were written, and the command that evaluates the terms on them."""

    paths: tuple[Path, ...]
    command: str


def write_data_files(checked: Checked, folder: str | Path, force: bool = False) -> DataFiles:
    """Write the files into *folder*, made if need be.

    Raises TermsError where the terms have errors, and InputError where a file cannot be written or
    is there already and *force* does not say to replace it; then nothing is written.
    """
    agreement = checked.require()
    files = empty_files(agreement)
    target = Path(folder)
    paths = {name: target / name for name in files}
    there = [path for path in paths.values() if path.exists()]
    if there and not force:
        found = [problems.unwritable(str(path), "it is there already") for path in there]
        raise InputError(found)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError([problems.unwritable(str(target), reason_of(error))]) from error
    for name, text in files.items():
        write_file(paths[name], text.encode("utf-8"))
    words = ["milestone", "evaluate", checked.terms.name]
    for name, source in data_arguments(agreement).items():
        words += ["--data", str(paths[name]) if source is None else f"{source}={paths[name]}"]
    words += ["--events", str(paths[EVENTS_FILE])]
    return DataFiles(tuple(paths.values()), shlex.join(words))
