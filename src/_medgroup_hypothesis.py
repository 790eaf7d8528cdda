"""What Hypothesis calls when it is imported, so that ``from_type`` knows the types of medgroup.

It stands outside the package, because to import anything of a package imports all that its ``__init__`` does, and
whoever imports Hypothesis may not be about to use medgroup. The types are registered when both are imported, and what
draws them is imported when the first is drawn.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

PACKAGE = "medgroup"
#: Types that have a strategy beside the facts of each collection, with the modules where they are.
TYPES = {
    "medgroup.domain": ("Facts",),
    "medgroup.market": ("Market",),
    "medgroup.models": ("OrganizationalModel",),
    "medgroup.rules": ("Consolidation", "Tier"),
    "medgroup.values.money": ("Money",),
    "medgroup.values.period": ("Period",),
}


def register() -> None:
    """Register the types of medgroup, now or as soon as it is imported."""
    if PACKAGE in sys.modules:
        _register()
    else:
        sys.meta_path.insert(0, _WhenImported())


def _register() -> None:
    from hypothesis.strategies import register_type_strategy

    kinds = [getattr(sys.modules[module], name) for module, names in TYPES.items() for name in names]
    for kind in (*kinds, *sys.modules["medgroup.domain"].COLLECTIONS.values()):
        register_type_strategy(kind, _strategy)


def _strategy(kind: type[Any]) -> "SearchStrategy[Any]":
    from medgroup.testing.strategies import strategy_of

    return strategy_of(kind)


class _WhenImported(MetaPathFinder):
    """Finds the package once, as it would be found without this, and has the types registered after it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of the package with a loader that registers, and None of anything else."""
        if fullname != PACKAGE or self not in sys.meta_path:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Registering(spec.loader)
        return spec


class _Registering(Loader):
    """Loads as another loader does, leaves no trace of itself, and registers the types."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return what the other loader makes."""
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the package and register its types."""
        module.__loader__ = self.loader
        if module.__spec__ is not None:
            module.__spec__.loader = self.loader
        self.loader.exec_module(module)
        _register()
