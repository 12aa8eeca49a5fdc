"""Files that must not be read: what is in them, and the message that each gets.

A case is a name, how the file is given (`metrics`, `billing`, `deals`, `events`; the suffix chooses
the format), its bytes, and the lines that describe what is found: code, row, column, message and
help.
"""

from typing import NamedTuple

Q = "quarter,retention\n"
EVENTS = "date,event,subject,by,amount,note\n"
B = "customer,issued_on,kind,amount\n"


class Case(NamedTuple):
    """One hostile file."""

    name: str
    given: str
    content: bytes
    suffix: str = ".csv"


def _metric(name: str, column: str, cell: str) -> Case:
    quoted = f'"{cell}"' if "," in cell else cell
    return Case(name, "metrics", f"quarter,{column}\n2026-Q1,{quoted}\n".encode())


def _event(name: str, row: str) -> Case:
    return Case(name, "events", (EVENTS + row + "\n").encode())


def _billing(name: str, row: str) -> Case:
    return Case(name, "billing", (B + row + "\n").encode())


CASES = (
    # ---- the file
    Case("empty", "metrics", b""),
    Case("only blank lines", "metrics", b"\n \n"),
    Case("UTF-16 with a mark", "metrics", (Q + "2026-Q1,84%\n").encode("utf-16")),
    Case("UTF-32 with a mark", "metrics", (Q + "2026-Q1,84%\n").encode("utf-32")),
    Case("UTF-16 without a mark", "metrics", (Q + "2026-Q1,84%\n").encode("utf-16-le")),
    Case("Latin-1", "billing", (B + "Müller,2026-01-01,invoice,1.00\n").encode("latin-1")),
    Case("NUL", "billing", (B + "A\0B,2026-01-01,invoice,1.00\n").encode()),
    Case("Excel", "metrics", b"PK\x03\x04rest"),
    Case("gzip", "metrics", b"\x1f\x8b\x08rest"),
    Case("semicolons", "metrics", b"quarter;retention\n2026-Q1;84%\n"),
    Case("tabs", "metrics", b"quarter\tretention\n2026-Q1\t84%\n"),
    Case(
        "open quote",
        "billing",
        (B + 'A,2026-01-01,invoice,1.00\n"B,2026-01-02,invoice,2\n').encode(),
    ),
    Case("after a quote", "billing", (B + '"A"x,2026-01-01,invoice,1.00\n').encode()),
    Case("huge cell", "billing", (B + "A" * 200_000 + ",2026-01-01,invoice,1.00\n").encode()),
    # ---- the header
    Case("unknown column", "metrics", b"quarter,retension\n2026-Q1,84%\n"),
    Case("title as a column", "metrics", b"quarter,Customer Retention\n2026-Q1,84%\n"),
    Case("nothing alike", "billing", b"customer,issued_on,kind,amount,xyz\n"),
    Case("column without a name", "metrics", b"quarter,retention,\n2026-Q1,84%,\n"),
    Case("columns without a name", "metrics", b"quarter,retention,,\n2026-Q1,84%,,\n"),
    Case("three without a name", "metrics", b"quarter,retention,,,\n2026-Q1,84%,,,\n"),
    Case("blank behind a name", "metrics", b"quarter ,retention\n2026-Q1,84%\n"),
    Case("missing column", "billing", b"customer,issued_on,kind\n"),
    Case("no period column", "metrics", b"retention\n84%\n"),
    Case("capital period column", "metrics", b"Quarter,retention\n2026-Q1,84%\n"),
    Case("rows given as metrics", "metrics", (B + "A,2026-01-01,invoice,1.00\n").encode()),
    Case("two period columns", "metrics", b"quarter,month,retention\n"),
    Case("column twice", "metrics", b"quarter,retention,retention\n2026-Q1,84%,85%\n"),
    Case("computed metric", "metrics", b"quarter,net_revenue\n2026-Q1,5.00\n"),
    Case("computed column", "deals", b"deal,closed_on,churned_on,size,total\n"),
    Case("other frequency", "metrics", b"quarter,volume\n2026-Q1,5.00\n"),
    Case("missing metric", "metrics", b"quarter,retention,gross_margin\n2026-Q1,84%,1%\n"),
    Case("empty first line", "metrics", b"\nquarter,retention\n2026-Q1,84%\n"),
    # ---- the width of rows
    Case("short row", "metrics", b"quarter,retention,gross_margin\n2026-Q1,84%\n"),
    Case("long row", "metrics", b"quarter,bookings\n2026-Q1,1,250.00\n"),
    Case("blank line inside", "metrics", b"quarter,retention\n2026-Q1,84%\n\n2026-Q2,84%\n"),
    # ---- numbers
    _metric("NaN", "index", "NaN"),
    _metric("infinity", "index", "-Infinity"),
    _metric("exponent", "index", "1e3"),
    _metric("huge exponent", "index", "1e999999999"),
    _metric("Arabic digits", "index", "١٢٣"),
    _metric("underscore", "index", "1_000"),
    _metric("plus", "index", "+5"),
    _metric("real minus", "index", "−5"),
    _metric("bookkeeper's minus", "bookings", "(5.00)"),
    _metric("point first", "index", ".5"),
    _metric("too many digits", "index", "1" * 19),
    _metric("spreadsheet error", "index", "#REF!"),
    _metric("not available", "index", "n/a"),
    _metric("words", "index", "about 5"),
    _metric("decimal comma", "bookings", "1234,50"),
    _metric("European thousands", "bookings", "1.234,50"),
    _metric("wrong thousands", "bookings", "12,34,567.00"),
    _metric("blank before", "bookings", " 5.00"),
    _metric("no-break space", "bookings", "1\xa0000"),
    # ---- units
    _metric("percentage without its sign", "retention", "0.84"),
    _metric("blank before the sign", "retention", "84 %"),
    _metric("duration without unit", "onboarding_time", "20"),
    _metric("duration in months", "onboarding_time", "2 months"),
    _metric("other currency", "bookings", "EUR 5.00"),
    _metric("currency behind", "bookings", "5.00 USD"),
    _metric("dollar sign", "bookings", "$5.00"),
    _metric("too fine", "bookings", "5.005"),
    _metric("half a customer", "seats", "5.5"),
    _metric("other unit", "seats", "5 seats"),
    _metric("truth", "certified", "yes"),
    _metric("above the range", "retention", "101%"),
    _metric("below the range", "gross_margin", "-100.5%"),
    _metric("between steps", "onboarding_time", "12.5 days"),
    # ---- periods
    Case("period malformed", "metrics", b"quarter,retention\nQ1 2026,84%\n"),
    Case("month in a quarter's file", "metrics", b"quarter,retention\n2026-03,84%\n"),
    Case("period empty", "metrics", b"quarter,retention\n,84%\n"),
    Case("before the term", "metrics", b"quarter,retention\n2025-Q4,84%\n"),
    Case("after the wind-down", "metrics", b"quarter,retention\n2028-Q3,84%\n"),
    Case("period twice", "metrics", b"quarter,retention\n2026-Q1,84%\n2026-Q1,85%\n"),
    Case(
        "report twice",
        "metrics",
        b"quarter,reported_on,retention\n2026-Q1,2026-04-01,84%\n2026-Q1,2026-04-01,85%\n",
    ),
    Case("report date", "metrics", b"quarter,reported_on,retention\n2026-Q1,1 April,84%\n"),
    # ---- rows
    _billing("wrong kind", "A,2026-01-01,invoise,5.00"),
    _billing("no such day", "A,2026-02-30,invoice,5.00"),
    _billing("day the other way", "A,01/02/2026,invoice,5.00"),
    _billing("day with points", "A,31.12.2026,invoice,5.00"),
    _billing("no month has so many days", "A,31/13/2026,invoice,5.00"),
    _billing("day with a time", "A,2026-04-01T00:00:00,invoice,5.00"),
    _billing("no day with a time", "A,2026-04-31 10:00,invoice,5.00"),
    _billing("day number of a spreadsheet", "A,46023,invoice,5.00"),
    _billing("day with slashes", "A,2026/1/2,invoice,5.00"),
    _billing("customer empty", ",2026-01-01,invoice,5.00"),
    _billing("zero-width space", "A\u200b,2026-01-01,invoice,5.00"),
    _billing("right-to-left override", "A\u202eB,2026-01-01,invoice,5.00"),
    Case(
        "not unique",
        "deals",
        b"deal,closed_on,churned_on,size\nD1,2026-01-01,,1.00\nD1,2026-01-02,,1.00\n",
    ),
    # ---- events
    Case("events header", "events", b"date,event,subject,party,amount,note\n"),
    _event("unknown kind", "2026-03-01,evidenz,certificate,partner,,"),
    _event("subject as kind", "2026-03-01,certificate,certificate,partner,,"),
    _event("unknown subject", "2026-03-01,evidence,certifikate,partner,,"),
    _event("wrong kind of subject", "2026-03-01,notice,certificate,partner,,"),
    _event("evidence of a decision", "2026-03-01,evidence,approval,company,,"),
    _event("unknown party", "2026-03-01,evidence,certificate,patrner,,"),
    _event("wrong party", "2026-03-01,evidence,certificate,company,,"),
    _event("nobody", "2026-03-01,evidence,certificate,,,"),
    _event("event's date malformed", "1 March 2026,evidence,certificate,partner,,"),
    _event("before the contract", "2025-12-31,evidence,certificate,partner,,"),
    _event("notice after the end", "2028-07-01,notice,for_cause,company,,"),
    _event("long after the end", "2031-01-01,evidence,certificate,partner,,"),
    _event("outcome missing", "2026-03-01,decision,approval,company,,"),
    _event("outcome unknown", "2026-03-01,decision,approval is grantd,company,,"),
    _event("event's amount", '2026-03-01,evidence,certificate,partner,"EUR 5",'),
    # ---- JSON
    Case("JSON cut off", "metrics", b'[{"quarter": "2026-Q1"', ".json"),
    Case("JSON object", "metrics", b'{"quarter": "2026-Q1"}', ".json"),
    Case("JSON number", "metrics", b"[5]", ".json"),
    Case("JSON without items", "metrics", b"[]", ".json"),
    Case("JSON key twice", "metrics", b'[{"quarter": "2026-Q1", "quarter": "2026-Q2"}]', ".json"),
    Case("JSON NaN", "metrics", b'[{"quarter": "2026-Q1", "index": NaN}]', ".json"),
    Case("JSON exponent", "metrics", b'[{"quarter": "2026-Q1", "index": 1e400}]', ".json"),
    Case("JSON list", "metrics", b'[{"quarter": "2026-Q1", "index": [1]}]', ".json"),
    Case(
        "JSON key missing",
        "metrics",
        b'[{"quarter": "2026-Q1", "index": 1}, {"quarter": "2026-Q2"}]',
        ".json",
    ),
    Case(
        "JSON bare percentage", "metrics", b'[{"quarter": "2026-Q1", "retention": 0.84}]', ".json"
    ),
    Case("JSON too deep", "metrics", b"[" * 100_000, ".json"),
    Case("JSON half a character", "metrics", b'[{"quarter": "\\ud800", "index": 1}]', ".json"),
)
