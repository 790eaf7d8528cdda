"""What authors of plugins test with: strategies for markets, and suites that hold a plugin to the laws.

Needs the extra ``testing``. ``hypothesis.strategies.from_type`` knows the types of medgroup without this package being
imported.
"""

from medgroup.errors import MissingExtraError

try:
    import hypothesis as _  # noqa: F401
except ImportError:
    raise MissingExtraError("medgroup.testing", "testing") from None

from medgroup.testing.conformance import OrganizationalModelConformance
from medgroup.testing.families import SpecialtyFamiliesConformance
from medgroup.testing.questions import NetworkQuestion
from medgroup.testing.strategies import (
    affiliations,
    amounts,
    facts,
    markets,
    network_questions,
    organizational_models,
    organizations,
    periods,
    practitioner_roles,
    practitioners,
    referrals,
    tiers,
)

__all__ = [
    "NetworkQuestion",
    "OrganizationalModelConformance",
    "SpecialtyFamiliesConformance",
    "affiliations",
    "amounts",
    "facts",
    "markets",
    "network_questions",
    "organizational_models",
    "organizations",
    "periods",
    "practitioner_roles",
    "practitioners",
    "referrals",
    "tiers",
]


def __dir__() -> list[str]:
    return __all__
