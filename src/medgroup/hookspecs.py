"""Every hook of medgroup.

A plugin is a module or an object with functions of these names, each marked with ``medgroup.hookimpl``, in a
distribution with an entry point in the group ``medgroup.plugins``. Every hook is called once, when a market is opened;
what it hands over is data and plain functions over a view. No hook is called per question or per claim. The order of
plugins never matters: results are put together and sorted by name.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar, cast

import pluggy

from medgroup.models import ContractingRule, OrganizationalModel, StructureCheck
from medgroup.rules import Gate
from medgroup.values.specialties import SpecialtyFamily

__all__ = [
    "Hooks",
    "hookimpl",
    "medgroup_contracting_rules",
    "medgroup_models",
    "medgroup_referral_rules",
    "medgroup_specialty_families",
    "medgroup_structure_checks",
]


def __dir__() -> list[str]:
    return __all__


PROJECT = "medgroup"

F = TypeVar("F")


class _Marker(Protocol):
    def __call__(self, function: F) -> F: ...


hookspec = cast(_Marker, pluggy.HookspecMarker(PROJECT))

#: Marks a function as the implementation of a hook.
hookimpl = cast(_Marker, pluggy.HookimplMarker(PROJECT))


@hookspec
def medgroup_models() -> Sequence[OrganizationalModel]:  # type: ignore[empty-body]
    """Hand over organizational models.

    Purpose:
        Say which functions an organization performs for those tied to it, in which order its practitioners look for
        colleagues, and what must hold of it.

    When:
        Once, when a market is opened.

    Combined:
        All models of all plugins by name. Two models of one name are an error that names both plugins.

    Returns:
        Models; an empty sequence hands over none.

    Since:
        0.1
    """


@hookspec
def medgroup_structure_checks() -> Sequence[StructureCheck]:  # type: ignore[empty-body]
    """Hand over checks that hold for organizations of any model.

    Purpose:
        Bring rules that an organization must meet whatever its model: the law of a state, the rule book of a system.

    When:
        Once, when a market is opened; each check then runs for every organization whenever the structure is checked.

    Combined:
        All checks of all plugins by name. Two checks of one name are an error that names both plugins.

    Returns:
        Checks; an empty sequence hands over none.

    Since:
        0.1
    """


@hookspec
def medgroup_specialty_families() -> Sequence[SpecialtyFamily]:  # type: ignore[empty-body]
    """Hand over specialty families.

    Purpose:
        Say which taxonomy codes are one kind of care, which of them are physicians, give primary care, or follow the
        practitioner who supervises.

    When:
        Once, when a market is opened.

    Combined:
        All families of all plugins. The longest beginning that fits a code decides; two families that claim one
        beginning, or bear one name, are an error that names both.

    Returns:
        Families; an empty sequence hands over none.

    Since:
        0.1
    """


@hookspec
def medgroup_contracting_rules() -> Sequence[ContractingRule]:  # type: ignore[empty-body]
    """Hand over terms that hold beside those of agreements.

    Purpose:
        Say what is paid where something else than the agreement decides it: the law of a state, a payer's manual, a
        letter that amends many contracts at once.

    When:
        Once, when a market is opened; the rates are then looked up for every line that an agreement prices.

    Combined:
        All rules of all plugins by name; of several that price one line the first by name does. Two rules of one name
        are an error that names both plugins.

    Returns:
        Rules; an empty sequence hands over none.

    Since:
        0.1
    """


@hookspec
def medgroup_referral_rules() -> Sequence[Gate]:  # type: ignore[empty-body]
    """Hand over gates that a referral passes or not.

    Purpose:
        Say what stands in the way of a referral, or has to be done before it: the law of a state, a plan's manual, a
        rule of the house.

    When:
        Once, when a market is opened; the rows then decide of every candidate that a referral is ranked for.

    Combined:
        All gates of all plugins by name, beside those that come with the package; of several that hold for a
        candidate the gravest decides, and all are told. Two gates of one name are an error that names both plugins.

    Returns:
        Gates; an empty sequence hands over none.

    Since:
        0.1
    """


class Hooks(Protocol):
    """The hooks as their caller sees them: each gives one result for each plugin that implements it."""

    def medgroup_models(self) -> list[Sequence[OrganizationalModel]]:
        """Call every ``medgroup_models``."""
        ...

    def medgroup_structure_checks(self) -> list[Sequence[StructureCheck]]:
        """Call every ``medgroup_structure_checks``."""
        ...

    def medgroup_specialty_families(self) -> list[Sequence[SpecialtyFamily]]:
        """Call every ``medgroup_specialty_families``."""
        ...

    def medgroup_contracting_rules(self) -> list[Sequence[ContractingRule]]:
        """Call every ``medgroup_contracting_rules``."""
        ...

    def medgroup_referral_rules(self) -> list[Sequence[Gate]]:
        """Call every ``medgroup_referral_rules``."""
        ...
