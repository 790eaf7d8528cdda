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
from medgroup.domain.care import Encounter
from medgroup.domain.contracts import Agreement, Basis, Credential, CredentialKind, Listing, RosterEntry, Scope, ScopeOf
from medgroup.domain.cost_sharing import CopayOrder, CostSharing, Limit, LimitKind, ServiceCategory, ServiceRule
from medgroup.domain.facts import COLLECTIONS, Fact, Facts, evidence
from medgroup.domain.fees import (
    Cap,
    ConversionFactor,
    FeeAmount,
    FeeSchedule,
    Locality,
    PaymentRules,
    RelativeValue,
    Setting,
)
from medgroup.domain.organizations import (
    Address,
    Affiliation,
    AffiliationTerm,
    Election,
    Hours,
    Organization,
    OrganizationRole,
    OutpatientDepartment,
    Position,
    Resource,
    ResourceKind,
    Site,
    Weekday,
)
from medgroup.domain.patients import Coverage, Patient, Sex
from medgroup.domain.payers import Line, Network, Payer, Plan, PlanGate, Product
from medgroup.domain.permissions import Permission
from medgroup.domain.practitioners import Practitioner, PractitionerRole, Qualification, Relation
from medgroup.domain.referral_states import TRANSITIONS, ReferralEvent, ReferralState
from medgroup.domain.referrals import Referral
from medgroup.domain.terms import Claim, ContractTerms, Method, ModifierPercent, PractitionerPercent, Rate
from medgroup.rules import Override

__all__ = [
    "COLLECTIONS",
    "TRANSITIONS",
    "Address",
    "Affiliation",
    "AffiliationTerm",
    "Agreement",
    "AllowedOf",
    "AllowedOutOfNetwork",
    "Basis",
    "BenefitDesign",
    "BenefitTier",
    "Cap",
    "CategoryCodes",
    "Claim",
    "ContractTerms",
    "ConversionFactor",
    "CopayOrder",
    "CostSharing",
    "Coverage",
    "Credential",
    "CredentialKind",
    "Crossing",
    "Election",
    "Encounter",
    "Fact",
    "Facts",
    "FeeAmount",
    "FeeSchedule",
    "Hours",
    "Limit",
    "LimitKind",
    "Line",
    "Listing",
    "Locality",
    "Method",
    "ModifierPercent",
    "Network",
    "Organization",
    "OrganizationRole",
    "OutOfNetwork",
    "OutpatientDepartment",
    "Override",
    "Patient",
    "Payer",
    "PaymentRules",
    "Permission",
    "Plan",
    "PlanGate",
    "PlanYear",
    "Position",
    "Practitioner",
    "PractitionerPercent",
    "PractitionerRole",
    "Product",
    "Qualification",
    "Rate",
    "Referral",
    "ReferralEvent",
    "ReferralState",
    "Relation",
    "RelativeValue",
    "Resource",
    "ResourceKind",
    "RosterEntry",
    "Scope",
    "ScopeOf",
    "ServiceCategory",
    "ServiceRule",
    "Setting",
    "Sex",
    "Site",
    "Weekday",
    "evidence",
]


def __dir__() -> list[str]:
    return __all__
