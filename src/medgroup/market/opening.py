"""What makes facts a market: references that lead somewhere, models that are installed, owners in no circle."""

from collections.abc import Iterable, Iterator

from medgroup.domain.facts import Facts
from medgroup.domain.organizations import Affiliation
from medgroup.domain.references import ById, dangling
from medgroup.errors import MarketError, nearest, shown
from medgroup.rules import Kind


def refuse_what_is_no_market(facts: Facts, by_id: ById, models: Iterable[str]) -> None:
    """Refuse facts that refer to nothing, name a model that is not installed, or own each other in a circle.

    Raises:
        MarketError: With every such problem, collection by collection.
    """
    problems = [
        *dangling(facts, by_id),
        *_unknown_models(facts, tuple(models)),
        *_circles_of_owners(facts.affiliations),
    ]
    if problems:
        raise MarketError(problems)


def _unknown_models(facts: Facts, models: tuple[str, ...]) -> Iterator[str]:
    for organization in facts.organizations:
        if organization.model is not None and organization.model not in models:
            near = nearest(organization.model, models)
            known = ", ".join(sorted(models)) or "none"
            hint = f"did you mean {near!r}?" if near else "install the plugin that brings it"
            yield (
                f"organizations/{organization.id}: model: {shown(organization.model)} is not an installed model "
                f"(installed: {known}); {hint}"
            )


def _circles_of_owners(affiliations: Iterable[Affiliation]) -> Iterator[str]:
    owned = [tie for tie in affiliations if tie.kind is Kind.OWNS]
    if _circle(owned) is None:
        return
    starts = sorted({tie.period.start for tie in owned if tie.period.start is not None})
    reported: set[frozenset[str]] = set()
    for day in (None, *starts):
        in_force = [tie for tie in owned if (tie.period.start is None if day is None else tie.period.contains(day))]
        circle = _circle(in_force)
        if circle is not None and frozenset(circle) not in reported:
            reported.add(frozenset(circle))
            since = f" from {day} on" if day is not None else ""
            chain = " owns ".join([*circle, circle[0]])
            yield f"affiliations: a circle of owners{since}: {chain}; end or remove one of these ties"


def _circle(ties: Iterable[Affiliation]) -> tuple[str, ...] | None:
    """Return the organizations of one circle of owners, the first by id, or None where there is none."""
    owns: dict[str, list[str]] = {}
    for tie in ties:
        owns.setdefault(tie.organizer, []).append(tie.member)
    done: set[str] = set()
    for root in sorted(owns):
        path: list[str] = []
        stack: list[tuple[str, bool]] = [(root, False)]
        while stack:
            organization, leaving = stack.pop()
            if leaving:
                done.add(path.pop())
            elif organization in path:
                return tuple(path[path.index(organization) :])
            elif organization not in done:
                path.append(organization)
                stack.append((organization, True))
                stack += [(member, False) for member in sorted(owns.get(organization, ()), reverse=True)]
    return None
