"""The market: facts, models and indexes, opened once and never changed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

from attrs import fields

from medgroup.display import PublicNames, series
from medgroup.domain.contracts import Agreement
from medgroup.domain.facts import COLLECTIONS, Facts
from medgroup.domain.fees import FeeSchedule
from medgroup.domain.organizations import Affiliation, Organization, Site
from medgroup.domain.patients import Patient
from medgroup.domain.payers import Network, Payer, Plan
from medgroup.domain.practitioners import Practitioner, PractitionerRole
from medgroup.domain.references import indexed_by_id
from medgroup.domain.referrals import Referral
from medgroup.errors import AmbiguousNameError, InvalidValueError, UnknownFactError, nearest, singular
from medgroup.market.checking import check_digits, referrals_to_oneself, strangers_in_events
from medgroup.market.indexes import Indexes
from medgroup.market.opening import refuse_what_is_no_market
from medgroup.market.shown import in_lines, in_one_line, market_html
from medgroup.market.view import DayView
from medgroup.models import OrganizationalModel
from medgroup.plugins import Declarations, as_plugins, declarations, installed_plugins
from medgroup.values.finding import Finding
from medgroup.values.period import day_of
from medgroup.values.specialties import Families

T = TypeVar("T")

#: What a market is, in words.
A_MARKET = "a Market (medgroup.load makes one of a path, medgroup.open_market of facts)"


class Market(PublicNames):
    """Everything known of a market of medical groups, opened with ``open_market`` or ``load`` and never changed.

    Lookups are methods and take an id, an NPI or a unique name; questions are functions of the package.
    """

    def __init__(
        self, facts: Facts, declared: Declarations, *, findings: Iterable[Finding] = (), assumptions: Iterable[str] = ()
    ) -> None:
        if not isinstance(facts, Facts):
            raise InvalidValueError(facts, "Facts (medgroup.load reads them from a file)", field="facts")
        self._by_id = indexed_by_id(facts)
        ordered = facts.sorted()
        refuse_what_is_no_market(ordered, self._by_id, declared.models)
        self._facts = ordered
        self._declared = declared
        self._source_findings = tuple(findings)
        self._assumptions = tuple(assumptions)
        self._indexes = Indexes(ordered)
        self._derived: dict[Callable[[Market], Any], Any] = {}

    @property
    def facts(self) -> Facts:
        """The facts, every collection sorted by id."""
        return self._facts

    @property
    def models(self) -> Mapping[str, OrganizationalModel]:
        """The organizational models by name."""
        return self._declared.models

    @property
    def families(self) -> Families:
        """The specialty families."""
        return self._declared.families

    @property
    def declared(self) -> Declarations:
        """All that the plugins handed over when the market was opened."""
        return self._declared

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the caller chose to assume when the facts were read or changed; printed with every result."""
        return self._assumptions

    @property
    def indexes(self) -> Indexes:
        """Facts by what they are about; what a plugin needs of them ``on`` gives."""
        return self._indexes

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the facts themselves.

        What the reader found, every NPI with a wrong check digit, every referral of a practitioner to himself, and
        every id in the events of a referral that no fact has.
        """
        checks = (check_digits, referrals_to_oneself, strangers_in_events)
        found = (*self._source_findings, *(finding for check in checks for finding in check(self._facts)))
        return tuple(sorted(found, key=Finding.sort_key))

    def on(self, day: date) -> DayView:
        """Return the market on a day.

        Raises:
            InvalidValueError: It is no day.
        """
        return DayView(self, day_of(day))

    def with_facts(self, facts: Facts, *, assumptions: Iterable[str] = ()) -> "Market":
        """Return a market of other facts with the same models; no hook is called again.

        Args:
            facts: All facts of the new market.
            assumptions: What the new facts rest on beside this market's own assumptions.
        """
        known = dict.fromkeys((*self._assumptions, *assumptions))
        return Market(facts, self._declared, findings=self._source_findings, assumptions=known)

    def fact(self, collection: str, key: str) -> Any:
        """Return the fact of a collection with this id, NPI or unique name.

        Raises:
            UnknownFactError: There is none; the nearest key is named.
            AmbiguousNameError: Several bear this NPI or name.
        """
        if not isinstance(key, str):
            raise InvalidValueError(key, "an id, an NPI or a name", field=singular(collection))
        found = self._by_id[collection].get(key)
        return found if found is not None else self._by_other_key(collection, key)

    def organization(self, key: str) -> Organization:
        """Return the organization with this id, NPI or unique name."""
        return cast(Organization, self.fact("organizations", key))

    def practitioner(self, key: str) -> Practitioner:
        """Return the practitioner with this id, NPI or unique name."""
        return cast(Practitioner, self.fact("practitioners", key))

    def practitioner_role(self, key: str) -> PractitionerRole:
        """Return the practitioner role with this id."""
        return cast(PractitionerRole, self.fact("practitioner_roles", key))

    def site(self, key: str) -> Site:
        """Return the site with this id or unique name."""
        return cast(Site, self.fact("sites", key))

    def payer(self, key: str) -> Payer:
        """Return the payer with this id, NPI or unique name."""
        return cast(Payer, self.fact("payers", key))

    def network(self, key: str) -> Network:
        """Return the network with this id or unique name."""
        return cast(Network, self.fact("networks", key))

    def plan(self, key: str) -> Plan:
        """Return the plan with this id or unique name."""
        return cast(Plan, self.fact("plans", key))

    def fee_schedule(self, key: str) -> FeeSchedule:
        """Return the fee schedule with this id or unique name."""
        return cast(FeeSchedule, self.fact("fee_schedules", key))

    def agreement(self, key: str) -> Agreement:
        """Return the agreement with this id."""
        return cast(Agreement, self.fact("agreements", key))

    def affiliation(self, key: str) -> Affiliation:
        """Return the affiliation with this id."""
        return cast(Affiliation, self.fact("affiliations", key))

    def patient(self, key: str) -> Patient:
        """Return the patient with this id."""
        return cast(Patient, self.fact("patients", key))

    def referral(self, key: str) -> Referral:
        """Return the referral with this id."""
        return cast(Referral, self.fact("referrals", key))

    def model_of(self, organization: str) -> OrganizationalModel | None:
        """Return the model of an organization, or None where it is not known."""
        name = self.organization(organization).model
        return None if name is None else self.models[name]

    def name_of(self, collection: str, key: str) -> str:
        """Return the name for people of a fact of a collection that has names, the id where it has none."""
        name: str = self._by_id[collection][key].display
        return name

    def derived(self, build: Callable[["Market"], T]) -> T:
        """Return ``build(self)``, built when first asked for and kept with the market."""
        found: T | None = self._derived.get(build)
        if found is None:
            found = self._derived[build] = build(self)
        return found

    def _by_other_key(self, collection: str, key: str) -> Any:
        candidates = self._other_keys.get(collection, {}).get(key, ())
        if len(candidates) == 1:
            return self._by_id[collection][candidates[0]]
        if candidates:
            raise AmbiguousNameError(collection, key, candidates)
        personal = collection == "patients"
        known = () if personal else (*self._by_id[collection], *self._other_keys.get(collection, {}))
        raise UnknownFactError(collection, key, nearest=nearest(key, known), keys=_keys_of(collection))

    @cached_property
    def _other_keys(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for collection in COLLECTIONS:
            keys = found.setdefault(collection, {})
            for fact in getattr(self._facts, collection):
                for other in {getattr(fact, "npi", None), getattr(fact, "name", None)}:
                    if other is not None:
                        keys[other] = (*keys.get(other, ()), fact.id)
        return found

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is derived, so that a market goes to another process small and is indexed there."""
        return {**self.__dict__, "_derived": {}, "_indexes": Indexes(self._facts)}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Market):
            return NotImplemented
        return self._facts == other._facts and self.models == other.models

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Market: {in_one_line(self)}>"

    def __str__(self) -> str:
        return in_lines(self)

    def _repr_html_(self) -> str:
        return market_html(self)


