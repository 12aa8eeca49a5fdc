"""Let `python -m milestonelang` do what the `milestone` command does."""

from milestonelang.cli import main

if __name__ == "__main__":
    main()
