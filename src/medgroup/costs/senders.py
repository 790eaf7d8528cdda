"""Who sends the bills of a visit: all that follows from practitioner, billing organization, plan, site and day.

Many visits have these in common, and what follows from them alone is found once and kept.
"""

from datetime import date
from typing import NamedTuple, TypeVar

from medgroup.costs.classing import Class, Classing
from medgroup.costs.prices.bills import BillHead, facility_head, former_head, professional_head
from medgroup.costs.prices.places import Kinds, roles_at
from medgroup.domain.payers import Plan
from medgroup.market import Market
from medgroup.network.answer import Standing, Status
from medgroup.network.question import Question, asked
from medgroup.network.status import standing
from medgroup.values.specialties import OTHER_FAMILY

K = TypeVar("K")
V = TypeVar("V")

#: How many of one sort are kept; then all are forgotten, so that years of bills do not fill the memory.
_MOST = 10_000


def keep(known: dict[K, V], key: K, found: V) -> V:
    """Keep what was found among what is known, and return it."""
    if len(known) >= _MOST:
        known.clear()
    known[key] = found
    return found


class Giver(NamedTuple):
    """Who gives care, as plans look at it; None where it is not known."""

    taxonomies: frozenset[str] | None
    families: frozenset[str] | None
    primary_care: bool | None


#: Who gives what a facility bills.
NOBODY = Giver(None, None, None)


class SentBill(NamedTuple):
    """One bill of a visit before its services are known."""

    question: Question
    head: BillHead
    #: Who gives the care that it is for; nobody in particular where it is a facility's.
    giver: Giver
    #: The number of the tier of the plan's benefits whose terms hold in network.
    tier: int
    #: By which terms services of it were covered, by what decides beside the sender.
    classes: dict[tuple[object, ...], Class]


class Sender(NamedTuple):
    """Who sends the bills of a visit."""

    question: Question
    standing: Standing
    giver: Giver
    #: The practitioner's, and that of the hospital whose outpatient department the site is.
    bills: tuple[SentBill, ...]
    #: The practitioner's by the contract that has ended, for continuing-care patients; None where none has.
    former: SentBill | None


class Senders:
    """The senders of a market's bills."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._classing = market.derived(Classing)
        self._givers = market.derived(Givers)
        self._known: dict[tuple[object, ...], Sender] = {}

    def of(self, practitioner: str, billing: str, plan: Plan, site: str | None, on: date) -> Sender:
        """Return who sends the bills of a visit.

        Args:
            practitioner: Id, NPI or unique name.
            billing: Id, NPI or unique name of the organization whose TIN bills.
            plan: The plan that pays first.
            site: Id or unique name; None takes where the practitioner works for the organization.
            on: Day of service.

        Raises:
            UnknownFactError: A key leads nowhere; the nearest is named.
        """
        key = (practitioner, billing, plan.id, site, on)
        found = self._known.get(key)
        if found is None:
            question = asked(self._market, practitioner, billing, plan.id, site, None, on)
            found = keep(self._known, key, self._found(question))
        return found

    def _found(self, question: Question) -> Sender:
        brief = standing(self._market, question)
        giver = self._givers.of(question.practitioner, question.billing, question.on)
        head = professional_head(self._market, question, brief.overall)
        former = None if brief.overall is Status.IN else former_head(self._market, question)
        bills = [self._sent(question, head, giver)]
        department = head.place.department
        if department is not None:
            facility = facility_head(self._market, question, head.place, department)
            bills.append(self._sent(question, facility, NOBODY))
        return Sender(
            question, brief, giver, tuple(bills), None if former is None else self._sent(question, former, giver)
        )

    def _sent(self, question: Question, head: BillHead, giver: Giver) -> SentBill:
        if head.chosen is None:
            return SentBill(question, head, giver, 1, {})
        terms = self._classing.terms(question.plan)
        tier = terms.tier_of(head.chosen.route.network.id)
        # A network of which the benefits say nothing is a tier that they have not.
        return SentBill(question, head, giver, len(terms.tiers()) if tier is None else tier, {})


class Givers:
    """Who gives care, by practitioner, billing organization and day; what repeats is kept."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._kinds = market.derived(Kinds)
        self._known: dict[tuple[str, str, date], Giver] = {}

    def of(self, practitioner: str, billing: str, on: date) -> Giver:
        """Return what is known of a practitioner who works for an organization on a day."""
        key = (practitioner, billing, on)
        found = self._known.get(key)
        if found is None:
            found = keep(self._known, key, self._compiled(practitioner, billing, on))
        return found

    def _compiled(self, practitioner: str, billing: str, on: date) -> Giver:
        taxonomies = self._kinds.of(practitioner, billing, on)
        view, by_name = self._market.on(on), self._market.families.by_name
        roles = [role for role in roles_at(self._market, practitioner, billing) if role.period.contains(on)]
        stated = [view.family_of(role) for role in roles] or [self._of_codes(taxonomies)]
        if None in stated:
            return Giver(taxonomies, None, None)
        families = frozenset[str]().union(*(one for one in stated if one is not None))
        return Giver(taxonomies, families, any(by_name[one].primary_care for one in families if one in by_name))

    def _of_codes(self, taxonomies: frozenset[str] | None) -> frozenset[str] | None:
        if taxonomies is None:
            return None
        found = [self._market.families.family_of(code) for code in taxonomies]
        if any(family is not None and family.follows_supervisor for family in found):
            return None
        return frozenset(OTHER_FAMILY if family is None else family.name for family in found)
