"""Small values that facts are made of: money, periods, identifiers, specialties, findings."""

from medgroup.values import finding, identifiers, money, period, specialties

__all__ = ["finding", "identifiers", "money", "period", "specialties"]


def __dir__() -> list[str]:
    return __all__
