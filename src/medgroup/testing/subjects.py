"""What a conformance suite is about: one model of one plugin, with an example and what violates it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import attrs
from attrs import frozen

from medgroup.domain import Facts
from medgroup.errors import InvalidValueError, MedgroupError, listed, nearest
from medgroup.market import Market, open_market
from medgroup.models import OrganizationalModel
from medgroup.structure import check_structure
from medgroup.testing.changed import prefixed, relabelled
from medgroup.testing.choices import Choices
from medgroup.testing.companions import USUAL, Cast, accompanied
from medgroup.testing.details import with_details
from medgroup.testing.drawn import draw_facts
from medgroup.values.finding import Finding
from medgroup.values.period import is_day

#: Takes a valid example and returns one that breaks a rule.
Mutation = Callable[[Facts], Facts]
#: What stands before every id of a market that has nothing to do with the one at hand.
ELSEWHERE = "elsewhere-"


@frozen(kw_only=True, eq=False)
class Subject:
    """One model of one plugin, its markets, and what is known of it."""

    #: Name of the suite, for messages.
    suite: str
    #: The plugin, those it needs, and companions that leave their names free.
    plugins: tuple[object, ...]
    #: The model.
    model: OrganizationalModel
    #: The day of the example.
    on: date
    #: A market that is valid under the model.
    example: Facts
    #: The example with each check violated, by code.
    violated: Mapping[str, Facts]
    #: Codes that the example may leave undecided.
    undecided: frozenset[str]
    #: Codes whose rule has a date of its own.
    dated: frozenset[str]
    #: All codes of the checks, where the author states them.
    codes: frozenset[str] | None
    #: Who takes part in drawn markets.
    cast: Cast
    #: A market without facts, with all the models.
    empty: Market

    def opened(self, facts: Facts) -> Market:
        """Return a market of facts."""
        return self.empty.with_facts(facts)

    def bearers(self, facts: Facts) -> tuple[str, ...]:
        """Return the ids of the organizations that bear the model."""
        return tuple(sorted(one.id for one in facts.organizations if one.model == self.model.name))

    def drawn(self, source: Choices) -> Facts:
        """Draw a market in which many bear the model."""
        return with_details(draw_facts(source, self.cast), source)

    def stranger(self, source: Choices) -> Facts:
        """Draw a market that has nothing in common with another one: no id, no number, no statement about others."""
        facts = attrs.evolve(self.drawn(source), scopes=())
        away = relabelled(facts, prefixed(facts, ELSEWHERE))
        numbers = [
            attrs.evolve(one, npi=None, tin=None if one.tin is None else f"99{one.tin[2:]}")
            for one in away.organizations
        ]
        people = [attrs.evolve(one, npi=None) for one in away.practitioners]
        return attrs.evolve(away, organizations=numbers, practitioners=people)


def findings_of(market: Market, organization: str, on: date) -> tuple[Finding, ...]:
    """Return what the checks find of one organization."""
    return check_structure(market, organization, on=on).findings


def subject_of(suite: type[Any]) -> Subject:
    """Return what a suite is about.

    Raises:
        InvalidValueError: Something is not stated as it should be; the attribute is named.
        PluginError: The plugin is broken.
        MarketError: The example, or one with a violation, is no market.
    """
    own = (_given(suite, "plugin", "the module or object with your hook implementations"), *suite.other_plugins)
    example = _given(suite, "example", "the Facts of a market that is valid under the model", kind=Facts)
    model = _model_of(suite, own)
    plugins = accompanied(own)
    empty = open_market(Facts(), plugins=plugins)
    _opened(suite, "example", empty, example)
    subject = Subject(
        suite=suite.__name__,
        plugins=plugins,
        model=model,
        on=_day(suite),
        example=example,
        violated={code: _violated(suite, code, empty, example) for code in sorted(suite.violations)},
        undecided=frozenset(suite.undecided),
        dated=frozenset(suite.dated),
        codes=None if suite.codes is None else frozenset(suite.codes),
        cast=USUAL.with_model(model),
        empty=empty,
    )
    _somebody_bears_it(suite, subject)
    return subject


def _given(suite: type[Any], name: str, expected: str, *, kind: type[Any] = object) -> Any:
    value = getattr(suite, name, None)
    if value is None or not isinstance(value, kind):
        raise InvalidValueError(value, expected, field=f"{suite.__name__}.{name}")
    return value


def _day(suite: type[Any]) -> date:
    day = getattr(suite, "on", None)
    if not is_day(day):
        raise InvalidValueError(day, "the day (datetime.date) on which the example is valid", field=_named(suite, "on"))
    return day


def _model_of(suite: type[Any], plugins: Iterable[object]) -> OrganizationalModel:
    """Return the model of a suite: the one it names, or the only one that its plugin brings."""
    models = open_market(Facts(), plugins=plugins).models
    brought = [*open_market(Facts(), plugins=[suite.plugin]).models]
    name = suite.model
    if name is None and len(brought) == 1:
        name = brought[0]
    if name is None or name not in models:
        near = nearest(name, models) if isinstance(name, str) else None
        expected = f"a model that the plugin brings ({listed(brought) or 'it brings none'})"
        raise InvalidValueError(name, expected, field=_named(suite, "model"), nearest=near)
    return models[name]


def _violated(suite: type[Any], code: str, empty: Market, example: Facts) -> Facts:
    where = f"violations[{code!r}]"
    facts = suite.violations[code](example)
    if not isinstance(facts, Facts):
        raise InvalidValueError(facts, "the Facts that the mutation returns", field=_named(suite, where))
    return _opened(suite, where, empty, facts)


def _opened(suite: type[Any], name: str, empty: Market, facts: Facts) -> Facts:
    """Return facts that make a market."""
    try:
        empty.with_facts(facts)
    except MedgroupError as problem:
        problem.add_note(f"These are the facts of {_named(suite, name)}.")
        raise
    return facts


def _somebody_bears_it(suite: type[Any], subject: Subject) -> None:
    in_force = {one.id for one in subject.example.organizations if one.period.contains(subject.on)}
    if not in_force & {*subject.bearers(subject.example)}:
        expected = f"a market with an organization of the model {subject.model.name!r} in force on {subject.on}"
        raise InvalidValueError(subject.example, expected, field=_named(suite, "example"))


def _named(suite: type[Any], name: str) -> str:
    return f"{suite.__name__}.{name}"
