"""The records that plugins hand over, and the view of a market that their checks read."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from attrs import Attribute, field, frozen

from medgroup.domain.contracts import Agreement, Credential, Listing, RosterEntry
from medgroup.domain.facts import Fact, evidence
from medgroup.domain.fields import some
from medgroup.domain.organizations import Affiliation, Election, Organization, Resource, Site
from medgroup.domain.payers import Network, Payer, Plan
from medgroup.domain.practitioners import Practitioner, PractitionerRole
from medgroup.domain.terms import ContractTerms
from medgroup.errors import InvalidValueError
from medgroup.rules import Consolidation, Effect, Function, Kind, Tier
from medgroup.values.finding import Finding, Severity
from medgroup.values.specialties import Families
from medgroup.values.validators import all_are, is_a, is_a_word, is_text, ordered

__all__ = [
    "Check",
    "ContractingRule",
    "OrganizationalModel",
    "StructureCheck",
    "View",
]


def __dir__() -> list[str]:
    return __all__


class View(Protocol):
    """A market on one day: what is in force, found by what it is about. ``market.on(day)`` gives one.

    Every method returns facts in the order of their ids.
    """

    @property
    def day(self) -> date:
        """The day that is looked at."""
        ...

    @property
    def families(self) -> Families:
        """The specialty families of the market."""
        ...

    def organization(self, key: str) -> Organization:
        """Return the organization with this id, NPI or unique name, in force or not."""
        ...

    def practitioner(self, key: str) -> Practitioner:
        """Return the practitioner with this id, NPI or unique name."""
        ...

    def organizations(self) -> tuple[Organization, ...]:
        """Return the organizations in force."""
        ...

    def model_of(self, organization: str) -> "OrganizationalModel | None":
        """Return the model of an organization, or None where it is not known."""
        ...

    def roles_at(self, organization: str) -> tuple[PractitionerRole, ...]:
        """Return the roles in force at an organization."""
        ...

    def roles_of(self, practitioner: str) -> tuple[PractitionerRole, ...]:
        """Return the roles in force of a practitioner."""
        ...

    def affiliations_of(self, member: str, kind: Kind | None = None) -> tuple[Affiliation, ...]:
        """Return the ties in force in which an organization is the member."""
        ...

    def members_of(self, organizer: str, kind: Kind | None = None) -> tuple[Affiliation, ...]:
        """Return the ties in force in which an organization is the organizer."""
        ...

    def elections_of(self, affiliation: str) -> tuple[Election, ...]:
        """Return the elections in force under a tie."""
        ...

    def sites_of(self, organization: str) -> tuple[Site, ...]:
        """Return the sites that an organization runs, and those that roles in force at it name."""
        ...

    def resources_of(self, organization: str) -> tuple[Resource, ...]:
        """Return the resources in force that an organization pays for."""
        ...

    def agreements_of(self, contractor: str) -> tuple[Agreement, ...]:
        """Return the agreements in force that an organization signed."""
        ...

    def roster_of(self, agreement: str) -> tuple[RosterEntry, ...]:
        """Return the roster entries in force of an agreement."""
        ...

    def roster_billing(self, organization: str) -> tuple[RosterEntry, ...]:
        """Return the roster entries in force that bill through an organization."""
        ...

    def specialties_of(self, role: PractitionerRole) -> frozenset[str] | None:
        """Return the taxonomy codes practised in a role, or None where they are not known."""
        ...

    def site(self, key: str) -> Site:
        """Return the site with this id or unique name."""
        ...

    def payer(self, key: str) -> Payer:
        """Return the payer with this id, NPI or unique name."""
        ...

    def network(self, key: str) -> Network:
        """Return the network with this id or unique name, in force or not."""
        ...

    def plan(self, key: str) -> Plan:
        """Return the plan with this id or unique name, in force or not."""
        ...

    def agreement(self, key: str) -> Agreement:
        """Return the agreement with this id, in force or not."""
        ...

    def plans(self) -> tuple[Plan, ...]:
        """Return the plans in force."""
        ...

    def credentials_of(self, practitioner: str) -> tuple[Credential, ...]:
        """Return the credentials in force of a practitioner, with whatever payer."""
        ...

    def listings_of(self, practitioner: str) -> tuple[Listing, ...]:
        """Return what directories state of a practitioner, of whatever day."""
        ...

    def family_of(self, role: PractitionerRole) -> frozenset[str] | None:
        """Return the names of the specialty families of a role, or None where they are not known.

        A code that no family holds counts as ``other``. A nurse practitioner or an assistant takes the families of the
        supervisor's roles at the same organization; without a supervisor in the facts the answer is None.
        """
        ...

    def is_physician(self, role: PractitionerRole) -> bool | None:
        """Return whether who holds a role is a doctor of medicine or osteopathy (42 CFR 417.1).

        The specialty families of the role's taxonomy codes tell; None where no family holds one of them.
        """
        ...

    def is_licensed(self, practitioner: str, state: str | None = None) -> bool | None:
        """Return whether a licence of a practitioner is in force, in one state or in any.

        A qualification of no state is a certificate, which says nothing; None where no licence of the state is stated.
        """
        ...

    def states_of(self, role: PractitionerRole) -> frozenset[str]:
        """Return the states of the sites where a role is held, in capital letters; empty where none is stated."""
        ...


@frozen
class Rule:
    """A rule that checks hold facts against; every finding of it bears its code and its source.

    >>> two_or_more = Rule("IPA-2", source="42 CFR 417.1")
    >>> alone = two_or_more.broken("Valley IPA has one member.", Organization(id="ipa"), remedy="Add the others.")
    >>> alone.code, alone.severity.value, alone.subjects
    ('IPA-2', 'error', ('organizations/ipa',))
    """

    #: Stable code: ``IPA-2``.
    code: str
    #: Regulation, standard or paper that it comes from.
    source: str = field(kw_only=True)

    def broken(self, message: str, *about: Fact, remedy: str, severity: Severity = Severity.ERROR) -> Finding:
        """Return the finding that the rule is broken.

        Args:
            message: What was found, one sentence.
            about: The facts that it concerns, in any order.
            remedy: What would mend it.
            severity: How much it weighs; a warning where the rule is a screen, not law.
        """
        return self._found(message, about, remedy, severity)

    def cannot_tell(self, message: str, *about: Fact, remedy: str) -> Finding:
        """Return the finding that the facts do not say whether the rule holds.

        Args:
            message: What is not known, one sentence.
            about: The facts that it concerns, in any order.
            remedy: Which facts would tell.
        """
        return self._found(message, about, remedy, Severity.CANNOT_TELL)

    def _found(self, message: str, about: Iterable[Fact], remedy: str, severity: Severity) -> Finding:
        subjects = {evidence(fact) for fact in about}
        return Finding(
            code=self.code,
            severity=severity,
            subjects=tuple(subjects),
            message=message,
            remedy=remedy,
            source=self.source,
        )


#: ``check(view, organization)`` yields what it finds of an organization that bears the model.
Check = Callable[[View, Organization], Iterable[Finding]]


def _one_effect_each(_: object, attribute: "Attribute[Any]", value: tuple[Consolidation, ...]) -> None:
    rows = Counter((row.over.value, function.value) for row in value for function in row.functions)
    twice = sorted(row for row, count in rows.items() if count > 1)
    if twice:
        raise InvalidValueError(twice, "a list with one effect for each tie and function", field=attribute.name)


def _are_functions(_: object, attribute: "Attribute[Any]", value: object) -> None:
    for one in value if isinstance(value, tuple) else (value,):
        if not callable(one):
            raise InvalidValueError(one, "a function check(view, organization)", field=attribute.name)


@frozen(kw_only=True)
class OrganizationalModel:
    """An organizational model: what is true of an organization because it is of that model.

    Law, plan rules, income methods and specialty families are not part of it; they have hooks of their own.

    Raises:
        InvalidValueError: Two consolidations are about one function over one tie.
    """

    #: Name in market files, lower-case words with hyphens: ``single-specialty``.
    name: str = field(validator=is_a_word)
    #: Name for people: ``Single-specialty group``.
    title: str = field(validator=is_text)
    #: What an organizer of this model does for those tied to it.
    consolidates: tuple[Consolidation, ...] = field(
        default=(), converter=ordered, validator=[all_are(Consolidation), _one_effect_each]
    )
    #: Where its practitioners look for a colleague to refer to, the nearest first.
    tiers: tuple[Tier, ...] = field(default=(), converter=ordered, validator=all_are(Tier))
    #: What must hold of an organization of this model.
    checks: tuple[Check, ...] = field(default=(), converter=ordered, validator=_are_functions)

    def effects(self) -> Mapping[tuple[Kind, Function], tuple[Effect, bool]]:
        """Return the effect on a member, and whether it is elective, by tie and function."""
        return {
            (row.over, function): (row.effect, row.elective) for row in self.consolidates for function in row.functions
        }


@frozen(kw_only=True)
class StructureCheck:
    """A check over every organization of a market, whatever its model: law of a state, a house rule."""

    #: Stable name, lower-case words with hyphens.
    name: str = field(validator=is_a_word)
    #: What it checks, one sentence.
    title: str = field(validator=is_text)
    #: Regulation, standard or rule book that it comes from.
    source: str = field(validator=is_text)
    #: ``check(view, organization)``, called for each organization in force.
    check: Check = field(validator=_are_functions)


@frozen(kw_only=True)
class ContractingRule:
    """Terms that hold beside what agreements state: the law of a state, a payer's manual, a letter that amends them.

    Where several rules price one line, the first by name does.
    """

    #: Stable name, lower-case words with hyphens.
    name: str = field(validator=is_a_word)
    #: What it says, one sentence.
    title: str = field(validator=is_text)
    #: Regulation, manual or letter that it comes from.
    source: str = field(validator=is_text)
    #: What is paid, as in an agreement.
    terms: ContractTerms = field(validator=is_a(ContractTerms))
    #: Ids of the agreements that it is for; None means all.
    agreements: frozenset[str] | None = field(default=None, converter=some)
    #: Ids of networks: it is for the agreements that cover one of them. None means all agreements.
    networks: frozenset[str] | None = field(default=None, converter=some)
    #: Whether it comes before what an agreement states; otherwise it prices what the agreement has no rate for.
    before: bool = field(default=False, validator=is_a(bool))
