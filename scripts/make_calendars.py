"""Write the holiday calendars of `stdlib/calendars` from the `holidays` package.

    pip install holidays
    python scripts/make_calendars.py

The tables are pinned: they are made by hand and committed, so that no result changes because a
library was updated. Each file has one public holiday a line, as `2026-12-25 Christmas Day`.
Weekends are left out by the compiler and are not in the tables.
"""

import sys
from pathlib import Path
from typing import Any

FIRST_YEAR = 2015
LAST_YEAR = 2050
COUNTRIES: dict[str, tuple[str | None, ...]] = {
    "AT": (None,),
    "AU": (None, "NSW", "VIC", "QLD"),
    "BE": (None,),
    "BR": (None,),
    "CA": (None, "BC", "ON", "QC"),
    "CH": ("GE", "ZH"),
    "CZ": (None,),
    "DE": (None, "BE", "BW", "BY", "HE", "HH", "NI", "NW", "SN"),
    "DK": (None,),
    "ES": (None, "CT", "MD"),
    "FI": (None,),
    "FR": (None,),
    "GB": ("ENG", "NIR", "SCT", "WLS"),
    "IE": (None,),
    "IT": (None,),
    "JP": (None,),
    "LU": (None,),
    "MX": (None,),
    "NL": (None,),
    "NO": (None,),
    "NZ": (None,),
    "PL": (None,),
    "PT": (None,),
    "SE": (None,),
    "US": (None, "CA", "DE", "NY", "TX"),
}
_FOLDER = Path(__file__).resolve().parent.parent / "stdlib" / "calendars"


def main() -> None:
    """Write every calendar."""
    import holidays

    _FOLDER.mkdir(parents=True, exist_ok=True)
    for country, parts in COUNTRIES.items():
        for part in parts:
            name = country if part is None else f"{country}-{part}"
            found = holidays.country_holidays(
                country, subdiv=part, years=range(FIRST_YEAR, LAST_YEAR + 1), language="en_US"
            )
            _write(name, found)
    # The days on which the payment system of the euro is closed.
    target = holidays.financial_holidays("ECB", years=range(FIRST_YEAR, LAST_YEAR + 1))
    _write("EU", target)
    sys.stdout.write(f"wrote {len(list(_FOLDER.glob('*.txt')))} calendars to {_FOLDER}\n")


def _write(name: str, found: dict[Any, str]) -> None:
    lines = [f"{day.isoformat()} {title}\n" for day, title in sorted(found.items())]
    (_FOLDER / f"{name}.txt").write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
