"""What a name of an agreement stands for, where an amendment changes it."""

from milestonelang.agreement import declarations as decl


def version_on(agreement: decl.Agreement, name: str, day: int) -> decl.Declaration | None:
    """Return what a name stands for in a period that begins on *day*, or last stood for."""
    for version in reversed(agreement.versions.get(name, ())):
        if version.declared is not None and (version.since is None or version.since <= day):
            return version.declared
    return agreement.declarations.get(name)


def every_version(agreement: decl.Agreement) -> list[tuple[str, decl.Declaration]]:
    """Return every declaration with its name: of what is changed each version."""
    found: list[tuple[str, decl.Declaration]] = []
    for name, declared in agreement.declarations.items():
        own = [item.declared for item in agreement.versions.get(name, ())]
        found += [(name, item) for item in own if item is not None] or [(name, declared)]
    return found


def exact_on(agreement: decl.Agreement, name: str, day: int) -> decl.Declaration | None:
    """Return what a name stands for on a day; None where it is not yet, or no longer, in force."""
    own = agreement.versions.get(name)
    if own is None:
        return agreement.declarations.get(name)
    return next((item.declared for item in reversed(own) if (item.since or 0) <= day), None)


def ever(agreement: decl.Agreement, kind: type[decl.D]) -> list[decl.D]:
    """Return everything of a kind that is ever in force, in every version."""
    return [item for _, item in every_version(agreement) if isinstance(item, kind)]
