"""The suite that an author subclasses to hold an organizational model to the laws of the foundation."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from medgroup.domain import Facts
from medgroup.testing import checked_laws, declared_laws, example_laws
from medgroup.testing.subjects import Subject, subject_of
from medgroup.testing.suites import Conformance, tests


class OrganizationalModelConformance(Conformance):
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

    @classmethod
    def _made(cls) -> Subject:
        return subject_of(cls)

    @tests(declared_laws.seats_do_what_the_record_declares)
    def test_seats_do_what_the_record_declares(self, case: Any) -> None:
        """REPLACES, JOINS, ACTS_FOR, CONNECTS: over every kind of tie and every function, elective ones if elected."""

    @tests(checked_laws.unrelated_facts_change_nothing)
    def test_unrelated_facts_change_nothing(self, case: Any) -> None:
        """Locality: facts that have nothing to do with an organization change nothing about it."""

    @tests(checked_laws.order_of_plugins_changes_nothing)
    def test_the_order_of_plugins_changes_nothing(self, case: Any) -> None:
        """The order of plugins never matters."""

    @tests(checked_laws.order_of_facts_changes_nothing)
    def test_the_order_of_facts_changes_nothing(self, case: Any) -> None:
        """The order of facts never matters."""

    @tests(checked_laws.order_of_ids_changes_nothing)
    def test_the_order_of_ids_changes_nothing(self, case: Any) -> None:
        """Relabelling ids changes only ids, also where their order changes."""

    @tests(checked_laws.spelling_of_ids_changes_only_ids)
    def test_the_spelling_of_ids_changes_only_ids(self, case: Any) -> None:
        """Relabelling ids changes only ids."""

    @tests(checked_laws.moving_all_days_changes_nothing)
    def test_moving_all_days_changes_nothing(self, case: Any) -> None:
        """Shifting all dates shifts answers."""

    @tests(checked_laws.asking_again_changes_nothing)
    def test_asking_again_changes_nothing(self, case: Any) -> None:
        """A check is a function of a view and an organization."""

    @tests(checked_laws.less_stated_breaks_no_rule)
    def test_less_stated_breaks_no_rule(self, case: Any) -> None:
        """Unknown is an answer: an ERROR never appears because a fact was left out."""

    @tests(declared_laws.an_open_market_is_never_out)
    def test_an_open_market_is_never_out(self, case: Any) -> None:
        """With no scope nobody is contracted OUT."""

    @tests(declared_laws.a_closed_market_is_never_unknown)
    def test_a_closed_market_is_never_unknown(self, case: Any) -> None:
        """With complete scope nobody is contracted UNKNOWN."""

    @tests(checked_laws.findings_name_facts_that_are_there)
    def test_findings_name_facts_that_are_there(self, case: Any) -> None:
        """Evidence is written ``collection/id``."""

    @tests(example_laws.the_valid_example_has_no_finding)
    def test_the_valid_example_has_no_finding(self, case: Any) -> None:
        """A valid example has no finding."""

    @tests(example_laws.each_violation_has_its_own_finding)
    def test_each_violation_has_its_own_finding(self, case: Any) -> None:
        """Each violation gives exactly its own finding."""

    @tests(example_laws.every_code_has_a_violation)
    def test_every_code_has_a_violation(self, case: Any) -> None:
        """Every code that the checks can emit has a violation."""

    @tests(declared_laws.tiers_reach_who_is_there)
    def test_tiers_reach_who_is_there(self, case: Any) -> None:
        """Tiers reach only existing organizations, and some."""

    @tests(declared_laws.declarations_survive_a_round_trip)
    def test_declarations_survive_a_round_trip(self, case: Any) -> None:
        """A record becomes plain values and the same record again."""
