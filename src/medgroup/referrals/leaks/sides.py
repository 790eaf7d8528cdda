"""The two sides of a referral: who referred and for which organizations, who saw the patient and who billed for it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from medgroup.market import Market
from medgroup.referrals.leaks.epochs import Epochs
from medgroup.referrals.leaks.keys import Keys

#: Between the parts of a name that stands for several.
AND = " + "


class Referrer(NamedTuple):
    """Who referred."""

    #: Id of the practitioner; None where not known.
    practitioner: str | None = None
    #: Ids of the organizations that it may have been for, sorted; none where not known.
    organizations: tuple[str, ...] = ()
    #: The taxonomy codes of the referrer in words; None where not known.
    specialty: str | None = None


class Seen(NamedTuple):
    """Who saw the patient."""

    #: Id of the practitioner, or what stands for one whom the market does not hold; None where not known.
    practitioner: str | None = None
    #: Ids of the organizations that it may have been for, sorted; none where not known, or where the market holds none.
    organizations: tuple[str, ...] = ()
    #: What stands for who billed, or saw the patient where nobody is named who billed, and is not in the market.
    outside: str | None = None


class Sides:
    """Both sides looked up in a market."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._epochs = market.derived(Epochs)
        self._keys = market.derived(Keys)
        self._at_work: dict[tuple[str, int], Referrer] = {}
        #: What was billed by, or seen by where nobody is named who billed, that the market does not hold.
        self.unlisted: set[str] = set()
        #: Practitioners whom the market does not hold, although it holds who billed for them.
        self.strangers: set[str] = set()

    def referrer(self, role: str | None, practitioner: str | None, on: date) -> Referrer:
        """Return who referred, by a role or else by what a practitioner does on the day.

        Raises:
            UnknownFactError: The market does not hold the role or the practitioner; the nearest is named.
        """
        if role is not None:
            held = self._market.practitioner_role(role)
            codes = self._market.on(on).specialties_of(held)
            return Referrer(held.practitioner, (held.organization,), in_one(codes or ()))
        if practitioner is None:
            return Referrer()
        known = self._keys.id_of("practitioners", practitioner)
        return self._working(self._market.practitioner(practitioner).id if known is None else known, on)

    def seen(self, practitioner: str | None, billing: str | None, on: date) -> Seen:
        """Return who saw a patient, by who billed or else by where the practitioner works on the day."""
        who = practitioner and (self._keys.id_of("practitioners", practitioner) or practitioner)
        if billing is not None:
            billed = self._keys.id_of("organizations", billing)
            several = self._keys.of_tin(billing) if billed is None else (billed,)
            if several and who is not None and self._keys.id_of("practitioners", who) is None:
                self.strangers.add(who)
            return Seen(who, several) if several else self._outside(who, billing)
        if who is None:
            return Seen()
        if self._keys.id_of("practitioners", who) is None:
            return self._outside(who, who)
        return Seen(who, self._working(who, on).organizations)

    def _outside(self, who: str | None, key: str) -> Seen:
        self.unlisted.add(key)
        return Seen(who, (), key)

    def _working(self, practitioner: str, on: date) -> Referrer:
        key = (practitioner, self._epochs.of(on))
        if key not in self._at_work:
            view = self._market.on(on)
            roles = view.roles_of(practitioner)
            codes = {code for role in roles for code in view.specialties_of(role) or ()}
            organizations = {role.organization for role in roles}
            self._at_work[key] = Referrer(practitioner, tuple(sorted(organizations)), in_one(codes))
        return self._at_work[key]


def in_one(words: Iterable[str]) -> str | None:
    """Return one name for several; None where there is none."""
    return AND.join(sorted(words)) or None
