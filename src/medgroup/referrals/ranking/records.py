"""What is shown of candidates: the records of a ranking, made of what was held against the rows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from medgroup.costs.benefits.gate_rows import Consequence
from medgroup.market import Market
from medgroup.referrals.ranking.colocation import Sites
from medgroup.referrals.ranking.holding import Held
from medgroup.referrals.ranking.needs import STATUSES, Need
from medgroup.referrals.ranking.owing import NOTHING_ASKED, Owing
from medgroup.referrals.ranking.pools import Wanted
from medgroup.referrals.ranking.ranked import Candidate, RankKey, Rejection
from medgroup.referrals.ranking.telling import notes_of, rejecting, source_of, statement_of

_FLAGS = {"yes": True, "no": False, None: None}


class Recorder:
    """Makes the records of one ranking."""

    def __init__(
        self,
        market: Market,
        need: Need,
        openings: Mapping[str, date],
        owing: Owing | None,
        by_name: frozenset[str],
    ) -> None:
        self._names = market.derived(Sites).names
        self._need = need
        self._openings = openings
        self._owing = owing
        self._by_name = by_name
        self._notes: dict[tuple[int, int], tuple[str, ...]] = {}

    def candidates(self, found: Iterable[Held]) -> Iterator[Candidate]:
        """Yield those who are not rejected in order, equal keys at one place."""
        place, last = 0, None
        for number, held in enumerate(sorted(found, key=lambda one: (one.key, one.wanted.member.role.id)), start=1):
            place = place if held.key == last else number
            last = held.key
            yield self._candidate(place, held)

    def _candidate(self, place: int, held: Held) -> Candidate:
        member, outcome = held.wanted.member, held.outcome
        owed = NOTHING_ASKED if self._owing is None else self._owing.of(held)
        return Candidate(
            place=place,
            practitioner=member.role.practitioner,
            practitioner_name=member.name,
            organization=member.role.organization,
            organization_name=member.organization,
            role=member.role.id,
            site=held.site,
            site_name="" if held.site is None else self._names[held.site],
            tier=outcome.tier.name,
            tier_of=outcome.tier.organization,
            standing=STATUSES[held.network],
            coverage=None if held.covered is None else held.covered.verdict or Consequence.UNKNOWN,
            verdict=outcome.verdict,
            miles=None if held.hundredths is None else held.hundredths / 100,
            travel=held.spot.travel,
            chart=held.near.chart,
            preferred=held.key[0] == 0,
            specialty=held.wanted.specialty,
            exact=held.wanted.exact,
            accepting=_FLAGS[member.accepting],
            languages=member.spoken,
            speaks=_FLAGS[held.speaks] if self._need.languages else None,
            same_day_imaging=_FLAGS[held.spot.same_day_imaging],
            same_day_laboratory=_FLAGS[held.spot.same_day_laboratory],
            earliest=self._openings.get(member.role.id),
            owes=owed.owes,
            ends=owed.ends,
            notes=(*self._of_rows(held), *self._of_specialty(held.wanted), *owed.notes),
            key=RankKey(*held.key),
        )

    def rejection(self, held: Held) -> Rejection:
        """Return the record of somebody whom the gates reject."""
        member = held.wanted.member
        gate, *others = rejecting(held.outcome)
        source, would_change = source_of(gate, held.covered)
        return Rejection(
            practitioner=member.role.practitioner,
            practitioner_name=member.name,
            organization=member.role.organization,
            organization_name=member.organization,
            role=member.role.id,
            gate=gate.name,
            statement=statement_of(gate, held.covered),
            evidence=(f"practitioner_roles/{member.role.id}",),
            source=source,
            would_change=would_change,
            also=tuple(one.name for one in others),
        )

    def _of_rows(self, held: Held) -> tuple[str, ...]:
        """Return the notes of an outcome; many candidates come to one row, and are told alike."""
        # Both are kept for as long as the ranking is made, so that no other takes their place.
        key = (id(held.covered), id(held.outcome))
        found = self._notes.get(key)
        if found is None:
            found = self._notes[key] = tuple(notes_of(held.outcome, held.row, held.covered))
        return found

    def _of_specialty(self, wanted: Wanted) -> Iterator[str]:
        if wanted.exact:
            return
        role = wanted.member.role
        codes = ", ".join(sorted(wanted.member.codes or ())) or "a specialty that is not known"
        said = f"Practises {codes}; what is needed is {self._need.referral.specialty}."
        if role.id in self._by_name:
            chosen = role.practitioner in self._need.preferred
            said += f" A candidate only because {'the patient prefers' if chosen else 'the referral names'} them."
        yield said
