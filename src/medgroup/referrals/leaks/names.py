"""Names for people of what figures are grouped by, some of which stand for several."""

from medgroup.market import Market
from medgroup.referrals.leaks.sides import AND

#: What stands for nobody in particular.
NOBODY = "not known"
#: The collection that holds what each field of a decided referral names; months and what is not here name themselves.
_COLLECTIONS = {
    "unit": "organizations",
    "seen_unit": "organizations",
    "practitioner": "practitioners",
    "seen_practitioner": "practitioners",
    "plan": "plans",
}
_SPECIALTIES = frozenset({"specialty", "referrer_specialty"})


class Names:
    """The names of one market."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._ids = {name: {fact.id for fact in getattr(market.facts, name)} for name in set(_COLLECTIONS.values())}

    def of(self, field: str, key: str | None) -> str:
        """Return the name for people of what a field of a decided referral holds, the key where it has none."""
        if key is None:
            return NOBODY
        return AND.join(self._one(field, part) for part in key.split(AND))

    def _one(self, field: str, key: str) -> str:
        if field in _SPECIALTIES:
            family = self._market.families.family_of(key)
            return key if family is None else f"{family.title} {key}"
        collection = _COLLECTIONS.get(field)
        if collection is not None and key in self._ids[collection]:
            return self._market.name_of(collection, key)
        # Whoever saw a patient and is not held as an organization may be a practitioner who bills for himself.
        return self._one("practitioner", key) if field == "seen_unit" else key
