"""What a visit costs: prices from fee schedules and contracts, and what a plan leaves to the patient."""

from medgroup.costs.benefits.accumulators import Accumulated
from medgroup.costs.benefits.adjudication import (
    AdjudicatedLine,
    Adjudication,
    adjudicate_lines,
    adjudication_order,
    replacement,
)
from medgroup.costs.benefits.annual import ANNUAL_LIMITS, MINIMUM_DEDUCTIBLES, AnnualAmount
from medgroup.costs.benefits.categories import service_category
from medgroup.costs.benefits.claims import Cause, ClaimLine, CoverageClass, LineShare, LineStatus, Reversal, Used
from medgroup.costs.benefits.coverages import CoverageStanding, coverage_on
from medgroup.costs.benefits.decisions import Decision, DecisionRow, DecisionTable
from medgroup.costs.benefits.display import shown_amount
from medgroup.costs.benefits.gate_rows import GATES, Consequence
from medgroup.costs.benefits.gates import CoverageGate, GateQuestion, coverage_gate
from medgroup.costs.benefits.ledger import Ledger
from medgroup.costs.benefits.plan_terms import LimitRow, PlanTerms, ShareRow, plan_terms
from medgroup.costs.benefits.steps import steps_of
from medgroup.costs.benefits.surprise import (
    Care,
    NoticeAndConsent,
    SurpriseProtection,
    recognized_amount,
    surprise_protection,
)
from medgroup.costs.benefits.surprise_rows import SURPRISES, Place
from medgroup.costs.billed import BilledVisit, VoidedVisit, processing_order
from medgroup.costs.prices.amounts import ScheduledAmount, allowed_amount
from medgroup.costs.prices.contracts import Level
from medgroup.costs.prices.drafts import Pricing
from medgroup.costs.prices.medians import ContractedRate, MedianRate, median_contracted_rate
from medgroup.costs.prices.prices import PricedLine, PricedLines, price_lines
from medgroup.costs.prices.schedules import Said
from medgroup.costs.quotes.answer import Quote, quote
from medgroup.costs.quotes.records import (
    End,
    OwedRange,
    QuotedAlternative,
    QuotedEnd,
    QuotedLine,
    QuotedUse,
    QuoteWarning,
    WarningKind,
    Whose,
)
from medgroup.costs.services import Service, service_of
from medgroup.costs.specialties import SpecialtyBy
from medgroup.costs.visits import CPT, MEDICARE, Visit, VisitRules, VisitStatus, visit_status
from medgroup.domain.permissions import Permission

__all__ = [
    "ANNUAL_LIMITS",
    "CPT",
    "GATES",
    "MEDICARE",
    "MINIMUM_DEDUCTIBLES",
    "SURPRISES",
    "Accumulated",
    "AdjudicatedLine",
    "Adjudication",
    "AnnualAmount",
    "BilledVisit",
    "Care",
    "Cause",
    "ClaimLine",
    "Consequence",
    "ContractedRate",
    "CoverageClass",
    "CoverageGate",
    "CoverageStanding",
    "Decision",
    "DecisionRow",
    "DecisionTable",
    "End",
    "GateQuestion",
    "Ledger",
    "Level",
    "LimitRow",
    "LineShare",
    "LineStatus",
    "MedianRate",
    "NoticeAndConsent",
    "OwedRange",
    "Permission",
    "Place",
    "PlanTerms",
    "PricedLine",
    "PricedLines",
    "Pricing",
    "Quote",
    "QuoteWarning",
    "QuotedAlternative",
    "QuotedEnd",
    "QuotedLine",
    "QuotedUse",
    "Reversal",
    "Said",
    "ScheduledAmount",
    "Service",
    "ShareRow",
    "SpecialtyBy",
    "SurpriseProtection",
    "Used",
    "Visit",
    "VisitRules",
    "VisitStatus",
    "VoidedVisit",
    "WarningKind",
    "Whose",
    "adjudicate_lines",
    "adjudication_order",
    "allowed_amount",
    "coverage_gate",
    "coverage_on",
    "median_contracted_rate",
    "plan_terms",
    "price_lines",
    "processing_order",
    "quote",
    "recognized_amount",
    "replacement",
    "service_category",
    "service_of",
    "shown_amount",
    "steps_of",
    "surprise_protection",
    "visit_status",
]


def __dir__() -> list[str]:
    return __all__
