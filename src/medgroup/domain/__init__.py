"""The facts of a market: frozen records, each with an id unique in its collection, and all of them together."""

from medgroup.domain.benefits import (
    AllowedOf,
    AllowedOutOfNetwork,
    BenefitDesign,
    BenefitTier,
    CategoryCodes,
    Crossing,
    OutOfNetwork,
    PlanYear,
)
from medgroup.domain.contracts import Agreement, Basis, Credential, CredentialKind, Listing, RosterEntry, Scope, ScopeOf
from medgroup.domain.cost_sharing import CopayOrder, CostSharing, Limit, LimitKind, ServiceCategory, ServiceRule
from medgroup.domain.facts import COLLECTIONS, Facts
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
    "AllowedOf",
    "AllowedOutOfNetwork",
    "Basis",
    "BenefitDesign",
    "BenefitTier",
    "CategoryCodes",
    "CopayOrder",
    "CostSharing",
    "Coverage",
    "Credential",
    "CredentialKind",
    "Crossing",
    "Election",
    "Facts",
    "Hours",
    "Limit",
    "LimitKind",
    "Line",
    "Listing",
    "Network",
    "Organization",
    "OrganizationRole",
    "OutOfNetwork",
    "Patient",
    "Payer",
    "Plan",
    "PlanGate",
    "PlanYear",
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
    "ServiceCategory",
    "ServiceRule",
    "Sex",
    "Site",
    "Stated",
    "Weekday",
]


def __dir__() -> list[str]:
    return __all__
