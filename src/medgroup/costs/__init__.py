"""What a visit costs: prices from fee schedules and contracts, and what a plan leaves to the patient."""

from medgroup.costs.accumulators import Accumulated
from medgroup.costs.adjudication import (
    AdjudicatedLine,
    Adjudication,
    adjudicate_lines,
    adjudication_order,
    replacement,
)
from medgroup.costs.amounts import ScheduledAmount, allowed_amount
from medgroup.costs.annual import ANNUAL_LIMITS, MINIMUM_DEDUCTIBLES, AnnualAmount
from medgroup.costs.categories import service_category
from medgroup.costs.claims import Cause, ClaimLine, CoverageClass, LineShare, LineStatus, Reversal, Used
from medgroup.costs.contracts import Level
from medgroup.costs.coverages import CoverageStanding, coverage_on
from medgroup.costs.decisions import Decision, DecisionRow, DecisionTable
from medgroup.costs.display import shown_amount
from medgroup.costs.drafts import Pricing
from medgroup.costs.gate_rows import GATES, Consequence
from medgroup.costs.gates import CoverageGate, GateQuestion, Permission, coverage_gate
from medgroup.costs.ledger import Ledger
from medgroup.costs.medians import ContractedRate, MedianRate, median_contracted_rate
from medgroup.costs.plan_terms import LimitRow, PlanTerms, ShareRow, plan_terms
from medgroup.costs.prices import PricedLine, PricedLines, price_lines
from medgroup.costs.schedules import Said
from medgroup.costs.services import Service
from medgroup.costs.specialties import SpecialtyBy
from medgroup.costs.steps import steps_of
from medgroup.costs.surprise import (
    Care,
    NoticeAndConsent,
    SurpriseProtection,
    recognized_amount,
    surprise_protection,
)
from medgroup.costs.surprise_rows import SURPRISES, Place
from medgroup.costs.visits import CPT, MEDICARE, Visit, VisitRules, VisitStatus, visit_status

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
    "GateQuestion",
    "Ledger",
    "Level",
    "LimitRow",
    "LineShare",
    "LineStatus",
    "MedianRate",
    "NoticeAndConsent",
    "Permission",
    "Place",
    "PlanTerms",
    "PricedLine",
    "PricedLines",
    "Pricing",
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
    "adjudicate_lines",
    "adjudication_order",
    "allowed_amount",
    "coverage_gate",
    "coverage_on",
    "median_contracted_rate",
    "plan_terms",
    "price_lines",
    "recognized_amount",
    "replacement",
    "service_category",
    "shown_amount",
    "steps_of",
    "surprise_protection",
    "visit_status",
]
