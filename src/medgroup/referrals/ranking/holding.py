"""Candidates held against the rows, each at the site where it ranks best."""

from collections.abc import Iterator
from typing import NamedTuple

from medgroup.market import Market
from medgroup.referrals.ranking.asking import Asked
from medgroup.referrals.ranking.circles import Circle, Near, Nearness
from medgroup.referrals.ranking.colocation import NOWHERE, Sites, Spot
from medgroup.referrals.ranking.deciding import Outcome, Row, rank_key
from medgroup.referrals.ranking.directing import Directing
from medgroup.referrals.ranking.needs import Need
from medgroup.referrals.ranking.pools import Wanted
from medgroup.referrals.ranking.standings import Standings
from medgroup.referrals.ranking.telling import Covered
from medgroup.rules import Override

_HUNDREDTHS = 100


class Held(NamedTuple):
    """One candidate at one site, held against the rows."""

    key: tuple[int, int, int, int, int, int, int]
    wanted: Wanted
    near: Near
    site: str | None
    spot: Spot
    hundredths: int | None
    network: str | None
    speaks: str | None
    covered: Covered
    row: Row
    outcome: Outcome


class Holding:
    """Holds the candidates of one referral against the rows."""

    def __init__(self, market: Market, need: Need, asked: Asked, circle: Circle, directing: Directing) -> None:
        self._need = need
        self._asked = asked
        self._circle = circle
        self._directing = directing
        self._sites = market.derived(Sites)
        self._standings = None if need.plan is None else market.derived(Standings).of(need.plan, need.on)
        #: Sites as the referrer sees them, with their distance.
        self._seen: dict[str | None, tuple[Spot, int | None]] = {None: (NOWHERE, None)}
        self._coverages: dict[tuple[object, ...], tuple[str | None, Covered]] = {}
        self._vague = need.referral.overrides is not None and not need.referral.preferred
        self._vague = self._vague and Override.PATIENT_PREFERENCE in (need.referral.overrides or ())

    def all(self) -> Iterator[Held]:
        """Yield every candidate once: at its best site where it is not rejected, else at its first."""
        for wanted in self._asked.wanted:
            sites = wanted.member.sites
            if len(sites) == 1:
                yield self.at(wanted, sites[0])
                continue
            held = [self.at(wanted, site) for site in sites]
            yield min(held, key=lambda one: (one.outcome.rejected, one.key, one.site or ""))

    def at(self, wanted: Wanted, site: str | None) -> Held:
        """Return a candidate at one site, held against the rows."""
        need, member = self._need, wanted.member
        role = member.role
        near = self._circle.near(role.organization)
        spot, hundredths = self._seen.get(site) or self._see(site or "")
        network, coverage, covered = self._covered(wanted, site)
        preferred = role.practitioner in self._asked.preferred
        speaks_it = speaks(need.languages, member.languages)
        own = Own(
            referrer=yes_or_no(role.practitioner == need.issuer.practitioner),
            preferred=None if self._vague else yes_or_no(preferred),
            network=network,
            coverage=coverage,
            accepting=member.accepting,
            established=yes_or_no(role.practitioner in self._asked.seen),
            language=speaks_it,
            same_family=same_family(need.families, member.families),
            directed=self._directing.word(role),
        )
        row = row_of_candidate(need.words, own, near, spot)
        outcome = self._circle.decide(near.reached, row)
        key = rank_key(preferred, outcome.tier, network, hundredths)
        return Held(key, wanted, near, site, spot, hundredths, network, speaks_it, covered, row, outcome)

    def _covered(self, wanted: Wanted, site: str | None) -> tuple[str | None, str | None, Covered]:
        """Return the words of network status and coverage, and the gates of the plan that decide the latter."""
        if self._standings is None:
            word = "none" if self._need.no_plan else None
            return word, word, None
        role = wanted.member.role
        network = self._standings.word(role.practitioner, role.organization, site, wanted.specialty)
        continuing = role.practitioner in self._asked.continuing
        key = (network, wanted.specialist, wanted.direct, continuing)
        found = self._coverages.get(key)
        if found is None:
            decision = self._need.coverage(network, wanted.specialist, wanted.direct, continuing)
            word = None if decision.verdict is None else decision.verdict.value
            found = self._coverages[key] = (word, decision)
        word, decided = found
        return network, word, decided

    def _see(self, site: str) -> tuple[Spot, int | None]:
        """Return a site with its distance in whole hundredths of a mile, so that no rounding of engines decides."""
        point, origin = self._sites.points.get(site), self._need.origin
        hundredths = None if point is None or origin is None else round(origin.miles(point) * _HUNDREDTHS)
        found = self._seen[site] = (self._sites.spot(self._need.sites, site), hundredths)
        return found


class Own(NamedTuple):
    """The words of a row that rest neither on what all candidates share nor on where a candidate stands."""

    referrer: str
    preferred: str | None
    network: str | None
    coverage: str | None
    accepting: str | None
    established: str
    language: str | None
    same_family: str | None
    directed: str | None


def row_of_candidate(words: Row, own: Own, near: Near | Nearness, spot: Spot) -> Row:
    """Return the row of a candidate: the words that all share, then its own, in the order of the columns."""
    return (
        *words,
        *own[:-1],
        near.same_organization,
        spot.same_site,
        spot.same_building,
        spot.same_day_imaging,
        spot.same_day_laboratory,
        spot.in_office,
        near.panel,
        own.directed,
    )


def yes_or_no(value: bool) -> str:
    """Return the word of what is known."""
    return "yes" if value else "no"


def speaks(wished: frozenset[str], languages: frozenset[str]) -> str | None:
    """Return whether a language that was wished for is spoken; a wish for a language is met by its variants."""
    if not wished:
        return "yes"
    if not languages:
        return None
    met = any(one == wish or one.startswith(f"{wish}-") for one in languages for wish in wished)
    return "yes" if met else "no"


def same_family(one: frozenset[str] | None, other: frozenset[str] | None) -> str | None:
    """Return whether a referrer and a candidate have a specialty family in common; None where one is not known."""
    if one is None or other is None:
        return None
    return "no" if one.isdisjoint(other) else "yes"
