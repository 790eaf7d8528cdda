"""What a visit costs: prices from fee schedules and contracts."""

from medgroup.costs.amounts import ScheduledAmount, allowed_amount
from medgroup.costs.contracts import Level
from medgroup.costs.drafts import Pricing
from medgroup.costs.prices import PricedLine, PricedLines, price_lines
from medgroup.costs.schedules import Said
from medgroup.costs.services import Service

__all__ = [
    "Level",
    "PricedLine",
    "PricedLines",
    "Pricing",
    "Said",
    "ScheduledAmount",
    "Service",
    "allowed_amount",
    "price_lines",
]
