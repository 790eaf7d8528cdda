"""The shape of every answer, and the one renderer that turns answers into text, plain values and HTML."""

from medgroup.answers.answer import Answer, Reason
from medgroup.answers.plain import ASIDE, SHARE, Table, in_words, plain, plain_fields, tables

__all__ = ["ASIDE", "SHARE", "Answer", "Reason", "Table", "in_words", "plain", "plain_fields", "tables"]


def __dir__() -> list[str]:
    return __all__
