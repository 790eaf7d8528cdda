"""The models of drawn markets, so that what is drawn hangs on no installed plugin, and who bears them."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import Factory, frozen

from medgroup.domain import Facts
from medgroup.hookspecs import hookimpl
from medgroup.market import Market, open_market
from medgroup.models import OrganizationalModel
from medgroup.rules import Consolidation, Effect, Function, Kind, Reach
from medgroup.values.specialties import SpecialtyFamily

_BUT_BILLING_AND_INCOME = frozenset(Function) - {Function.BILLING, Function.INCOME}

#: Models in the shapes that there are: some consolidate nothing, some replace, join, act for, connect.
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

#: Two kinds of care and those who follow a supervisor, so that drawn practitioners have families.
FAMILIES = (
    SpecialtyFamily(
        name="family-medicine", title="Family medicine", prefixes={"207Q"}, primary_care=True, physician=True
    ),
    SpecialtyFamily(name="cardiology", title="Cardiology", prefixes={"207RC"}, physician=True),
    SpecialtyFamily(name="nurses", title="Nurse practitioners", prefixes={"363L"}, follows_supervisor=True),
)


@frozen(kw_only=True)
class Cast:
    """Who takes part in a drawn market: the models of practices and of organizers, and their usual ties."""

    #: Models of practices; the simplest stands first, one that stands there twice is drawn more often.
    practices: tuple[str | None, ...] = PRACTICES
    #: Models of those who gather or own practices.
    organizers: tuple[str | None, ...] = ORGANIZERS
    #: The ties that an organizer of a model usually has; MEMBER where it is not named.
    kinds: Mapping[str, tuple[Kind, ...]] = Factory(lambda: {"ids": (Kind.OWNS,)})

    def with_model(self, model: OrganizationalModel) -> "Cast":
        """Return a cast in which about half of those whom a model is for bear it."""
        kinds = _usual_kinds(model)
        if not kinds:
            others = tuple(name for name in self.practices if name != model.name)
            return Cast(
                practices=(*others[:1], *(model.name for _ in others), *others[1:]),
                organizers=self.organizers,
                kinds=self.kinds,
            )
        others = tuple(name for name in self.organizers if name != model.name)
        return Cast(
            practices=self.practices,
            organizers=(*(model.name for _ in others), *others),
            kinds={**self.kinds, model.name: kinds},
        )


def _usual_kinds(model: OrganizationalModel) -> tuple[Kind, ...]:
    """Return the ties over which a model does something or looks for colleagues; none for a model of practices."""
    found = {row.over for row in model.consolidates}
    if not found:
        found = {kind for tier in model.tiers if tier.reach is Reach.MEMBERS for kind in tier.over}
        found.discard(Kind.ASSOCIATED)
    return tuple(sorted(found, key=list(Kind).index))


#: The cast of a market that is drawn for nobody in particular.
USUAL = Cast()


class Handing:
    """A plugin that hands over some models and some specialty families."""

    def __init__(self, models: Iterable[OrganizationalModel] = (), families: Iterable[SpecialtyFamily] = ()) -> None:
        self._models = tuple(models)
        self._families = tuple(families)

    @hookimpl
    def medgroup_models(self) -> Sequence[OrganizationalModel]:
        """Hand over the models."""
        return self._models

    @hookimpl
    def medgroup_specialty_families(self) -> Sequence[SpecialtyFamily]:
        """Hand over the families."""
        return self._families


PLUGIN = Handing(MODELS, FAMILIES)
#: Every drawn market has the models of this one: the hook is called once.
_EMPTY = open_market(Facts(), plugins=[PLUGIN])


def opened(facts: Facts) -> Market:
    """Return a market of drawn facts."""
    return _EMPTY.with_facts(facts)


def accompanied(plugins: Iterable[object]) -> tuple[object, ...]:
    """Return plugins with those companions beside them whose names and kinds of care they leave free.

    Raises:
        PluginError: One of the plugins is broken.
    """
    own = tuple(plugins)
    declared = open_market(Facts(), plugins=own).declared
    models = [model for model in MODELS if model.name not in declared.models]
    return (*own, Handing(models, () if declared.families.by_name else FAMILIES))
