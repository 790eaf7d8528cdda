"""The org chart on a day: seats and units for each function, descriptions, and checks."""

from medgroup.structure.checks import StructureReport, check_structure
from medgroup.structure.descriptions import Description, describe
from medgroup.structure.seats import Seat, seats, together, unit_of, units_of

__all__ = [
    "Description",
    "Seat",
    "StructureReport",
    "check_structure",
    "describe",
    "seats",
    "together",
    "unit_of",
    "units_of",
]


def __dir__() -> list[str]:
    return __all__
