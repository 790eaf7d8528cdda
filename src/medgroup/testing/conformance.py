"""The suite that an author of a plugin subclasses, to hold an organizational model to the laws of the foundation."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medgroup.domain import Facts
from medgroup.testing import checked_laws, declared_laws, example_laws
from medgroup.testing.choices import choices
from medgroup.testing.laws import Law
from medgroup.testing.subjects import Subject, subject_of

F = TypeVar("F", bound=Callable[..., None])

#: Attribute of a method that holds the law it tests.
_LAW = "_medgroup_law"
#: How many bytes the choices of a case take at most, or nearly so.
_ENOUGH = 1200


def _tests(law: Law) -> Callable[[F], F]:
    """Mark a method as the test of a law."""

    def marked(method: F) -> F:
        setattr(method, _LAW, law)
        return method

    return marked


class OrganizationalModelConformance:
    """Holds an organizational model to the laws of the foundation, each in a test of its own.

    Subclass it in a test module, state the attributes, and pytest or unittest runs the tests. Each draws cases: the
    example, what violates it, the same with less stated, and markets in which many organizations bear the model.

    A law that fails says what it is, what was found, and what to mend. A subclass leaves a law out by setting its test
    to None.
    """

    #: The module or object with the hook implementations.
    plugin: object
    #: Name of the model; None where the plugin brings exactly one.
    model: ClassVar[str | None] = None
    #: The day on which the example is valid.
    on: ClassVar[date]
    #: A market that is valid under the model, with one organization of it at least.
    example: ClassVar[Facts]
    #: For each code that a check emits as ERROR or WARNING, what makes of the example one that violates it.
    violations: ClassVar[Mapping[str, Callable[[Facts], Facts]]] = {}
    #: Codes that the example may leave undecided (CANNOT_TELL) or worth knowing (INFO). One that no facts can break
    #: stands here, and then needs no violation.
    undecided: ClassVar[Iterable[str]] = ()
    #: Codes of rules that begin on a day of their own, such as a law that takes effect; time may shift their findings.
    dated: ClassVar[Iterable[str]] = ()
    #: All codes that the checks emit as ERROR or WARNING; None reads them from the checks.
    codes: ClassVar[Iterable[str] | None] = None
    #: Other plugins that the model needs, such as one with specialty families.
    other_plugins: ClassVar[Iterable[object]] = ()
    #: Settings of Hypothesis for every law; None takes a quarter of the examples of the profile.
    hypothesis_settings: ClassVar[settings | None] = None

    _subject: ClassVar[Subject | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Wrap each test again, because Hypothesis refuses one that two classes inherit."""
        super().__init_subclass__(**kwargs)
        cls._subject = None
        for name, method in _laws_of(cls):
            if name not in vars(cls):
                setattr(cls, name, _given(cls, name, method))

    @classmethod
    def subject(cls) -> Subject:
        """Return what the suite is about, made when it is first asked for.

        Raises:
            MedgroupError: An attribute is not stated as it should be, or the plugin is broken.
        """
        if cls._subject is None:
            cls._subject = subject_of(cls)
        return cls._subject

    @_tests(declared_laws.seats_do_what_the_record_declares)
    def test_seats_do_what_the_record_declares(self, case: Any) -> None:
        """REPLACES, JOINS, ACTS_FOR, CONNECTS: over every kind of tie and every function, elective ones if elected."""

    @_tests(checked_laws.unrelated_facts_change_nothing)
    def test_unrelated_facts_change_nothing(self, case: Any) -> None:
        """Locality: facts that have nothing to do with an organization change nothing about it."""

    @_tests(checked_laws.order_of_plugins_changes_nothing)
    def test_the_order_of_plugins_changes_nothing(self, case: Any) -> None:
        """The order of plugins never matters."""

    @_tests(checked_laws.order_of_facts_changes_nothing)
    def test_the_order_of_facts_changes_nothing(self, case: Any) -> None:
        """The order of facts never matters."""

    @_tests(checked_laws.order_of_ids_changes_nothing)
    def test_the_order_of_ids_changes_nothing(self, case: Any) -> None:
        """Relabelling ids changes only ids, also where their order changes."""

    @_tests(checked_laws.spelling_of_ids_changes_only_ids)
    def test_the_spelling_of_ids_changes_only_ids(self, case: Any) -> None:
        """Relabelling ids changes only ids."""

    @_tests(checked_laws.moving_all_days_changes_nothing)
    def test_moving_all_days_changes_nothing(self, case: Any) -> None:
        """Shifting all dates shifts answers."""

    @_tests(checked_laws.asking_again_changes_nothing)
    def test_asking_again_changes_nothing(self, case: Any) -> None:
        """A check is a function of a view and an organization."""

    @_tests(checked_laws.less_stated_breaks_no_rule)
    def test_less_stated_breaks_no_rule(self, case: Any) -> None:
        """Unknown is an answer: an ERROR never appears because a fact was left out."""

    @_tests(declared_laws.an_open_market_is_never_out)
    def test_an_open_market_is_never_out(self, case: Any) -> None:
        """With no scope nobody is contracted OUT."""

    @_tests(declared_laws.a_closed_market_is_never_unknown)
    def test_a_closed_market_is_never_unknown(self, case: Any) -> None:
        """With complete scope nobody is contracted UNKNOWN."""

    @_tests(checked_laws.findings_name_facts_that_are_there)
    def test_findings_name_facts_that_are_there(self, case: Any) -> None:
        """Evidence is written ``collection/id``."""

    @_tests(example_laws.the_valid_example_has_no_finding)
    def test_the_valid_example_has_no_finding(self, case: Any) -> None:
        """A valid example has no finding."""

    @_tests(example_laws.each_violation_has_its_own_finding)
    def test_each_violation_has_its_own_finding(self, case: Any) -> None:
        """Each violation gives exactly its own finding."""

    @_tests(example_laws.every_code_has_a_violation)
    def test_every_code_has_a_violation(self, case: Any) -> None:
        """Every code that the checks can emit has a violation."""

    @_tests(declared_laws.tiers_reach_who_is_there)
    def test_tiers_reach_who_is_there(self, case: Any) -> None:
        """Tiers reach only existing organizations, and some."""

    @_tests(declared_laws.declarations_survive_a_round_trip)
    def test_declarations_survive_a_round_trip(self, case: Any) -> None:
        """A record becomes plain values and the same record again."""

    def test_every_law_meets_the_case_that_it_is_about(self) -> None:
        """No law holds for want of a case: each meets enough of those that it is about."""
        subject = self.subject()
        empty = [law.name for name, law in laws_of(type(self)).items() if not law.meets_its_case(subject)]
        if empty:
            raise AssertionError(
                f"These laws never meet a case that they are about: {', '.join(empty)}.\n  Mend: let `example` hold "
                "periods that begin or end, something left to state, and an organization whose model does something."
            )


