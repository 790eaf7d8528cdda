"""Medical groups as data: who works where, who contracts for whom, who is in network, and what would change.

Open a market with ``load`` or ``open_market``, then ask it: ``network_status``, ``status_timeline``, ``roster`` for who
is in network and why; ``price_lines``, ``allowed_amount``, ``median_contracted_rate``, ``visit_status`` for prices;
``describe``, ``seats``, ``units_of``, ``together``, ``check_structure`` for how it is organized;
``merge``, ``form_ipa``, ``acquire`` and ``compare`` for what would change. Organizational models are plugins:
``OrganizationalModel``, ``Consolidation``, ``Tier``, ``Finding``, ``hookimpl``. The other facts are in
``medgroup.domain``.
"""

from medgroup.costs import Service, allowed_amount, median_contracted_rate, price_lines, visit_status
from medgroup.domain.contracts import Agreement, RosterEntry
from medgroup.domain.facts import Facts
from medgroup.domain.fees import FeeSchedule
from medgroup.domain.organizations import Affiliation, Election, Organization, Site
from medgroup.domain.payers import Plan
from medgroup.domain.practitioners import Practitioner, PractitionerRole, Relation
from medgroup.domain.terms import ContractTerms, Rate
from medgroup.errors import MedgroupError
from medgroup.hookspecs import hookimpl
from medgroup.market import Market, load, open_market, save, valley
from medgroup.models import ContractingRule, OrganizationalModel, StructureCheck, View
from medgroup.network import Status, network_standing, network_status, roster, status_timeline
from medgroup.rules import Consolidation, Effect, Function, Kind, Reach, Tier
from medgroup.scenarios import acquire, compare, form_ipa, merge
from medgroup.structure import check_structure, describe, seats, together, unit_of, units_of
from medgroup.values.finding import Finding, Severity
from medgroup.values.money import Money
from medgroup.values.period import Period
from medgroup.values.specialties import SpecialtyFamily

__all__ = [
    "Affiliation",
    "Agreement",
    "Consolidation",
    "ContractTerms",
    "ContractingRule",
    "Effect",
    "Election",
    "Facts",
    "FeeSchedule",
    "Finding",
    "Function",
    "Kind",
    "Market",
    "MedgroupError",
    "Money",
    "Organization",
    "OrganizationalModel",
    "Period",
    "Plan",
    "Practitioner",
    "PractitionerRole",
    "Rate",
    "Reach",
    "Relation",
    "RosterEntry",
    "Service",
    "Severity",
    "Site",
    "SpecialtyFamily",
    "Status",
    "StructureCheck",
    "Tier",
    "View",
    "acquire",
    "allowed_amount",
    "check_structure",
    "compare",
    "describe",
    "form_ipa",
    "hookimpl",
    "load",
    "median_contracted_rate",
    "merge",
    "network_standing",
    "network_status",
    "open_market",
    "price_lines",
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
