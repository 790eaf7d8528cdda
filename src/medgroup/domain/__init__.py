"""The facts of a market: frozen records, each with an id unique in its collection, and all of them together."""

from medgroup.domain.contracts import Agreement, Basis, Credential, CredentialKind, Listing, RosterEntry, Scope, ScopeOf
from medgroup.domain.facts import COLLECTIONS, Fact, Facts, evidence
from medgroup.domain.organizations import (
    Address,
    Affiliation,
    AffiliationTerm,
    Election,
    Hours,
    Organization,
    OrganizationRole,
    Position,
    Resource,
    ResourceKind,
    Site,
    Weekday,
)
from medgroup.domain.patients import Coverage, Patient, Sex
from medgroup.domain.payers import Line, Network, Payer, Plan, PlanGate, Product
from medgroup.domain.practitioners import Practitioner, PractitionerRole, Qualification, Relation
from medgroup.domain.stated import Stated

__all__ = [
    "COLLECTIONS",
    "Address",
    "Affiliation",
    "AffiliationTerm",
    "Agreement",
    "Basis",
    "Coverage",
    "Credential",
    "CredentialKind",
    "Election",
    "Fact",
    "Facts",
    "Hours",
    "Line",
    "Listing",
    "Network",
    "Organization",
    "OrganizationRole",
    "Patient",
    "Payer",
    "Plan",
    "PlanGate",
    "Position",
    "Practitioner",
    "PractitionerRole",
    "Product",
    "Qualification",
    "Relation",
    "Resource",
    "ResourceKind",
    "RosterEntry",
    "Scope",
    "ScopeOf",
    "Sex",
    "Site",
    "Stated",
    "Weekday",
    "evidence",
]


def __dir__() -> list[str]:
    return __all__