def laws_of(suite: type[OrganizationalModelConformance]) -> Mapping[str, Law]:
    """Return the laws that a suite tests, by the name of the test; those that it leaves out are not among them."""
    return {name: getattr(method, _LAW) for name, method in _laws_of(suite) if getattr(suite, name) is not None}


def _laws_of(suite: type[Any]) -> list[tuple[str, Callable[..., None]]]:
    base = vars(OrganizationalModelConformance)
    return [(name, method) for name, method in base.items() if hasattr(method, _LAW)]


def _given(suite: type[OrganizationalModelConformance], name: str, method: Callable[..., None]) -> Callable[..., None]:
    """Return a test that holds drawn cases against the law of a method."""
    law: Law = getattr(method, _LAW)

    def test(self: OrganizationalModelConformance, case: Any) -> None:
        __tracebackhide__ = True
        law(suite.subject(), case)

    test.__name__, test.__qualname__ = name, f"{suite.__qualname__}.{name}"
    test.__doc__, test.__module__ = method.__doc__, suite.__module__
    setattr(test, _LAW, law)
    drawn: Callable[..., None] = given(case=_cases(suite, law))(test)
    chosen = suite.hypothesis_settings or settings(
        max_examples=max(10, settings().max_examples // 4),
        deadline=None,
        suppress_health_check=[*settings().suppress_health_check, HealthCheck.too_slow],
    )
    return chosen(drawn)


@st.composite
def _cases(draw: st.DrawFn, suite: type[OrganizationalModelConformance], law: Law) -> Any:
    """Draw cases for a law; a composite, so that a failure shows the case and not what it was drawn from."""
    return law.draw(suite.subject(), draw(choices(_ENOUGH)))