def _keys_of(collection: str) -> str:
    """Return what facts of a collection are asked for by, in words."""
    others = {"npi": "NPI", "name": "name"}
    stated = {attribute.name for attribute in fields(COLLECTIONS[collection])}
    return series(["id", *(word for name, word in others.items() if name in stated)], "or")


def market_of(value: object, field: str = "market") -> Market:
    """Return a value that is a market: the first thing that a question does.

    Raises:
        InvalidValueError: It is a path, facts or anything else.
    """
    if not isinstance(value, Market):
        raise InvalidValueError(value, A_MARKET, field=field)
    return value


def open_market(
    facts: Facts,
    *,
    plugins: Iterable[object] | None = None,
    findings: Iterable[Finding] = (),
    assumptions: Iterable[str] = (),
) -> Market:
    """Open facts as a market: sort and index them, and call every hook of the plugins once.

    Args:
        facts: The facts; their order does not matter.
        plugins: Modules or objects with hook implementations; None takes the installed ones.
        findings: What the reader found wrong with the source.
        assumptions: What the reader was told to assume, to be printed with every result.

    Returns:
        The market.

    Raises:
        MarketError: Ids stand twice or lead nowhere, a model is not installed, or owners form a circle; all are listed.
        PluginError: A plugin is broken.
    """
    chosen = installed_plugins() if plugins is None else as_plugins(plugins)
    return Market(facts, declarations(chosen), findings=findings, assumptions=assumptions)
