"""Every module is used by an agreement that checks without a remark, whatever the currency."""

import functools
import re
from pathlib import Path

import pytest

import milestonelang
from milestonelang import library as modules
from milestonelang.formatter.format import format_source
from milestonelang.library import standard_modules
from milestonelang.syntax import ast
from milestonelang.syntax.ast.words import PlainKind
from scripts import library

HERE = Path(__file__).resolve().parent
AGREEMENTS = sorted(HERE.glob("every_*.terms"))


parsed = functools.cache(library.Module)


@pytest.mark.parametrize("currency", ["USD", "EUR", "JPY"])
@pytest.mark.parametrize("path", AGREEMENTS, ids=lambda path: path.stem)
def test_agreement_checks_without_a_remark(path: Path, currency: str, tmp_path: Path) -> None:
    text = path.read_text("utf-8")
    assert "in USD" in text
    terms = tmp_path / path.name
    terms.write_text(text.replace("USD", currency), "utf-8")
    assert [str(item.message) for item in milestonelang.check(terms).diagnostics] == []


def test_every_module_in_a_folder_is_used() -> None:
    used = {
        name
        for path in AGREEMENTS
        for name in re.findall(r"^use (std\.[\w.]+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert {name for name in standard_modules() if name.count(".") > 1} <= used


def test_each_clause_of_the_library_is_printed() -> None:
    checked = milestonelang.check(HERE / "every_clause.terms")
    printed = milestonelang.build(checked, to="md").decode("utf-8")
    for name in standard_modules():
        for item in parsed(name).tree.declarations:
            if isinstance(item, ast.Clause):
                assert re.search(rf"^#+ .*[ >]{re.escape(item.title.value)}$", printed, re.M), name


def test_using_one_module_reads_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = modules.reader
    read: dict[str, modules.Found] = {}

    def reader(folder: Path) -> modules.Read:
        return modules.recording(inner(folder), read)

    monkeypatch.setattr(modules, "reader", reader)
    text = (HERE / "every_payment.terms").read_text("utf-8")
    terms = tmp_path / "one.terms"
    rest, found = re.subn(r"^use (?!std\.payments\.rebate).*\n(?:  .*\n)*", "", text, flags=re.M)
    assert found > 10
    terms.write_text(rest, "utf-8")
    assert not milestonelang.check(terms).has_errors
    assert list(read) == ["std.payments.rebate"]


@pytest.mark.parametrize("name", standard_modules())
def test_a_module_says_what_is_meant_and_why(name: str) -> None:
    for item in parsed(name).tree.declarations:
        lines = tuple(type(line) for line in getattr(item, "lines", ()))
        match item:
            case ast.Metric():
                assert {ast.Means, ast.Because} <= set(lines), item.name.text
            case ast.Payment() | ast.Trigger() | ast.Milestone() | ast.Exit():
                assert ast.Because in lines, item.name.text
            case ast.Obligation() | ast.Balance():
                assert ast.Means in lines, item.name.text
            case ast.Parameter():
                # A range of money would fix its currency; texts have none.
                has_none = isinstance(item.type, ast.MoneyType) or (
                    isinstance(item.type, ast.PlainType)
                    and item.type.kind in (PlainKind.TEXT, PlainKind.TEXTS)
                )
                assert has_none or ast.Range in lines, item.name.text
            case _:
                pass


@pytest.mark.parametrize("name", standard_modules())
def test_a_module_shows_how_it_is_used(name: str) -> None:
    """The lines of its comment name what it needs, and each parameter that has no value."""
    module = parsed(name)
    shown = {line.split(" is ")[0].strip() for line in module.comment if line.startswith("    ")}
    declared = module.tree.declarations
    needs = {item.name.text for item in declared if isinstance(item, ast.Needs)}
    own = {item for item in declared if isinstance(item, ast.Parameter)}
    parameters = {item.name.text for item in own}
    open_ones = {
        item.name.text
        for item in own
        if not any(isinstance(line, ast.Value) for line in item.lines)
    }
    assert open_ones <= shown <= needs | parameters


@pytest.mark.parametrize("name", standard_modules())
def test_a_module_is_written_as_the_formatter_writes_it(name: str) -> None:
    module = parsed(name)
    assert format_source(module.file, module.tree) == module.file.text
