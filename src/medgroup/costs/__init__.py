"""What a visit costs: prices from fee schedules and contracts, and whether a patient is new or established."""

from medgroup.costs.amounts import ScheduledAmount, allowed_amount
from medgroup.costs.contracts import Level
from medgroup.costs.drafts import Pricing
from medgroup.costs.medians import ContractedRate, MedianRate, median_contracted_rate
from medgroup.costs.prices import PricedLine, PricedLines, price_lines
from medgroup.costs.schedules import Said
from medgroup.costs.services import Service
from medgroup.costs.specialties import SpecialtyBy
from medgroup.costs.visits import CPT, MEDICARE, Visit, VisitRules, VisitStatus, visit_status

__all__ = [
    "CPT",
    "MEDICARE",
    "ContractedRate",
    "Level",
    "MedianRate",
    "PricedLine",
    "PricedLines",
    "Pricing",
    "Said",
    "ScheduledAmount",
    "Service",
    "SpecialtyBy",
    "Visit",
    "VisitRules",
    "VisitStatus",
    "allowed_amount",
    "median_contracted_rate",
    "price_lines",
    "visit_status",
]
