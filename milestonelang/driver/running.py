"""The agreement that runs: checked terms with their amendments carried out.

In: checked terms. Out: one agreement, of which every name stands for its terms of each period.
Promised: a change that is not run is refused, never left out.
"""

from milestonelang.agreement import declarations as decl
from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.driver import problems
from milestonelang.driver.errors import InputError
from milestonelang.driver.terms import Checked


def running(checked: Checked) -> decl.Agreement:
    """Return the agreement that runs, its amendments carried out.

    Raises InputError where one of them changes what is not run.
    """
    agreement = checked.require()
    if not agreement.amended:
        return agreement
    from milestonelang.agreement.in_force import in_force, not_run  # most have no amendment

    sink = Sink()
    for item in not_run(agreement):
        change = item.change
        sink.report(
            problems.change_not_run(change.verb, change.kind, change.name, item.reason, change.span)
        )
    if sink.has_errors:
        raise InputError(sink.found, checked.sources)
    return in_force(agreement)
