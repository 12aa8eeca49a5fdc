"""A house style: templates of the user's that stand in place of ours.

In: a folder that the command line names, laid out as ours: `words/life.j2` has macros in place of
those of the same names, other files replace ours whole. Out: a `House`, from which sentences and
layouts are taken. Promised: a file, macro or field that ours do not have, and a field that is left
out, is an error with its name and line, before a document is made; a template computes nothing and
runs in a sandbox, so it reaches neither files nor Python; terms, data and attachments never name a
house style.
"""

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

OURS = Path(__file__).resolve().parent
LARGEST = 1024 * 1024
_ENDINGS = (".j2", ".css", ".xml", ".typ")
_LAYOUTS = (
    *("html/document.html.j2", "html/blocks.html.j2", "html/screen.css", "html/print.css.j2"),
    *("html/beside.html.j2", "word/styles.xml"),
    *("typst/page.typ", "typst/places.typ", "typst/blocks.typ", "typst/document.typ"),
    *("typst/beside.typ", "typst/all.typ"),
    *("redline/redline.html.j2", "redline/redline.css", "redline/redline.typ"),
)
_ARITHMETIC = ("Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow", "Neg", "Pos")
# What a template of ours is given by whoever runs it; a house may use the same.
_GIVEN = frozenset({"loop", "caller"})


