"""Files that use files: what is found, what is refused, and how names go together."""

from pathlib import Path

import pytest

from milestonelang.agreement import declarations as declared
from milestonelang.driver.terms import check_terms, from_text, load
from tests.semantics.asking import PRELUDE, check_text, codes_of

CLAUSE = 'clause {name} "Clause {name}"\n  "The parties agree on {name}."\n'


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_own_declaration_takes_the_module_s_name(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            "lib/care.terms": CLAUSE.format(name="care") + "\n" + CLAUSE.format(name="more"),
        },
    )
    agreement = check_text('use "lib/care.terms" as duty_of_care', tmp_path).require()
    names = [clause.name for clause in agreement.of_kind(declared.Clause)]
    assert names == ["duty_of_care", "duty_of_care.more"]


def test_a_module_sees_its_own_names_and_what_it_uses(tmp_path: Path) -> None:
    inner = 'parameter days "Days" is duration in days\n  value 5 days\n'
    outer = (
        'use "inner.terms" as inner\n\n'
        'clause outer "Outer"\n  "Within {inner.limit_days}, as {outer} says."\n'
    )
    _write(
        tmp_path,
        {"lib/inner.terms": inner.replace("days ", "limit_days ", 1), "lib/outer.terms": outer},
    )
    agreement = check_text('use "lib/outer.terms" as outer', tmp_path).require()
    (clause,) = agreement.of_kind(declared.Clause)
    assert clause.paragraphs == (
        (
            "Within ",
            declared.Mention("outer.inner.limit_days"),
            ", as ",
            declared.Mention("outer"),
            " says.",
        ),
    )
    assert agreement.get("outer.inner.limit_days", declared.Parameter).module == "outer.inner"


def test_a_module_does_not_see_its_user_s_names(tmp_path: Path) -> None:
    _write(tmp_path, {"m.terms": 'clause m "M"\n  "It is {revenue}."\n'})
    assert codes_of('use "m.terms" as m', tmp_path) == ["MS0202"]


def test_one_file_used_twice_is_two_modules(tmp_path: Path) -> None:
    text = 'parameter limit "Limit {}" is money\n\nclause {} "Clause"\n  "Up to {{limit}}."\n'
    _write(tmp_path, {"cap.terms": text.format("of it", "cap")})
    used = (
        'use "cap.terms" as first\n  limit is USD 100\n\n'
        'use "cap.terms" as second\n  limit is USD 200\n'
    )
    found = check_text(used, tmp_path)
    assert found.agreement is not None
    values = [
        parameter.values[0].value
        for parameter in found.agreement.of_kind(declared.Parameter)
        if parameter.name in ("first.limit", "second.limit")
    ]
    assert [getattr(value, "value", None) for value in values] == [100, 200]


def test_settings_are_read_in_the_user_s_names(tmp_path: Path) -> None:
    _write(tmp_path, {"m.terms": 'parameter size "Size" is money\n'})
    assert codes_of('use "m.terms" as m\n  size is 5%', tmp_path) == ["MS0301"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../secret.terms", "MS0223"),
        ("/etc/passwd", "MS0223"),
        ("C:/secret.terms", "MS0223"),
        ("~/secret.terms", "MS0223"),
        ("lib/../../secret.terms", "MS0223"),
        ("lib\\secret.terms", "MS0224"),
        ("missing.terms", "MS0221"),
        ("lib", "MS0229"),
        ("latin.terms", "MS0229"),
        ("large.terms", "MS0229"),
    ],
)
def test_what_cannot_be_read_is_reported_once(tmp_path: Path, path: str, code: str) -> None:
    project = tmp_path / "project"
    _write(tmp_path, {"secret.terms": CLAUSE.format(name="secret")})
    _write(project, {"lib/a.terms": ""})
    (project / "latin.terms").write_bytes(b'clause c "Caf\xe9"\n')
    (project / "large.terms").write_bytes(b"#" * (1024 * 1024 + 1))
    # The name that would have come from it is not missed a second time.
    text = f'use "{path}" as other\n\nclause c "C"\n  "As {{other.secret}} says."\n'
    assert codes_of(text, project) == [code]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    _write(tmp_path, {"secret.terms": CLAUSE.format(name="secret")})
    try:
        (project / "inside.terms").symlink_to(tmp_path / "secret.terms")
        (project / "kept.terms").write_text(CLAUSE.format(name="kept"), encoding="utf-8")
        (project / "link.terms").symlink_to(project / "kept.terms")
        (project / "loop.terms").symlink_to(project / "loop.terms")
    except OSError:
        pytest.skip("this system lets us make no links")
    assert codes_of('use "inside.terms" as inside', project) == ["MS0223"]
    assert codes_of('use "link.terms" as link', project) == []
    assert codes_of('use "loop.terms" as loop', project) == ["MS0229"]


def test_circles_are_refused(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {
            "a.terms": 'use "b.terms" as b\n',
            "b.terms": 'use "lib/../a.terms" as a\n',
            "main.terms": f'use "main.terms" as me\n\nuse "a.terms" as a\n\n{PRELUDE}',
        },
    )
    found = check_terms(load(tmp_path / "main.terms"))
    circles = [item for item in found.errors if item.code == "MS0225"]
    assert len(circles) == len(found.errors) == 2
    assert '"main.terms" uses "a.terms" uses "b.terms" uses "a.terms"' in [
        note for item in circles for note in item.notes
    ]


def test_depth_and_size_are_bounded(tmp_path: Path) -> None:
    chain = {f"m{n}.terms": f'use "m{n + 1}.terms" as next\n' for n in range(17)}
    _write(tmp_path, {**chain, "m17.terms": ""})
    assert codes_of('use "m0.terms" as m', tmp_path) == ["MS0226"]
    assert codes_of('use "m3.terms" as m', tmp_path) == []

    big = "# " + "x" * 1000 + "\n"
    _write(tmp_path, {"big.terms": big * 1040})
    uses = "\n".join(f'use "big.terms" as big{n}\n' for n in range(9))
    assert codes_of(uses, tmp_path) == ["MS0227"]


def test_sources_are_named_with_their_hashes(tmp_path: Path) -> None:
    _write(tmp_path, {"m.terms": CLAUSE.format(name="m")})
    checked = check_terms(from_text(f'{PRELUDE}\nuse "m.terms" as m\n', folder=tmp_path))
    (own, _), (used, digest) = checked.require().sources
    assert own == "terms"
    assert used.endswith("m.terms")
    assert len(digest) == 64
