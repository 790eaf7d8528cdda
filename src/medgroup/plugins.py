"""Finding plugins, calling their hooks once, and putting together what they hand over.

There is no global plugin manager: each plugin gets one of its own for the moment its hooks are called, so that
whatever goes wrong is known to be that plugin's.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

import pluggy
from attrs import field, frozen

from medgroup import hookspecs
from medgroup.errors import InvalidValueError, MarketError, PluginError, listed, nearest, told
from medgroup.hookspecs import PROJECT, Hooks
from medgroup.models import ContractingRule, OrganizationalModel, StructureCheck
from medgroup.rules import OWN_GATES, Conditions, Gate
from medgroup.values.specialties import OTHER_FAMILY, Families, SpecialtyFamily

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

#: Entry point group that plugins are found in.
ENTRY_POINT_GROUP = "medgroup.plugins"
#: Environment variable with the distributions not to load, separated by commas.
DISABLE_VARIABLE = "MEDGROUP_DISABLE_PLUGINS"

T = TypeVar("T")
N = TypeVar("N", OrganizationalModel, StructureCheck, ContractingRule, Gate)


@frozen
class Plugin:
    """One plugin: a module or object with hook implementations, and where it comes from."""

    #: The distribution that brings it, or the name it goes by where it was handed over in code.
    name: str
    #: The module or object with the hook implementations.
    implementation: object = field(repr=False)
    #: Version of the distribution; empty where it was handed over in code.
    version: str = ""


class Declarations(NamedTuple):
    """What all plugins hand over, put together."""

    #: Organizational models by name.
    models: Mapping[str, OrganizationalModel]
    #: Structure checks by name.
    structure_checks: Mapping[str, StructureCheck]
    #: Specialty families.
    families: Families
    #: Contracting rules by name.
    contracting_rules: Mapping[str, ContractingRule]
    #: Gates of referrals by name.
    gates: Mapping[str, Gate]
    #: Name of the plugin that brought each model, by the model's name.
    origin: Mapping[str, str]
    #: Name of the plugin that brought each structure check, by the check's name.
    check_origin: Mapping[str, str]
    #: Name of the plugin that brought each gate, by the gate's name.
    gate_origin: Mapping[str, str]


def installed_plugins() -> tuple[Plugin, ...]:
    """Return the plugins of the installed distributions, but those that MEDGROUP_DISABLE_PLUGINS names.

    Returns:
        Plugins in the order of their distributions' names.

    Raises:
        PluginError: A plugin cannot be imported.
        InvalidValueError: MEDGROUP_DISABLE_PLUGINS names none that is installed; the nearest is named.
    """
    # Imported here, because it costs as much as a quarter of the package.
    from importlib.metadata import entry_points

    # Sorted first, so that of several broken plugins the same one is named on every machine.
    found = sorted((_stated(entry, "Name") or entry.name, entry) for entry in entry_points(group=ENTRY_POINT_GROUP))
    disabled = _disabled(found)
    return tuple(
        _loaded(name, entry) for name, entry in found if not disabled & {_normalized(name), _normalized(entry.name)}
    )


def _disabled(found: "Sequence[tuple[str, EntryPoint]]") -> set[str]:
    """Return the names that are blocked, as they are compared; a name that blocks nothing would go unnoticed."""
    known = {_normalized(key): name for name, entry in found for key in (entry.name, name)}
    named = [name.strip() for name in os.environ.get(DISABLE_VARIABLE, "").split(",") if name.strip()]
    for name in named:
        if _normalized(name) not in known:
            installed = listed(sorted(set(known.values()))) or "none is installed"
            near = nearest(_normalized(name), known)
            raise InvalidValueError(
                name,
                f"the name of an installed plugin ({installed})",
                field=DISABLE_VARIABLE,
                nearest=None if near is None else known[near],
            )
    return set(map(_normalized, named))


def _normalized(name: str) -> str:
    """Return a name as installers compare names: ``Acme_Clinics`` and ``acme-clinics`` are one."""
    return re.sub(r"[-_.]+", "-", name.strip()).casefold()


def _loaded(name: str, entry: "EntryPoint") -> Plugin:
    try:
        implementation = entry.load()
    except (Exception, SystemExit) as problem:
        raise PluginError(name, f"cannot be imported ({told(problem)})") from problem
    return Plugin(name, implementation, _stated(entry, "Version"))


def _stated(entry: "EntryPoint", key: str) -> str:
    """Return what the distribution of an entry point states of itself, empty where it does not."""
    metadata = entry.dist.metadata if entry.dist is not None else None
    return metadata[key] if metadata and key in metadata else ""


def as_plugins(plugins: Iterable[object]) -> tuple[Plugin, ...]:
    """Return modules or objects with hook implementations as plugins; a ``Plugin`` stays as it is."""
    if isinstance(plugins, str) or not isinstance(plugins, Iterable):
        raise InvalidValueError(plugins, "a list of modules or objects with hook implementations", field="plugins")
    return tuple(plugin if isinstance(plugin, Plugin) else Plugin(_name_of(plugin), plugin) for plugin in plugins)


def declarations(plugins: Iterable[Plugin]) -> Declarations:
    """Call every hook of every plugin once and put together what they hand over.

    Raises:
        PluginError: A plugin has a function that is no hook, a hook raises or returns something else than it should,
            two plugins hand over something of one name, or two specialty families claim one beginning.
    """
    models: list[tuple[Plugin, OrganizationalModel]] = []
    checks: list[tuple[Plugin, StructureCheck]] = []
    families: list[tuple[Plugin, SpecialtyFamily]] = []
    rules: list[tuple[Plugin, ContractingRule]] = []
    gates: list[tuple[Plugin, Gate]] = []
    for plugin in sorted(plugins, key=lambda plugin: plugin.name):
        hooks = _hooks_of(plugin)
        models += _handed_over(plugin, hooks.medgroup_models, OrganizationalModel)
        checks += _handed_over(plugin, hooks.medgroup_structure_checks, StructureCheck)
        families += _handed_over(plugin, hooks.medgroup_specialty_families, SpecialtyFamily)
        rules += _handed_over(plugin, hooks.medgroup_contracting_rules, ContractingRule)
        gates += _handed_over(plugin, hooks.medgroup_referral_rules, Gate)
    _refuse_own_names(gates)
    known = _families(families)
    _refuse_unknown_families(known, models, gates)
    return Declarations(
        models=_by_name(models),
        structure_checks=_by_name(checks),
        families=known,
        contracting_rules=_by_name(rules),
        gates=_by_name(gates),
        origin=_origins(models),
        check_origin=_origins(checks),
        gate_origin=_origins(gates),
    )


def _hooks_of(plugin: Plugin) -> Hooks:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(plugin.implementation, name=plugin.name)
        manager.check_pending()
    except pluggy.PluginValidationError as problem:
        raise PluginError(plugin.name, _validation_problem(problem)) from None
    _refuse_unmarked(plugin)
    callers = manager.get_hookcallers(plugin.implementation) or ()
    if not callers:
        raise PluginError(plugin.name, "implements no hook; mark its functions with medgroup.hookimpl")
    for caller in callers:
        if any(impl.hookwrapper or impl.wrapper for impl in caller.get_hookimpls()):
            raise PluginError(plugin.name, f"{caller.name} is a wrapper, and hooks of medgroup take none")
    return cast(Hooks, manager.hook)


def _refuse_unmarked(plugin: Plugin) -> None:
    """Refuse a function with the name of a hook that is not marked as one, and would never be called."""
    for name in _hook_names():
        function = getattr(plugin.implementation, name, None)
        if callable(function) and not hasattr(function, f"{PROJECT}_impl"):
            raise PluginError(plugin.name, f"{name} is not marked; mark it with medgroup.hookimpl")


def _hook_names() -> Iterable[str]:
    return (name for name in vars(hookspecs) if name.startswith(f"{PROJECT}_"))


def _handed_over(plugin: Plugin, hook: Callable[[], list[Sequence[T]]], kind: type[T]) -> list[tuple[Plugin, T]]:
    name = getattr(hook, "name", kind.__name__)
    try:
        results = hook()
    except (Exception, SystemExit) as problem:
        raise PluginError(plugin.name, f"{name} raised {told(problem)}") from problem
    # A hook that returns nothing at all gives no result: most likely its return was forgotten.
    if len(results) < len(getattr(hook, "get_hookimpls", tuple)()):
        raise PluginError(plugin.name, f"{name} returned None, not a sequence of {kind.__name__}")
    handed: list[tuple[Plugin, T]] = []
    for result in results:
        if not isinstance(result, Sequence) or isinstance(result, str):
            raise PluginError(plugin.name, f"{name} returned {result!r:.80}, not a sequence of {kind.__name__}")
        for record in result:
            if not isinstance(record, kind):
                raise PluginError(plugin.name, f"{name} handed over {record!r:.80}, which is no {kind.__name__}")
            handed.append((plugin, record))
    return handed


def _by_name(handed: Iterable[tuple[Plugin, N]]) -> Mapping[str, N]:
    found: dict[str, tuple[Plugin, N]] = {}
    for plugin, record in handed:
        if record.name in found:
            names, kind = _names((found[record.name][0], plugin)), type(record).__name__
            twice = "both hand over the" if "," in names else "hands over twice the"
            raise PluginError(names, f"{twice} {kind} {record.name!r}")
        found[record.name] = (plugin, record)
    return {name: found[name][1] for name in sorted(found)}


def _origins(handed: Iterable[tuple[Plugin, N]]) -> Mapping[str, str]:
    return {record.name: plugin.name for plugin, record in sorted(handed, key=lambda pair: pair[1].name)}


def _families(handed: Sequence[tuple[Plugin, SpecialtyFamily]]) -> Families:
    try:
        return Families.of(family for _, family in handed)
    except MarketError as problem:
        raise PluginError(_names(_clashing(handed)), "; ".join(problem.problems)) from None


def _clashing(handed: Sequence[tuple[Plugin, SpecialtyFamily]]) -> Iterator[Plugin]:
    """Yield the plugins of families whose name or beginning is not theirs alone."""
    names = Counter(family.name for _, family in handed)
    prefixes = Counter(prefix for _, family in handed for prefix in family.prefixes)
    for plugin, family in handed:
        shared = names[family.name] > 1 or any(prefixes[prefix] > 1 for prefix in family.prefixes)
        if shared or family.name == OTHER_FAMILY:
            yield plugin


def _refuse_own_names(gates: Iterable[tuple[Plugin, Gate]]) -> None:
    """Refuse a gate of a name that one of the package's own gates has."""
    for plugin, gate in gates:
        if gate.name in OWN_GATES:
            raise PluginError(
                plugin.name, f"hands over the Gate {gate.name!r}, whose name the package itself has taken"
            )


