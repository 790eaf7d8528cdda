"""What every answer is and does."""

from collections.abc import Iterable
from typing import Any

from attrs import field, frozen

from medgroup.answers.plain import plain_fields
from medgroup.display import PublicNames


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen(kw_only=True)
class Reason:
    """One step of why an answer is what it is."""

    #: What holds, in a plain sentence.
    statement: str
    #: The facts it rests on, as ``collection/id``.
    evidence: tuple[str, ...] = field(default=(), converter=_texts)
    #: The rule it follows from: regulation, standard, contract.
    source: str = ""
    #: What would make it otherwise; empty where nothing need be.
    would_change: str = ""


class Answer(PublicNames):
    """What every answer does. An answer is a frozen record with ``because`` and ``assumptions`` among its fields."""

    __slots__ = ()

    #: Why, step by step.
    because: tuple[Reason, ...]
    #: What the caller chose to assume, printed with every result.
    assumptions: tuple[str, ...]

    def headline(self) -> str:
        """Return the verdict in one sentence."""
        return type(self).__name__

    def is_open(self) -> bool:
        """Return whether something that decides is not known, so that no standing among the fields is the verdict."""
        return False

    def remarks(self) -> tuple[Reason, ...]:
        """Return the reasons that no record of the answer tells already, for whoever lays out both."""
        return self.because

    def picture(self) -> str:
        """Return a picture of the answer as one element of SVG; empty where it has none."""
        return ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.headline()}>"

    def explain(self) -> str:
        """Return the answer and its reasons in plain sentences, a line each."""
        from medgroup.answers.text import as_text

        return as_text(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values that JSON can hold; the shape is documented and stable."""
        return plain_fields(self)

    def _repr_html_(self) -> str:
        from medgroup.answers.notebook import as_html

        return as_html(self)
