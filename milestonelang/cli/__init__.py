"""The `milestone` command."""

from typing import NoReturn


def main() -> NoReturn:
    """Run the command with the arguments of the process, and end with its exit code."""
    from milestonelang.cli.run import run

    raise SystemExit(run())
