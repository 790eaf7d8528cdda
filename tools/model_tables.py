"""The tables of the documentation that say what the installed models do, written from the models themselves."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from medgroup.models import OrganizationalModel
from medgroup.plugins import declarations, installed_plugins
from medgroup.rules import Effect, Function, Kind
from tools.markdown import summary, table

#: What is done by function: the effect, and whether it is elective.
_Effects = Mapping[Function, tuple[Effect, bool]]
_TO_MEMBERS = {Kind.OWNS: "owns", Kind.MANAGES: "manages", Kind.MEMBER: "gathers as members"}


def effects() -> str:
    """What the organizers among the installed models do for those tied to them, by function."""
    organizers = [
        (name, kind, effects)
        for name, model in declarations(installed_plugins()).models.items()
        for kind, effects in _organized(model)
    ]
    return table(
        ("function", *(f"`{name}`, over those it {_TO_MEMBERS[kind]}" for name, kind, _ in organizers)),
        ((function.value, *(_effect(effects.get(function)) for _, _, effects in organizers)) for function in Function),
    )


def _organized(model: OrganizationalModel) -> Iterator[tuple[Kind, _Effects]]:
    """Yield the ties over which a model does something, each with the effects by function."""
    for kind in Kind:
        effects = {function: row for (over, function), row in model.effects().items() if over is kind}
        if effects:
            yield kind, effects


def models() -> str:
    """The installed models, who brings each, what is tied to an organization of it, and where it refers."""
    declared = declarations(installed_plugins())
    return table(
        ("model", "it is", "distribution", "tied to it", "where it refers, the nearest first"),
        (
            (
                f"`{name}`",
                model.title,
                f"`{declared.origin[name]}`",
                ", ".join(f"what it {_TO_MEMBERS[kind]}" for kind, _ in _organized(model))
                or "nobody: it is what a group is inside",
                "; ".join(tier.name for tier in model.tiers) or "left to who is tied to it",
            )
            for name, model in declared.models.items()
        ),
    )


def functions() -> str:
    """Each installed model with what it does for those tied to it, the functions under their effect."""
    found = declarations(installed_plugins()).models
    return table(
        ("model", *(f"`{effect.name}`" for effect in Effect), "left as it is"),
        (
            (f"`{name}`", *(_performed(effects, effect) for effect in (*Effect, None)))
            for name, model in found.items()
            for effects in ([effects for _, effects in _organized(model)] or [{}])
        ),
    )


def _performed(effects: _Effects, wanted: Effect | None) -> str:
    """Return the functions that an effect is on, with ``°`` where it is elective; with None, those that have none."""
    rows = [(function, *effects.get(function, (None, False))) for function in Function]
    said = [f"{function.value}{' °' if elective else ''}" for function, effect, elective in rows if effect is wanted]
    return "all nine" if len(said) == len(Function) else ", ".join(said)


def rules() -> str:
    """What must hold of an organization of each installed model, in the words of its checks."""
    found = declarations(installed_plugins()).models
    return table(
        ("model", "rule"),
        ((f"`{name}`", summary(_described(check))) for name, model in found.items() for check in model.checks),
    )


def _described(check: Any) -> Any:
    """Return what bears the words of a check: the function, or the class of a check that has bounds of its own."""
    return check if inspect.isroutine(check) else type(check)


def _effect(row: tuple[Effect, bool] | None) -> str:
    if row is None:
        return ""
    effect, elective = row
    return f"`{effect.name}`{' °' if elective else ''}"
