"""What a visit costs: prices from fee schedules and contracts."""

from medgroup.costs.services import Service

__all__ = ["Service"]
