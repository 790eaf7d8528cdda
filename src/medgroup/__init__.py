"""Medical groups as data: who works where, who contracts for whom, who is in network, and what would change.

Lookups are methods of a market, questions are functions over it, and every question returns an answer that explains
itself: ``explain()``, ``to_dict()``, and HTML in a notebook.

Open, keep and look up
    load                read a market from a file, a folder, or a provider directory
    save                write the facts of a market
    open_market         make a market of facts
    valley              the invented market that comes with the package
    Market              facts, models and indexes, opened together
    MedgroupError       the root of every error that is raised on purpose

Who is in network, and why
    network_status      one practitioner, organization and plan on a day, with every path and link
    network_standing    the same without the explanation, several times faster
    status_timeline     how it changes over a period
    roster              everyone on a day, with what is missing first
    Status              in, unknown, pending, out

What a visit costs
    quote               what the patient will owe, from the network to the last cent
    BilledVisit         what was billed on one day, for the history of a quote
    VoidedVisit         what takes such a bill back
    price_lines         what a contract allows for the services of a visit
    allowed_amount      what a fee schedule pays for one service
    median_contracted_rate  the median of what a payer's contracts pay
    visit_status        whether a patient is new or established
    Service             one line of a bill

Whom to refer to, and what becomes of it
    rank_referrals      where a referral should go, why there, and why not elsewhere
    compare_candidates  why one candidate comes before another, and what would change that
    Referral            who sends a patient where, for what, and what became of it
    advance             what happens to a referral next
    overdue             the referrals that wait too long
    closing_rate        the share of referrals that a report closed
    leakage             which referrals left those who belong together, and why
    referral_network    who refers to whom, as a weighted, directed graph

How it is organized
    describe            what an organization is inside, and what it belongs to
    seats               which organization is the unit for a function, and who acts for it
    units_of            the units alone
    unit_of             the unit, where there is one
    together            whether two organizations share a unit
    check_structure     whether organizations meet the rules of their models

What would change
    merge               practices become one
    form_ipa            practices form an independent practice association
    acquire             an organization buys others
    changes             what differs between two markets, in words
    compare             the same practices under several organizations

Facts (the others are in medgroup.domain)
    Facts               all collections together
    Organization        a practice, a group, a hospital, a system, an association
    Affiliation         a dated tie between two organizations
    Election            a member's choice to take part
    Site                where care is given
    Practitioner        a person who gives care
    PractitionerRole    a person's work for the organization that bills
    Relation            owner, employee, contractor, locum, leased
    Plan                what a patient is enrolled in
    Agreement           a contract for some networks
    RosterEntry         one line of a contract's roster
    FeeSchedule         relative values, or amounts, of a while
    ContractTerms       what a contract pays
    Rate                one row of that
    Period              days, half-open
    Money               whole cents

Write a plugin
    hookimpl            marks a function as the implementation of a hook
    OrganizationalModel what an organization does for those tied to it, and what must hold of it
    Consolidation       one function after another: what becomes of the member as a unit
    Kind                owns, manages, member, associated
    Function            contracting, billing, records and six more
    Effect              replaces, joins, acts for, connects
    Tier                whom practitioners look to first
    Reach               how far a tier goes
    Gate                what stands in the way of a referral, or has to be done first
    Verdict             pass, note, authorize, reject
    Override            to what a gate may give way
    Rule                a rule of a model, which makes its own findings
    ContractingRule     terms that a plugin adds to contracts
    StructureCheck      a rule for organizations of any model
    View                what a check reads: a market on a day
    Finding             what a check has to say
    Severity            how much it weighs
    SpecialtyFamily     which taxonomy codes are one kind of care
"""

from typing import TYPE_CHECKING, Any

