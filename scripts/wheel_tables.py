"""Put the parse tables of the grammar into a wheel, so that no first command has to build them.

The build calls this; an editable install has none, since its grammar may change at any time.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TablesHook(BuildHookInterface[Any]):
    """Builds the tables into a folder of their own, from where they go into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the tables with the compiler that is being packed."""
        self._folder: str | None = None
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from milestonelang import resources
        from milestonelang.syntax import tables

        self._folder = tempfile.mkdtemp()
        made = Path(self._folder) / "grammar.tables"
        made.write_bytes(tables.for_wheel(resources.grammar_path().read_text(encoding="utf-8")))
        build_data["force_include"][str(made)] = "milestonelang/_data/tables/grammar.tables"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what is in the wheel now."""
        if self._folder is not None:
            shutil.rmtree(self._folder)
