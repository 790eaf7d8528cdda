"""Is this doctor in network for this plan today, and if not, which link is missing?

You learn to open a market, to ask it, and to read an answer: the verdict, the reasons with the facts they rest on, the
link that is missing, and what would change it.
"""

from datetime import date

import medgroup as mg

TODAY = date(2026, 3, 2)


def main() -> None:
    market = mg.valley()

    # Ids, NPIs and unique names all serve. Billing matters: the same doctor may be in through one practice and out
    # through another.
    answer = mg.network_status(market, "dr-haddad", "summit-heart", "valley-choice-ppo", on=TODAY)
    print(answer.explain())

    # The same doctor, the same practice, another plan of the same payer.
    answer = mg.network_status(market, "Dr. Sven Haddad", "Summit Heart Group", "Valley Choice HMO", on=TODAY)
    print()
    print(answer.headline())
    missing = answer.best.missing
    if missing is not None:
        print(f"The link that is missing: {missing.step.value}.")
        print(f"  {missing.statement}")
        print(f"  It rests on {', '.join(missing.evidence)}.")
        print(f"  What would change it: {missing.would_change}")
    if answer.misdirected:
        print("A directory says otherwise, so a patient who relied on it pays as if he were in network.")
    if answer.continuity_until is not None:
        print(f"Whoever is in the middle of a treatment is protected until {answer.continuity_until}.")

    # The same question over time.
    year = mg.Period(date(2025, 10, 1), date(2026, 7, 1))
    timeline = mg.status_timeline(market, "dr-haddad", "summit-heart", "valley-choice-hmo", during=year)
    print()
    for interval in timeline.intervals:
        print(f"{interval.period}: contracts say {interval.contracted.value}, directories say {interval.listed.value}")
        for change in interval.changes:
            print(f"  {change}")


if __name__ == "__main__":
    main()
