"""Specialty families: which taxonomy codes are one kind of care."""

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from medgroup.errors import MarketError
from medgroup.values.validators import are_texts, every, is_a, is_a_word, is_text

#: The family of a code that no plugin places.
OTHER_FAMILY = "other"


@frozen(kw_only=True)
class SpecialtyFamily:
    """One kind of care: the taxonomy codes whose holders make a single-specialty group together.

    Cardiology, electrophysiology and interventional cardiology are one family. Families are handed over by the hook
    ``medgroup_specialty_families``.

    Sources: NUCC Health Care Provider Taxonomy code set.
    """

    #: Stable name, lower-case words with hyphens: ``cardiology``.
    name: str = field(validator=is_a_word)
    #: Name for people: ``Cardiology``.
    title: str = field(validator=is_text)
    #: Beginnings of taxonomy codes; the longest beginning that fits a code decides.
    prefixes: frozenset[str] = field(converter=every, validator=are_texts)
    #: Whether the family gives primary care (family and general internal medicine, paediatrics, geriatrics).
    primary_care: bool = field(default=False, validator=is_a(bool))
    #: Whether its holders take the family of the practitioner who supervises them (nurse practitioners, physician
    #: assistants).
    follows_supervisor: bool = field(default=False, validator=is_a(bool))
    #: Whether its holders are doctors of medicine or osteopathy (42 CFR 417.1).
    physician: bool = field(default=False, validator=is_a(bool))


@frozen
class Families:
    """All specialty families of a market, ready to look codes up in."""

    #: The families by name, in name order.
    by_name: Mapping[str, SpecialtyFamily]
    _by_prefix: Mapping[str, SpecialtyFamily]

    @classmethod
    def of(cls, families: Iterable[SpecialtyFamily]) -> "Families":
        """Return an index over families.

        Raises:
            MarketError: Two families bear one name, or claim one beginning.
        """
        ordered = sorted(families, key=lambda family: family.name)
        by_name: dict[str, SpecialtyFamily] = {}
        by_prefix: dict[str, SpecialtyFamily] = {}
        problems = []
        for family in ordered:
            if family.name in by_name or family.name == OTHER_FAMILY:
                problems.append(f"two plugins hand over the specialty family {family.name!r}")
            by_name[family.name] = family
            for prefix in sorted(family.prefixes):
                if prefix in by_prefix:
                    problems.append(f"the families {by_prefix[prefix].name!r} and {family.name!r} both claim {prefix}")
                by_prefix[prefix] = family
        if problems:
            raise MarketError(problems)
        return cls(by_name, by_prefix)

    def family_of(self, code: str) -> SpecialtyFamily | None:
        """Return the family of a taxonomy code, or None where no plugin places it."""
        for length in range(len(code), 0, -1):
            family = self._by_prefix.get(code[:length])
            if family is not None:
                return family
        return None
