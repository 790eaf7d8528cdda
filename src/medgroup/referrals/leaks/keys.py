"""Facts by the keys that people and claims use for them."""

from medgroup.market import Market
from medgroup.market.indexes import NOTHING


class Keys:
    """The ids of facts by the keys that people use, without a search for the nearest where there is none."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._known: dict[str, dict[str, set[str]]] = {}
        by_tin: dict[str, list[str]] = {}
        for one in market.facts.organizations:
            if one.tin_digits is not None:
                by_tin.setdefault(one.tin_digits, []).append(one.id)
        self._by_tin = {digits: tuple(ids) for digits, ids in by_tin.items()}

    def id_of(self, collection: str, key: str) -> str | None:
        """Return the id of the fact with an id, an NPI or a unique name; None where the market holds none.

        Raises:
            AmbiguousNameError: Several bear this NPI or name.
        """
        found = self._of(collection).get(key, NOTHING)
        if not found:
            return None
        return key if key in found else str(self._market.fact(collection, key).id)

    def of_tin(self, key: str) -> tuple[str, ...]:
        """Return the ids of the organizations that bill with a TIN, sorted."""
        return self._by_tin.get(key.replace("-", ""), ())

    def sharing_tin(self, organization: str) -> tuple[str, ...]:
        """Return an organization with all that bill with its TIN, sorted."""
        return self._by_tin.get(self._market.organization(organization).tin_digits or "", (organization,))

    def _of(self, collection: str) -> dict[str, set[str]]:
        if collection not in self._known:
            known: dict[str, set[str]] = {}
            for fact in getattr(self._market.facts, collection):
                for key in (fact.id, getattr(fact, "npi", None), getattr(fact, "name", None)):
                    if key is not None:
                        known.setdefault(key, set()).add(fact.id)
            self._known[collection] = known
        return self._known[collection]
