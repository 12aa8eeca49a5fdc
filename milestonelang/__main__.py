"""Let `python -m milestonelang` do what the `milestone` command does."""

from milestonelang.cli import main

main()
