"""The organizational model ``ids``: an integrated delivery system, a hospital or health system that owns groups."""

from collections.abc import Iterable

import medgroup as mg
from medgroup_ids.checks import EmploymentLaw, employed_or_exclusive, has_facility, one_system_controls

__all__ = ["IDS", "ids_model", "medgroup_models"]

#: What the system takes over of a group that it owns: all but the two functions with a row of their own.
REPLACED = frozenset(mg.Function) - {mg.Function.BILLING, mg.Function.INCOME}


def ids_model(
    *, employment_allowed: Iterable[str] = (), employment_barred: Iterable[str] = (), name: str = "ids"
) -> mg.OrganizationalModel:
    """Return the model, with the law on hospital employment of the states that the caller knows.

    Args:
        employment_allowed: States, as two letters, in which a hospital may employ physicians.
        employment_barred: States in which it may not, so that a group is owned as a foundation or a friendly PC.
        name: Name of the model in market files.

    Returns:
        The model of the owner. A group that it owns bills under its own TIN, the system's office acting for it, and its
        people are paid from the group's and the system's funds together; for all else the system is the unit.
    """
    law = EmploymentLaw(allowed=frozenset(employment_allowed), barred=frozenset(employment_barred))
    return mg.OrganizationalModel(
        name=name,
        title="Integrated delivery system",
        consolidates=(
            mg.Consolidation(over=mg.Kind.OWNS, effect=mg.Effect.REPLACES, functions=REPLACED),
            mg.Consolidation(over=mg.Kind.OWNS, effect=mg.Effect.ACTS_FOR, functions={mg.Function.BILLING}),
            mg.Consolidation(over=mg.Kind.OWNS, effect=mg.Effect.JOINS, functions={mg.Function.INCOME}),
        ),
        tiers=(
            mg.Tier(
                name="Employed by the system", reach=mg.Reach.MEMBERS, over={mg.Kind.OWNS}, sharing=mg.Function.REFERRAL
            ),
            mg.Tier(
                name="Affiliated with the system",
                reach=mg.Reach.MEMBERS,
                over={mg.Kind.MANAGES, mg.Kind.MEMBER, mg.Kind.ASSOCIATED},
            ),
            mg.Tier(name="Anyone", reach=mg.Reach.ANYONE),
        ),
        checks=(one_system_controls, has_facility, employed_or_exclusive, law),
    )


#: The model with the law of no state known.
IDS = ids_model()


@mg.hookimpl
def medgroup_models() -> tuple[mg.OrganizationalModel, ...]:
    """Hand over the model."""
    return (IDS,)
