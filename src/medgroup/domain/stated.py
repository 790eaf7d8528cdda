"""A part of a document that is kept as stated."""

import json
from typing import Any

from attrs import Attribute, field, frozen

from medgroup.errors import InvalidValueError


def _canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _is_canonical(_: object, attribute: "Attribute[str]", value: object) -> None:
    try:
        canonical = isinstance(value, str) and _canonical(json.loads(value)) == value
    except (ValueError, RecursionError):
        canonical = False
    if not canonical:
        raise InvalidValueError(value, "canonical JSON text (make it with Stated.of)", field=attribute.name)


@frozen
class Stated:
    """A document that comes with a fact and goes back out as it came; no question reads it.

    Held as canonical JSON text, so that two equal documents are equal and nothing inside can change.
    """

    #: The document as canonical JSON.
    text: str = field(validator=_is_canonical)

    @classmethod
    def of(cls, document: object) -> "Stated":
        """Return a document of plain values (objects, lists, texts, numbers) as stated."""
        return cls(_canonical(document))

    def document(self) -> Any:
        """Return the document as plain values."""
        return json.loads(self.text)
