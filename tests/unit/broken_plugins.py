"""Installed distributions with a plugin that is broken, one for each way in which it may be."""

from pathlib import Path

#: A market with one organization, of a model that a broken plugin may bring.
MARKET = '{"organizations": [{"id": "clinic", "model": "solo"}]}'

_MODELS = "@mg.hookimpl\ndef medgroup_models():\n    "
_CHECKS = (
    "@mg.hookimpl\ndef medgroup_structure_checks():\n"
    "    return [mg.StructureCheck(name='house-rule', title='A rule', source='house', check=check)]\n"
)

#: The module of a plugin that shows when a market is opened, and what the error says of it.
ON_OPENING: dict[str, tuple[str, str]] = {
    "imports what nobody has": (
        "import a_module_that_nobody_has\n",
        "cannot be imported (ModuleNotFoundError: No module named 'a_module_that_nobody_has')",
    ),
    "stops the program": ("raise SystemExit(3)\n", "cannot be imported (SystemExit: 3)"),
    "says much": ("raise RuntimeError('one line\\nand another')\n", "cannot be imported (RuntimeError: one line and"),
    "says nothing": ("raise RuntimeError\n", "cannot be imported (RuntimeError)"),
    "is not there": ("", "cannot be imported (ModuleNotFoundError: No module named 'acme_clinics')"),
    "is no Python": ("def medgroup_models(:\n", "cannot be imported (SyntaxError: "),
    "has no hook": ("answer = 42\n", "implements no hook; mark its functions with medgroup.hookimpl"),
    "misspells its hook": (
        "@mg.hookimpl\ndef medgroup_modles():\n    return []\n",
        "there is no hook 'medgroup_modles' (did you mean 'medgroup_models'?)",
    ),
    "marks no hook": (
        "def medgroup_models():\n    return []\n",
        "medgroup_models is not marked; mark it with medgroup.hookimpl",
    ),
    "asks for an argument": (
        "@mg.hookimpl\ndef medgroup_models(day, market):\n    return []\n",
        "medgroup_models takes day, market, and the hook has no such argument",
    ),
    "raises": (f"{_MODELS}return 1 // 0\n", "medgroup_models raised ZeroDivisionError: integer"),
    "exits": (f"{_MODELS}raise SystemExit('no licence')\n", "medgroup_models raised SystemExit: no licence"),
    "returns nothing": (f"{_MODELS}pass\n", "medgroup_models returned None, not a sequence of OrganizationalModel"),
    "returns one model": (
        f"{_MODELS}return mg.OrganizationalModel(name='acme', title='Acme')\n",
        "medgroup_models returned OrganizationalModel(name='acme'",
    ),
    "hands over texts": (
        f"{_MODELS}return ['solo']\n",
        "medgroup_models handed over 'solo', which is no OrganizationalModel",
    ),
    "takes a name": (
        f"{_MODELS}return [mg.OrganizationalModel(name='solo', title='Mine')]\n",
        "both hand over the OrganizationalModel 'solo'",
    ),
    "has no function for a check": (
        "check = 'all is well'\n" + _CHECKS,
        "medgroup_structure_checks raised InvalidValueError: check: 'all is well' is not a function",
    ),
}

#: The module of a plugin that shows when structure is checked, and what the error says of it.
ON_CHECKING: dict[str, tuple[str, str]] = {
    "raises in a check": (
        "def check(view, organization):\n    return view.no_such_thing\n" + _CHECKS,
        "check check raised AttributeError: 'DayView' object has no attribute 'no_such_thing' (on organizations/",
    ),
    "exits in a check": (
        "def check(view, organization):\n    raise SystemExit(0)\n" + _CHECKS,
        "check check raised SystemExit: 0 (on organizations/clinic)",
    ),
    "yields a text": (
        "def check(view, organization):\n    yield 'all is well'\n" + _CHECKS,
        "check check yielded 'all is well', which is no Finding",
    ),
    "returns no findings": (
        "def check(view, organization):\n    pass\n" + _CHECKS,
        "check check returned None, not findings",
    ),
}


def install(folder: Path, distribution: str, source: str) -> None:
    """Put a distribution with one plugin module on a path, as pip would; without source there is no module."""
    module = distribution.replace("-", "_")
    information = folder / f"{module}-3.1.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 3.1\n")
    (information / "entry_points.txt").write_text(f"[medgroup.plugins]\n{distribution}-entry = {module}\n")
    if source:
        (folder / f"{module}.py").write_text(f"import medgroup as mg\n{source}")
