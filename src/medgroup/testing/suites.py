"""What every suite shares: each law a test of its own, wrapped anew for each subclass, and shown not to be empty."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medgroup.testing.choices import choices
from medgroup.testing.laws import Law

F = TypeVar("F", bound=Callable[..., None])

#: Attribute of a method that holds the law it tests.
_LAW = "_medgroup_law"
#: How many bytes the choices of a case take at most, or nearly so.
_ENOUGH = 1000


def tests(law: Law) -> Callable[[F], F]:
    """Mark a method as the test of a law."""

    def marked(method: F) -> F:
        setattr(method, _LAW, law)
        return method

    return marked


class Conformance:
    """A suite of laws over what a plugin hands over. Subclass one of those that there are, not this one."""

    #: The module or object with the hook implementations.
    plugin: object
    #: Settings of Hypothesis for every law; None takes a quarter of the examples of the profile.
    hypothesis_settings: ClassVar[settings | None] = None

    _subject: ClassVar[Any] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Wrap each test again, because Hypothesis refuses one that two classes inherit."""
        super().__init_subclass__(**kwargs)
        cls._subject = None
        for name, method in _marked(cls):
            if name not in vars(cls):
                setattr(cls, name, _given(cls, name, method))

    @classmethod
    def subject(cls) -> Any:
        """Return what the suite is about, made when it is first asked for.

        Raises:
            MedgroupError: An attribute is not stated as it should be, or the plugin is broken.
        """
        if cls._subject is None:
            cls._subject = cls._made()
        return cls._subject

    @classmethod
    def _made(cls) -> Any:
        """Make what the suite is about."""
        raise NotImplementedError(f"{cls.__name__}: subclass OrganizationalModelConformance or another suite")

    def test_every_law_meets_the_case_that_it_is_about(self) -> None:
        """No law holds for want of a case: each meets enough of those that it is about."""
        subject = self.subject()
        empty = [law.name for law in laws_of(type(self)).values() if not law.meets_its_case(subject)]
        if empty:
            raise AssertionError(
                f"These laws never meet a case that they are about: {', '.join(empty)}.\n  Mend: let `example` hold "
                "periods that begin or end, something left to state, and an organization whose model does something."
            )


def laws_of(suite: type[Conformance]) -> Mapping[str, Law]:
    """Return the laws that a suite tests, by the name of the test; those that it leaves out are not among them."""
    return {name: getattr(method, _LAW) for name, method in _marked(suite) if getattr(suite, name) is not None}


def _marked(suite: type[Any]) -> Iterator[tuple[str, Callable[..., None]]]:
    """Yield the tests of laws that a suite has, or had before it left some out, in the order they stand in."""
    found: dict[str, Callable[..., None]] = {}
    for base in reversed(suite.__mro__):
        found.update((name, method) for name, method in vars(base).items() if hasattr(method, _LAW))
    yield from found.items()


def _given(suite: type[Conformance], name: str, method: Callable[..., None]) -> Callable[..., None]:
    """Return a test that holds drawn cases against the law of a method."""
    law: Law = getattr(method, _LAW)

    def test(self: Conformance, case: Any) -> None:
        __tracebackhide__ = True
        law(suite.subject(), case)

    test.__name__, test.__qualname__ = name, f"{suite.__qualname__}.{name}"
    test.__doc__, test.__module__ = method.__doc__, suite.__module__
    drawn: Callable[..., None] = given(case=_cases(suite, law))(test)
    chosen = suite.hypothesis_settings or settings(
        max_examples=max(10, settings().max_examples // 4),
        deadline=None,
        suppress_health_check=[*settings().suppress_health_check, HealthCheck.too_slow],
    )
    return tests(law)(chosen(drawn))


@st.composite
def _cases(draw: st.DrawFn, suite: type[Conformance], law: Law) -> Any:
    """Draw cases for a law; a composite, so that a failure shows the case and not what it was drawn from."""
    return law.draw(suite.subject(), draw(choices(_ENOUGH)))