def _refuse_unknown_families(
    families: Families, models: Iterable[tuple[Plugin, OrganizationalModel]], gates: Iterable[tuple[Plugin, Gate]]
) -> None:
    """Refuse a condition on a specialty family that no plugin hands over, as only all plugins together can tell."""
    rows: list[tuple[Plugin, str, Conditions]] = [(plugin, f"gate {gate.name!r}", gate.when) for plugin, gate in gates]
    rows += [(plugin, f"tier {tier.name!r}", tier.when) for plugin, model in models for tier in model.tiers]
    known = {*families.by_name, OTHER_FAMILY}
    for plugin, row, when in rows:
        for name in sorted(when.get("family", frozenset()) - known):
            near = nearest(name, known)
            hint = f"; did you mean {near!r}?" if near else ""
            raise PluginError(plugin.name, f"{row}: when.family: no plugin hands over the family {name!r}{hint}")


def _names(plugins: Iterable[Plugin]) -> str:
    return ",".join(sorted({plugin.name for plugin in plugins}))


def _name_of(plugin: object) -> str:
    return str(getattr(plugin, "__name__", None) or type(plugin).__name__)


def _validation_problem(problem: pluggy.PluginValidationError) -> str:
    """Say what pluggy found, without its repr of the plugin; an unknown hook gets the nearest that there is."""
    text = str(problem)
    # pluggy shows the arguments as a set, which is in another order in each run.
    strange = re.search(r"hook '(\w+)'.*Argument\(s\) \{(.*?)\}", text, re.DOTALL)
    if strange is not None:
        arguments = sorted(re.findall(r"\w+", strange[2]))
        return f"{strange[1]} takes {', '.join(arguments)}, and the hook has no such argument"
    unknown = re.search(r"unknown hook '(\w+)'", text)
    if unknown is None:
        return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), type(problem).__name__)
    near = nearest(unknown[1], _hook_names())
    hint = f" (did you mean {near!r}?)" if near else ""
    return f"there is no hook {unknown[1]!r}{hint}"
