"""What a visit costs: prices from fee schedules and contracts, and what a plan leaves to the patient."""

from medgroup.costs.accumulators import Accumulated
from medgroup.costs.adjudication import (
    AdjudicatedLine,
    Adjudication,
    adjudicate_lines,
    adjudication_order,
    replacement,
)
from medgroup.costs.annual import ANNUAL_LIMITS, MINIMUM_DEDUCTIBLES, AnnualAmount
from medgroup.costs.categories import service_category
from medgroup.costs.claims import Cause, ClaimLine, CoverageClass, LineShare, LineStatus, Reversal, Used
from medgroup.costs.coverages import CoverageStanding, coverage_on
from medgroup.costs.decisions import Decision, DecisionRow, DecisionTable
from medgroup.costs.display import shown_amount
from medgroup.costs.gate_rows import GATES, Consequence
from medgroup.costs.gates import CoverageGate, Permission, Visit, coverage_gate
from medgroup.costs.ledger import Ledger
from medgroup.costs.plan_terms import LimitRow, PlanTerms, ShareRow, plan_terms
from medgroup.costs.services import Service
from medgroup.costs.steps import steps_of
from medgroup.costs.surprise import (
    Care,
    NoticeAndConsent,
    SurpriseProtection,
    qualifying_payment_amount,
    recognized_amount,
    surprise_protection,
)
from medgroup.costs.surprise_rows import SURPRISES, Place

__all__ = [
    "ANNUAL_LIMITS",
    "GATES",
    "MINIMUM_DEDUCTIBLES",
    "SURPRISES",
    "Accumulated",
    "AdjudicatedLine",
    "Adjudication",
    "AnnualAmount",
    "Care",
    "Cause",
    "ClaimLine",
    "Consequence",
    "CoverageClass",
    "CoverageGate",
    "CoverageStanding",
    "Decision",
    "DecisionRow",
    "DecisionTable",
    "Ledger",
    "LimitRow",
    "LineShare",
    "LineStatus",
    "NoticeAndConsent",
    "Permission",
    "Place",
    "PlanTerms",
    "Reversal",
    "Service",
    "ShareRow",
    "SurpriseProtection",
    "Used",
    "Visit",
    "adjudicate_lines",
    "adjudication_order",
    "coverage_gate",
    "coverage_on",
    "plan_terms",
    "qualifying_payment_amount",
    "recognized_amount",
    "replacement",
    "service_category",
    "shown_amount",
    "steps_of",
    "surprise_protection",
]
