"""The suite that an author subclasses to hold specialty families to their laws, and the laws."""

import json
from collections.abc import Iterable
from typing import Any, ClassVar

from attrs import frozen
from cattrs import Converter

from medgroup.domain import Facts
from medgroup.errors import InvalidValueError, listed
from medgroup.market import open_market
from medgroup.testing.changed import shuffled
from medgroup.testing.choices import Choices, Pen
from medgroup.testing.laws import claim, claim_equal, law
from medgroup.testing.suites import Conformance, tests
from medgroup.values.identifiers import is_taxonomy_code
from medgroup.values.specialties import OTHER_FAMILY, Families, SpecialtyFamily

#: What a taxonomy code is made of.
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: How many codes are looked up in each case.
_LOOKED_UP = 20


@frozen(kw_only=True, eq=False)
class FamiliesSubject:
    """The specialty families of one plugin."""

    #: The plugins that are opened: the one at hand, and those it stands beside.
    plugins: tuple[object, ...]
    #: The families that they hand over.
    families: tuple[SpecialtyFamily, ...]


@frozen(kw_only=True)
class FamiliesCase:
    """Taxonomy codes, most of them of a family, and the families in another order."""

    codes: tuple[str, ...]
    order: tuple[SpecialtyFamily, ...]


def families_of(suite: type[Any]) -> FamiliesSubject:
    """Return what a suite is about.

    Raises:
        InvalidValueError: The plugin is not stated, or hands over no family.
        PluginError: The plugin is broken, or two families claim one beginning.
    """
    plugin, field = getattr(suite, "plugin", None), f"{suite.__name__}.plugin"
    if plugin is None:
        raise InvalidValueError(plugin, "the module or object with your hook implementations", field=field)
    plugins = (plugin, *suite.other_plugins)
    found = open_market(Facts(), plugins=plugins).families
    if not found.by_name:
        raise InvalidValueError(plugin, "a plugin that hands over specialty families", field=field)
    return FamiliesSubject(plugins=plugins, families=tuple(found.by_name.values()))


def draw_codes(subject: FamiliesSubject, source: Choices) -> FamiliesCase:
    """Draw codes that a family begins, and some that may be of none."""
    pen = Pen(source)
    beginnings = sorted(prefix for family in subject.families for prefix in family.prefixes)
    codes = []
    for _ in range(_LOOKED_UP):
        begun = pen.one_of(beginnings) if pen.now_and_then(80) else ""
        rest = "".join(pen.one_of(_DIGITS) for _ in range(9 - len(begun)))
        codes.append(begun if len(begun) == 10 else f"{begun}{rest}X")
    return FamiliesCase(codes=tuple(codes), order=tuple(shuffled(list(subject.families), source)))


def longest(families: Iterable[SpecialtyFamily], code: str) -> str | None:
    """Return the name of the family with the longest beginning that fits a code, None where none does."""
    claimed = [(len(prefix), prefix, family.name) for family in families for prefix in family.prefixes]
    return max((row for row in claimed if code.startswith(row[1])), default=(0, "", None))[2]


@law(
    "The longest beginning that fits a code decides its family, whatever the order of families.",
    mend="let no two families claim one beginning.",
    draw=draw_codes,
)
def the_longest_beginning_decides(subject: FamiliesSubject, case: FamiliesCase) -> bool:
    """Hold some codes against the law."""
    ordered, market = Families.of(case.order), open_market(Facts(), plugins=reversed(subject.plugins))
    expected = [f"{code}: {longest(subject.families, code)}" for code in case.codes]
    for families, what in ((ordered, "in another order"), (market.families, "opened again")):
        found = [families.family_of(code) for code in case.codes]
        told = [f"{code}: {one.name if one else None}" for code, one in zip(case.codes, found, strict=True)]
        claim_equal(expected, told, f"of the families {what}")
    return len({line.partition(" ")[2] for line in expected}) > 2


@law(
    "Every beginning is one of a taxonomy code, and no family is empty.",
    mend="give each family beginnings of one to ten capital letters and digits; the tenth of a whole code is an X.",
    draw=draw_codes,
)
def every_beginning_begins_a_code(subject: FamiliesSubject, case: FamiliesCase) -> bool:
    """Hold the families, in another order, against the law."""
    for family in case.order:
        claim(bool(family.prefixes), f"the family {family.name!r} has no beginning, so no code is of it")
        wrong = [prefix for prefix in sorted(family.prefixes) if not is_taxonomy_code(_whole(prefix))]
        claim(not wrong, f"the family {family.name!r} claims {listed(wrong)}, with which no code begins")
    return True


def _whole(prefix: str) -> str:
    return prefix if len(prefix) == 10 else f"{prefix}{'0' * (9 - len(prefix))}X"


@law(
    "A family is named by a lower-case word, has a title, and says one thing of those who hold it.",
    mend="name it as market files would, cardiology or family-medicine; who follows a supervisor is no physician.",
    draw=draw_codes,
)
def a_family_says_one_thing(subject: FamiliesSubject, case: FamiliesCase) -> bool:
    """Hold the families, in another order, against the law."""
    for family in case.order:
        word = family.name and family.name == family.name.lower() and not any(map(str.isspace, family.name))
        claim(bool(word) and family.name != OTHER_FAMILY, f"{family.name!r} is no name of a family")
        claim(bool(family.title.strip()), f"the family {family.name!r} has no title")
        twofold = family.follows_supervisor and (family.physician or family.primary_care)
        claim(not twofold, f"the family {family.name!r} follows a supervisor and is of a kind of its own")
    return True


@law(
    "Declarations are data: a family becomes plain values and the same record again.",
    mend="hand over plain SpecialtyFamily records.",
    draw=draw_codes,
)
def families_survive_a_round_trip(subject: FamiliesSubject, case: FamiliesCase) -> bool:
    """Hold the families, in another order, against the law."""
    converter = Converter(forbid_extra_keys=True, unstruct_collection_overrides={frozenset: sorted})
    for family in case.order:
        plain = json.dumps(converter.unstructure(family, unstructure_as=SpecialtyFamily))
        again = converter.structure(json.loads(plain), SpecialtyFamily)
        claim(again == family, f"what comes back from plain values is {again!r} and not {family!r}")
    return True


class SpecialtyFamiliesConformance(Conformance):
    """Holds the specialty families of a plugin to their laws, each in a test of its own.

    Subclass it in a test module and state the plugin.
    """

    #: Other plugins with families that these stand beside.
    other_plugins: ClassVar[Iterable[object]] = ()

    @classmethod
    def _made(cls) -> FamiliesSubject:
        return families_of(cls)

    @tests(the_longest_beginning_decides)
    def test_the_longest_beginning_decides(self, case: Any) -> None:
        """The longest beginning that fits a code decides."""

    @tests(every_beginning_begins_a_code)
    def test_every_beginning_begins_a_code(self, case: Any) -> None:
        """Beginnings of taxonomy codes."""

    @tests(a_family_says_one_thing)
    def test_a_family_says_one_thing(self, case: Any) -> None:
        """Which codes are physicians, give primary care, or follow the practitioner who supervises."""

    @tests(families_survive_a_round_trip)
    def test_families_survive_a_round_trip(self, case: Any) -> None:
        """A record becomes plain values and the same record again."""
