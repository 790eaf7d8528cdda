"""Findings: what a check has to say about facts, as a value."""

from collections.abc import Iterable
from enum import Enum

from attrs import field, frozen

from medgroup.values.lists import tuple_of
from medgroup.values.validators import are_texts, is_a, is_text


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(tuple_of(values, "subjects"), key=str))


class Severity(Enum):
    """How much a finding weighs."""

    #: A rule is broken.
    ERROR = "error"
    #: Something is probably wrong, or screens as wrong under guidance that is not law.
    WARNING = "warning"
    #: Something worth knowing.
    INFO = "info"
    #: The facts do not say whether the rule holds.
    CANNOT_TELL = "cannot-tell"


@frozen(kw_only=True)
class Finding:
    """One thing that a check found, with who it concerns and what would mend it."""

    #: Stable code, a word for the subject and one for the problem: ``npi.check-digit``, ``IPA-2``.
    code: str = field(validator=is_text)
    #: How much it weighs.
    severity: Severity = field(default=Severity.ERROR, validator=is_a(Severity))
    #: What it concerns, as ``collection/id``, sorted.
    subjects: tuple[str, ...] = field(default=(), converter=_sorted, validator=are_texts)
    #: What was found, one sentence.
    message: str = field(validator=is_text)
    #: What would mend it; empty where nothing need be mended.
    remedy: str = field(default="", validator=is_text)
    #: Regulation, standard or paper that the rule comes from.
    source: str = field(default="", validator=is_text)

    def sort_key(self) -> tuple[str, tuple[str, ...], str]:
        """Return what findings are sorted by: code, subjects, message."""
        return (self.code, self.subjects, self.message)
