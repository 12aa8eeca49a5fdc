"""The solver: whether it is there, which it is, and how much memory it may take."""


def solver_name() -> str | None:
    """Return the solver and its version, or None where it is not installed."""
    try:
        import z3
    except ImportError:
        return None
    return f"z3 {z3.get_version_string()}"


def limit_memory(megabytes: int) -> None:
    """Let the solver give up rather than take more memory."""
    import z3

    z3.set_param("memory_max_size", megabytes)
