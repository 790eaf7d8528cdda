"""What only the command line asks: what a market holds, all units of an organization, plugins, what was written."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from medgroup.answers import Answer, in_words, plain_fields
from medgroup.display import counted, number
from medgroup.market import Market
from medgroup.market.shown import by_code
from medgroup.plugins import declarations, installed_plugins
from medgroup.rules import Function
from medgroup.structure import Description, Seat, describe, seats
from medgroup.values.finding import Finding

if TYPE_CHECKING:
    from medgroup.formats.plan_net import Loss


@frozen(kw_only=True)
class Contents(Answer):
    """What a market holds, and what is wrong with its facts one by one."""

    #: The market, as it was typed.
    market: str
    #: The day that is looked at; None where none was asked for.
    on: date | None
    #: How many facts each collection holds.
    counts: Mapping[str, int]
    #: How many of them are in force on the day; None where none was asked for.
    in_force: Mapping[str, int] | None
    #: How many findings there are of each code.
    findings: Mapping[str, int]
    #: The first finding of each code.
    examples: tuple[Finding, ...]
    #: The organization that was asked for; None where none was.
    organization: Description | None
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return what the market holds in one sentence."""
        return f"{self.market} holds {counted(self.counts)}."

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values; what was not asked for is left out."""
        document = plain_fields(self)
        del document["examples"]
        if self.on is None:
            del document["on"], document["in_force"]
        if self.organization is None:
            del document["organization"]
        return document


def contents(market: Market, name: str, *, organization: str | None = None, on: date | None = None) -> Contents:
    """Return what a market holds.

    Args:
        market: The market.
        name: What it was called.
        organization: Id, NPI or unique name of an organization to describe, too.
        on: The day; None tells of facts of whatever day.

    Raises:
        UnknownFactError: There is no such organization.
    """
    return Contents(
        market=name,
        on=on,
        counts=market.facts.counts(),
        in_force=None if on is None else market.on(on).counts(),
        findings=counted_codes(market.findings),
        examples=tuple(found[0] for found in by_code(market.findings).values()),
        organization=None if organization is None else describe(market, organization, on=on),
        assumptions=market.assumptions,
    )


@frozen(kw_only=True)
class Units(Answer):
    """The units of an organization for every function."""

    #: Id of the organization.
    organization: str
    #: Its name for people.
    name: str
    on: date
    #: The plan for which elections count; None counts elections for any plan.
    plan: str | None
    #: The seats, the nearest first, by function.
    seats: Mapping[str, tuple[Seat, ...]]
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return what is shown."""
        plan = "" if self.plan is None else f" for {self.plan}"
        return f"Units of {self.name} on {self.on}{plan}."


def units(market: Market, organization: str, *, on: date, plan: str | None = None) -> Units:
    """Return the units of an organization for every function; arguments as in ``seats``."""
    asked = market.organization(organization)
    return Units(
        organization=asked.id,
        name=asked.display,
        on=on,
        plan=None if plan is None else market.plan(plan).id,
        seats={function.value: seats(market, function, asked.id, on=on, plan=plan) for function in Function},
        assumptions=market.assumptions,
    )


@frozen(kw_only=True)
class InstalledPlugin:
    """What one plugin brings."""

    #: The distribution.
    name: str
    version: str
    #: Names of its organizational models.
    models: tuple[str, ...]
    #: How many checks its models hold, and how many it brings for organizations of any model.
    checks: int
    #: How many specialty families it brings.
    families: int
    #: How many rules for contracts it brings.
    contracting_rules: int
    #: How many gates of referrals it brings.
    gates: int


@frozen(kw_only=True)
class Installed(Answer):
    """The plugins that are installed and not blocked."""

    plugins: tuple[InstalledPlugin, ...]
    #: Names of all models, sorted.
    models: tuple[str, ...]
    #: Title for people of each model.
    titles: Mapping[str, str]

    def headline(self) -> str:
        """Return how many plugins and models there are."""
        return f"{number(len(self.plugins), 'plugins')} with {number(len(self.models), 'models')}."


def installed() -> Installed:
    """Return what every installed plugin brings.

    Raises:
        PluginError: A plugin is broken, or two do not go together.
    """
    found = installed_plugins()
    together = declarations(found)
    rows = []
    for plugin in found:
        brought = declarations((plugin,))
        of_models = sum(len(model.checks) for model in brought.models.values())
        rows.append(
            InstalledPlugin(
                name=plugin.name,
                version=plugin.version,
                models=tuple(brought.models),
                checks=of_models + len(brought.structure_checks),
                families=len(brought.families.by_name),
                contracting_rules=len(brought.contracting_rules),
                gates=len(brought.gates),
            )
        )
    titles = {name: model.title for name, model in together.models.items()}
    return Installed(plugins=tuple(rows), models=tuple(titles), titles=titles)


@frozen(kw_only=True)
class Conversion(Answer):
    """A market read from one place and written to another."""

    source: str
    target: str
    #: How many facts of each collection were written; of a directory, how many there were to write.
    counts: Mapping[str, int]
    #: How many findings there are of each code.
    findings: Mapping[str, int]
    #: How many resources of each type a directory has; None where no directory was written.
    resources: Mapping[str, int] | None = None
    #: What a directory has no place for.
    not_held: "tuple[Loss, ...]" = ()
    #: How many required elements of a directory say that no fact states them, by path.
    absent: Mapping[str, int] = field(factory=dict)
    assumptions: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return what was written."""
        what = counted(self.counts) if self.resources is None else in_words(self.resources)
        return f"Wrote {self.target} from {self.source}: {what}."

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values; what is told of a directory is left out where none was written."""
        document = plain_fields(self)
        if self.resources is None:
            del document["resources"], document["not_held"], document["absent"]
        return document


def counted_codes(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each code, sorted by code."""
    return {code: len(found) for code, found in by_code(findings).items()}
