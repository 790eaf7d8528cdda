"""What authors of plugins test with: strategies for markets, and suites that hold a plugin to the laws.

Needs the extra ``testing``. ``hypothesis.strategies.from_type`` knows the types of medgroup without this package being
imported.

Invented markets and claim lines of any size come from ``generated_facts`` and ``generated_lines``, which need the extra
``bulk`` besides.
"""

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from medgroup.bulk.generating import generated_facts, generated_lines

__all__ = [
    "NetworkQuestion",
    "OrganizationalModelConformance",
    "SpecialtyFamiliesConformance",
    "affiliations",
    "amounts",
    "facts",
    "generated_facts",
    "generated_lines",
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


def __getattr__(name: str) -> Any:
    # Whoever tests a plugin does not wait for data frames.
    if name not in ("generated_facts", "generated_lines"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from medgroup.bulk import generating

    return getattr(generating, name)
