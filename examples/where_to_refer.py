"""A family practice refers: to whom, why there, why not elsewhere, and what became of the referrals it made.

You learn that one call ranks every candidate with reasons or rejects it with a rule and its source, that the patient's
own choice comes first and its consequence is shown, and that what waits too long is a list.
"""

from collections.abc import Iterable
from datetime import date

from attrs import evolve

import medgroup as mg
from medgroup.referrals import Candidate, Rejection

DAY = date(2026, 3, 2)
CARDIOLOGY = "207RC0000X"
NEED = mg.Referral(id="need", patient="kim", issuer="okafor-northside", specialty=CARDIOLOGY, written=DAY)

#: What is asked: a sentence, and the referral.
ASKED = {
    "PPO: the panel of the association, in the same building": NEED,
    "HMO: the panel has left the plan": evolve(NEED, patient="ann"),
    "HMO: the patient would rather see somebody else, and speaks Spanish": evolve(
        NEED, patient="ann", preferred={"dr-haddad"}, languages={"es"}
    ),
    "EPO: a network of which not every contract is known": evolve(NEED, patient="eve"),
    "From a practice that a hospital system owns": evolve(NEED, issuer="tanaka-riverbend"),
}


def candidate(one: Candidate) -> str:
    """Return a candidate in one line, with what the patient would owe."""
    miles = "     ?" if one.miles is None else f"{one.miles:6.2f}"
    owes = str(one.owes) if one.owes is not None else f"{one.owes_least} to {one.owes_most}"
    who = f"{one.practitioner_name}, {one.organization_name}"
    return f"  {one.place}. {who:42} {miles} miles  owes {owes:>16}  {one.tier}"


def rejections(rejected: Iterable[Rejection]) -> None:
    """Print who is not proposed, and why."""
    for one in rejected:
        print(f"  x  {one.practitioner_name}, {one.organization_name}: {one.statement} [{one.source}]")


def main() -> None:
    valley = mg.valley()
    for title, referral in ASKED.items():
        ranking = mg.rank_referrals(valley, referral, services=["X1001@200.00"])
        print(f"\n{title}")
        for one in ranking.ranked:
            print(candidate(one))
            for note in one.notes:
                print(f"       ! {note}")
        rejections(ranking.rejected)

    print("\nWhy Dr. Haddad comes before Dr. Tanaka, and what would change that:")
    print(mg.compare_candidates(mg.rank_referrals(valley, NEED), "dr-haddad", "dr-tanaka").explain())

    print("\nWhat waits too long:")
    for late in mg.overdue(valley, on=DAY).referrals:
        print(f"  {late.referral}: {late.state.value} for {late.age} days, {late.awaits}")

    print("\nWhat came back with a report:")
    print(f"  {mg.closing_rate(valley, during=mg.Period(date(2026, 1, 1), date(2027, 1, 1))).headline()}")


if __name__ == "__main__":
    main()