from medgroup.domain.contracts import Agreement, RosterEntry
from medgroup.domain.facts import Facts
from medgroup.domain.fees import FeeSchedule
from medgroup.domain.organizations import Affiliation, Election, Organization, Site
from medgroup.domain.payers import Plan
from medgroup.domain.practitioners import Practitioner, PractitionerRole, Relation
from medgroup.domain.referrals import Referral
from medgroup.domain.terms import ContractTerms, Rate
from medgroup.errors import MedgroupError
from medgroup.hookspecs import hookimpl
from medgroup.market import Market, load, open_market, save, valley
from medgroup.models import ContractingRule, OrganizationalModel, Rule, StructureCheck, View
from medgroup.network import Status, network_standing, network_status, roster, status_timeline
from medgroup.rules import Consolidation, Effect, Function, Gate, Kind, Override, Reach, Tier, Verdict
from medgroup.scenarios import acquire, changes, compare, form_ipa, merge
from medgroup.structure import check_structure, describe, seats, together, unit_of, units_of
from medgroup.values.finding import Finding, Severity
from medgroup.values.money import Money
from medgroup.values.period import Period
from medgroup.values.specialties import SpecialtyFamily

if TYPE_CHECKING:
    from medgroup.costs import (
        BilledVisit,
        Service,
        VoidedVisit,
        allowed_amount,
        median_contracted_rate,
        price_lines,
        quote,
        visit_status,
    )
    from medgroup.referrals import (
        advance,
        closing_rate,
        compare_candidates,
        leakage,
        overdue,
        rank_referrals,
        referral_network,
    )

__all__ = [
    "Affiliation",
    "Agreement",
    "BilledVisit",
    "Consolidation",
    "ContractTerms",
    "ContractingRule",
    "Effect",
    "Election",
    "Facts",
    "FeeSchedule",
    "Finding",
    "Function",
    "Gate",
    "Kind",
    "Market",
    "MedgroupError",
    "Money",
    "Organization",
    "OrganizationalModel",
    "Override",
    "Period",
    "Plan",
    "Practitioner",
    "PractitionerRole",
    "Rate",
    "Reach",
    "Referral",
    "Relation",
    "RosterEntry",
    "Rule",
    "Service",
    "Severity",
    "Site",
    "SpecialtyFamily",
    "Status",
    "StructureCheck",
    "Tier",
    "Verdict",
    "View",
    "VoidedVisit",
    "acquire",
    "advance",
    "allowed_amount",
    "changes",
    "check_structure",
    "closing_rate",
    "compare",
    "compare_candidates",
    "describe",
    "form_ipa",
    "hookimpl",
    "leakage",
    "load",
    "median_contracted_rate",
    "merge",
    "network_standing",
    "network_status",
    "open_market",
    "overdue",
    "price_lines",
    "quote",
    "rank_referrals",
    "referral_network",
    "roster",
    "save",
    "seats",
    "status_timeline",
    "together",
    "unit_of",
    "units_of",
    "valley",
    "visit_status",
]

#: Where everything else that is public stands.
_PACKAGES = (
    "answers",
    "domain",
    "errors",
    "formats",
    "hookspecs",
    "market",
    "models",
    "network",
    "rules",
    "scenarios",
    "structure",
    "values",
)


def __dir__() -> list[str]:
    return [*__all__, *_PACKAGES]


#: Names imported when they are first asked for, with the package that has them: a program that asks who is in network
#: need not wait for prices and benefits, which are as large as all the rest, nor for what rests on them.
_LATER = {
    **dict.fromkeys(
        (
            "BilledVisit",
            "Service",
            "VoidedVisit",
            "allowed_amount",
            "median_contracted_rate",
            "price_lines",
            "quote",
            "visit_status",
        ),
        "medgroup.costs",
    ),
    **dict.fromkeys(
        (
            "advance",
            "closing_rate",
            "compare_candidates",
            "leakage",
            "overdue",
            "rank_referrals",
            "referral_network",
        ),
        "medgroup.referrals",
    ),
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    # Kept, so that it is found without this function from then on.
    found = globals()[name] = getattr(import_module(_LATER[name]), name)
    return found
