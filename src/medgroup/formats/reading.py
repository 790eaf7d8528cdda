"""What a reader returns."""

from collections.abc import Iterable

from attrs import field, frozen

from medgroup.domain.facts import Facts
from medgroup.values.finding import Finding


def _sorted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=Finding.sort_key))


@frozen(kw_only=True)
class Reading:
    """The facts that were read, what was found wrong with the source, and what the caller chose to assume."""

    #: The facts, each collection in the order of the source.
    facts: Facts
    #: What the source has wrong or leaves unsaid, sorted by code, subjects and message.
    findings: tuple[Finding, ...] = field(default=(), converter=_sorted)
    #: Each choice of the caller that the facts rest on, as a sentence to print with every result.
    assumptions: tuple[str, ...] = ()