class HouseError(Exception):
    """What is wrong in a file of a house style, and in which line where that is known."""

    def __init__(self, file: str, line: int | None, reason: str, remedy: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file, self.line, self.reason, self.remedy = file, line, reason, remedy


class House:
    """The files of a house style by their names, such as `words/life.j2`."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all files with their names."""
        made = hashlib.sha256()
        for name, text in sorted(self.files.items()):
            made.update(f"{name}\0{len(text.encode())}\0{text}".encode())
        return made.hexdigest()

    def layout(self, name: str) -> str:
        """Return the text of a layout, the house's or ours."""
        own = self.files.get(name)
        return layout(name) if own is None else own

    def environment(self, folder: Path) -> "Environment":
        """Return what runs the sentences of *folder* with those of the house in their place."""
        from jinja2 import FunctionLoader, StrictUndefined

        def source(name: str) -> str | None:
            if name not in {path.name for path in folder.glob("*.j2")}:
                return None
            text = (folder / name).read_text(encoding="utf-8")
            # A macro that is defined twice is the later one, also for those before it.
            return text + "\n" + self.files.get(f"{folder.name}/{name}", "")

        return _sandbox()(
            loader=FunctionLoader(source),
            undefined=StrictUndefined,
            # What a macro gives is inlines, which each renderer escapes for itself.
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def pages(self, folder: str = "html/") -> "Environment":
        """Return what runs the layouts of HTML, which are named within a folder."""
        from jinja2 import FunctionLoader, StrictUndefined

        def page(name: str) -> str | None:
            return self.layout(folder + name) if folder + name in _LAYOUTS else None

        return _sandbox()(
            loader=FunctionLoader(page),
            autoescape=True,
            undefined=StrictUndefined,
            keep_trailing_newline=True,
        )

    @contextmanager
    def named(self, file: str, macro: str = "") -> Iterator[None]:
        """Say of which template of the house a failure is."""
        from jinja2 import TemplateError

        try:
            yield
        # What cannot be printed is no text of a template and no part of a sentence.
        except (TemplateError, TypeError) as error:
            place = f" in `{macro}`" if macro else ""
            line = getattr(error, "lineno", None)
            remedy = "use the fields that the compiler's own template uses"
            raise HouseError(file, line, f"{error}{place}", remedy) from error


def layout(name: str) -> str:
    """Return the text of a layout of ours."""
    folder = OURS if name.startswith("typst/") else OURS / "templates"
    return (folder / name).read_text(encoding="utf-8")


def read_house(folder: Path) -> House:
    """Read a house style and check it; raises HouseError, and OSError for what cannot be read."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or not path.name.endswith(_ENDINGS):
            continue
        name = path.relative_to(folder).as_posix()
        known = _known()
        if name not in known:
            raise HouseError(
                name, None, f"there is no template `{name}`", f"name it {_nearest(name, known)}"
            )
        content = path.read_bytes()
        if len(content) > LARGEST:
            raise HouseError(name, None, "it is larger than 1 MiB", "take a smaller file")
        try:
            files[name] = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise HouseError(name, None, "it is not UTF-8", "save it as UTF-8") from error
    if not files:
        reason = "there is no template in this folder"
        remedy = "lay it out as the compiler's own templates, such as `words/grammar.j2`"
        raise HouseError(str(folder), None, reason, remedy)
    house = House(files)
    for name, text in files.items():
        if name.endswith(".j2"):
            _check(name, text)
        if name.endswith(".xml"):
            _check_xml(name, text)
    return house


def _known() -> list[str]:
    families = sorted((OURS / "templates").glob("words*/*.j2"))
    return [*(f"{path.parent.name}/{path.name}" for path in families), *_LAYOUTS]


def _nearest(name: str, known: list[str]) -> str:
    found = difflib.get_close_matches(name, known, 3, 0.4) or known[:3]
    return " or ".join(f"`{each}`" for each in found)


def _sandbox() -> "type[Environment]":
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])
        intercepted_unops = frozenset(["+", "-"])

        def call_binop(self, context: object, operator: str, left: object, right: object) -> None:
            raise SecurityError("a template holds no arithmetic")

        def call_unop(self, context: object, operator: str, arg: object) -> None:
            raise SecurityError("a template holds no arithmetic")

    return Sandbox


# ---- what can be said of a template before it runs


def _check_xml(name: str, text: str) -> None:
    from xml.parsers import expat

    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        remedy = "leave its document type out"
        raise HouseError(name, parser.CurrentLineNumber, "it declares entities", remedy)

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        reason = f"it is no XML ({expat.ErrorString(error.code)})"
        raise HouseError(name, error.lineno, reason, "mend the file of styles") from error


def _check(name: str, text: str) -> None:
    from jinja2 import Environment, TemplateSyntaxError

    environment = Environment(trim_blocks=True, lstrip_blocks=True)
    try:
        theirs = environment.parse(text)
    except TemplateSyntaxError as error:
        remedy = "write it as the compiler's own template is written"
        raise HouseError(name, error.lineno, str(error.message), remedy) from error
    _refuse_arithmetic(name, theirs)
    if not name.startswith("words"):
        return
    ours = environment.parse((OURS / "templates" / name).read_text(encoding="utf-8"))
    known = {macro.name: macro for macro in _macros(ours)}
    helpers = frozenset(known) | _imported(ours) | _imported(theirs) | _set(ours)
    _only_macros(name, theirs)
    for macro in _macros(theirs):
        if macro.name not in known:
            near = _nearest(macro.name, sorted(known))
            raise HouseError(
                name, macro.lineno, f"no sentence is called `{macro.name}`", f"call it {near}"
            )
        _same_fields(name, known[macro.name], macro, helpers)


def _refuse_arithmetic(name: str, tree: "nodes.Template") -> None:
    from jinja2 import nodes

    kinds = tuple(getattr(nodes, kind) for kind in _ARITHMETIC)
    found = next(iter(tree.find_all(kinds)), None)
    if found is not None:
        remedy = "leave it out; figures come from the terms"
        raise HouseError(name, found.lineno, "a template holds no arithmetic", remedy)


def _only_macros(name: str, tree: "nodes.Template") -> None:
    from jinja2 import nodes

    for node in tree.body:
        if isinstance(node, (nodes.Macro, nodes.FromImport, nodes.Assign)):
            continue
        blank = isinstance(node, nodes.Output) and all(
            isinstance(each, nodes.TemplateData) and not each.data.strip() for each in node.nodes
        )
        if not blank:
            remedy = "put it into a macro with the name of a sentence"
            raise HouseError(name, node.lineno, "something stands outside of a macro", remedy)


def _same_fields(
    name: str, ours: "nodes.Macro", theirs: "nodes.Macro", helpers: frozenset[str]
) -> None:
    wanted, given = [each.name for each in ours.args], [each.name for each in theirs.args]
    for field in given:
        if field not in wanted:
            listed = ", ".join(f"`{each}`" for each in wanted) or "none"
            raise HouseError(
                name,
                theirs.lineno,
                f"`{ours.name}` has no field `{field}`",
                f"its fields are: {listed}",
            )
    for field in wanted:
        if field not in given:
            raise HouseError(
                name,
                theirs.lineno,
                f"`{ours.name}` lacks the field `{field}`",
                f"add `{field}` to its fields",
            )
    used = _names(theirs)
    for field, line in used.items():
        if field not in (*given, *helpers, *_GIVEN):
            raise HouseError(
                name,
                line,
                f"`{ours.name}` has no field `{field}`",
                f"write {_nearest(field, wanted)}" if wanted else "leave it out",
            )
    for field in _names(ours):
        if field in wanted and field not in used:
            raise HouseError(
                name,
                theirs.lineno,
                f"`{ours.name}` leaves out the field `{field}`",
                f"print `{field}`, so that the document says it",
            )


def _macros(tree: "nodes.Template") -> list["nodes.Macro"]:
    from jinja2 import nodes

    return list(tree.find_all(nodes.Macro))


def _imported(tree: "nodes.Template") -> frozenset[str]:
    from jinja2 import nodes

    return frozenset(
        each if isinstance(each, str) else each[1]
        for node in tree.find_all(nodes.FromImport)
        for each in node.names
    )


def _set(tree: "nodes.Template") -> frozenset[str]:
    from jinja2 import nodes

    return frozenset(
        node.target.name
        for node in tree.find_all(nodes.Assign)
        if isinstance(node.target, nodes.Name)
    )


def _names(macro: "nodes.Macro") -> dict[str, int]:
    """Return the names that a macro reads, each with its first line."""
    from jinja2 import nodes

    bound = {node.name for node in macro.find_all(nodes.Name) if node.ctx in ("store", "param")} - {
        each.name for each in macro.args
    }
    found: dict[str, int] = {}
    for node in macro.find_all(nodes.Name):
        if node.ctx == "load" and node.name not in bound:
            found.setdefault(node.name, node.lineno)
    return found
