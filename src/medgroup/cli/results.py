"""What a command hands over to be printed."""

from collections.abc import Callable
from typing import Any, TypeVar

from attrs import frozen

from medgroup.answers import Answer
from medgroup.cli.page import Page

A = TypeVar("A", bound=Answer)


@frozen(kw_only=True)
class Result:
    """The result of a command: what to print as JSON, and how to lay it out as text."""

    #: Makes the plain values that ``--json`` prints.
    document: Callable[[], Any]
    #: Lays the result out on a page.
    show: Callable[[Page], None]
    #: Whether JSON was asked for.
    json: bool
    #: Exit code.
    code: int = 0


def answered(answer: A, layout: Callable[[Page, A], None], json: bool) -> Result:
    """Return an answer as the result of a command that ends with 0 whatever the answer is."""
    return Result(document=answer.to_dict, show=lambda page: layout(page, answer), json=json)
