"""The models of drawn markets, so that the laws hang on no installed plugin."""

from collections.abc import Sequence

import medgroup as mg
from medgroup.domain import Facts
from medgroup.market import Market, open_market
from medgroup.models import OrganizationalModel
from medgroup.rules import Consolidation, Effect, Function, Kind
from medgroup.values.specialties import SpecialtyFamily

_BUT_BILLING_AND_INCOME = frozenset(Function) - {Function.BILLING, Function.INCOME}

#: Models in the shapes that the design describes, so that the laws hang on no installed plugin.
MODELS = (
    OrganizationalModel(name="solo", title="Solo practice"),
    OrganizationalModel(name="single-specialty", title="Single-specialty group"),
    OrganizationalModel(name="multi-specialty", title="Multi-specialty group"),
    OrganizationalModel(
        name="ids",
        title="Integrated delivery system",
        consolidates=(
            Consolidation(over=Kind.OWNS, effect=Effect.REPLACES, functions=_BUT_BILLING_AND_INCOME),
            Consolidation(over=Kind.OWNS, effect=Effect.ACTS_FOR, functions={Function.BILLING}),
            Consolidation(over=Kind.OWNS, effect=Effect.JOINS, functions={Function.INCOME}),
            Consolidation(
                over=Kind.MANAGES, effect=Effect.ACTS_FOR, functions={Function.STAFFING, Function.SCHEDULING}
            ),
        ),
    ),
    OrganizationalModel(
        name="ipa",
        title="Independent practice association",
        consolidates=(
            Consolidation(
                over=Kind.MEMBER,
                effect=Effect.JOINS,
                functions={Function.CONTRACTING, Function.REFERRAL, Function.PURCHASING},
                elective=True,
            ),
            Consolidation(over=Kind.MEMBER, effect=Effect.JOINS, functions={Function.INCOME, Function.STAFFING}),
            Consolidation(over=Kind.MEMBER, effect=Effect.CONNECTS, functions={Function.RECORDS}),
            Consolidation(over=Kind.MEMBER, effect=Effect.REPLACES, functions={Function.QUALITY}),
        ),
    ),
    OrganizationalModel(
        name="pho",
        title="Physician-hospital organization",
        consolidates=(
            Consolidation(over=Kind.MEMBER, effect=Effect.JOINS, functions={Function.CONTRACTING, Function.PURCHASING}),
        ),
    ),
)

MODELS_BY_NAME = {model.name: model for model in MODELS}

#: The models of drawn practices and of drawn organizers; None stands for one that is not known.
PRACTICES = ("solo", "single-specialty", "multi-specialty", None)
ORGANIZERS = ("ipa", "ipa", "ids", "pho", "multi-specialty", None)

#: Two kinds of care, so that drawn practitioners have families.
FAMILIES = (
    SpecialtyFamily(
        name="family-medicine", title="Family medicine", prefixes={"207Q"}, primary_care=True, physician=True
    ),
    SpecialtyFamily(name="cardiology", title="Cardiology", prefixes={"207RC"}, physician=True),
)


class DrawnModels:
    """A plugin with the models and the families of drawn markets."""

    @mg.hookimpl
    def medgroup_models(self) -> Sequence[OrganizationalModel]:
        """Hand over the models."""
        return MODELS

    @mg.hookimpl
    def medgroup_specialty_families(self) -> Sequence[SpecialtyFamily]:
        """Hand over the families."""
        return FAMILIES


PLUGIN = DrawnModels()
#: Every drawn market has the models of this one: the hook is called once.
_EMPTY = open_market(Facts(), plugins=[PLUGIN])


def opened(facts: Facts) -> Market:
    """Return a market of drawn facts."""
    return _EMPTY.with_facts(facts)


class OneModel:
    """A plugin with one model."""

    def __init__(self, model: mg.OrganizationalModel) -> None:
        self.model = model

    @mg.hookimpl
    def medgroup_models(self) -> tuple[mg.OrganizationalModel, ...]:
        """Hand over the model."""
        return (self.model,)


class OneFamily:
    """A plugin with one specialty family."""

    def __init__(self, family: mg.SpecialtyFamily) -> None:
        self.family = family

    @mg.hookimpl
    def medgroup_specialty_families(self) -> tuple[mg.SpecialtyFamily, ...]:
        """Hand over the family."""
        return (self.family,)
