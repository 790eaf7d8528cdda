"""A part of a document that is kept as stated."""

import json
from typing import Any

from attrs import field, frozen

from medgroup.errors import InvalidValueError


@frozen
class Stated:
    """A document that comes with a fact and goes back out as it came; no question reads it.

    Held as canonical JSON text, so that two equal documents are equal and nothing inside can change.
    """

    #: The document as canonical JSON.
    text: str = field()

    @text.validator
    def _is_json(self, _: object, value: object) -> None:
        if not isinstance(value, str):
            raise InvalidValueError(value, "JSON text", field="text")

    @classmethod
    def of(cls, document: object) -> "Stated":
        """Return a document of plain values (objects, lists, texts, numbers) as stated."""
        return cls(json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")))

    def document(self) -> Any:
        """Return the document as plain values."""
        return json.loads(self.text)
