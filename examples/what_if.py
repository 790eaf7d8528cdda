"""What would change if practices merged, formed an association, or were bought?

You learn that a restructuring takes a market and gives another, that the first stays as it was, and that every question
can be asked of both. At the end one call compares five organizations of the same practices.
"""

from collections import Counter
from datetime import date

import medgroup as mg

DAY = date(2026, 4, 1)


def in_network(market: mg.Market, people: set[str]) -> Counter[str]:
    """Return how many of some practitioners are in network for each plan, through whatever practice."""
    rows = mg.roster(market, on=DAY).rows
    pairs = {(row.practitioner, row.plan) for row in rows if row.overall is mg.Status.IN}
    return Counter(plan for person, plan in sorted(pairs) if person in people)


def tell(title: str, before: mg.Market, after: mg.Market, practices: list[str]) -> None:
    """Print what a change does to the people of some practices, and what the structure checks then find."""
    view = before.on(DAY)
    people = {role.practitioner for practice in practices for role in view.roles_at(practice)}
    was, becomes = in_network(before, people), in_network(after, people)
    print(f"\n{title}")
    for plan in before.facts.plans:
        print(f"  {plan.name:18} {was[plan.id]} of {len(people)} in network before, {becomes[plan.id]} after")
    known = {finding.message for finding in mg.check_structure(before, on=DAY).findings}
    for finding in mg.check_structure(after, on=DAY).findings:
        if finding.message not in known and finding.severity is not mg.Severity.CANNOT_TELL:
            print(f"  {finding.code} ({finding.severity.value}): {finding.message}")


def main() -> None:
    valley = mg.valley()

    families = ["lakeside-family", "northside-family"]
    merged = mg.merge(valley, families, model="single-specialty", name="Valley Family Doctors", on=DAY)
    tell("The two family practices merge, contracts and all:", valley, merged, families)
    bare = mg.merge(valley, families, model="single-specialty", name="Valley Family Doctors", on=DAY, contracts="none")
    tell("They merge, and their contracts do not pass:", valley, bare, families)

    hearts = ["riverbend-cardiology", "summit-heart"]
    contract = mg.Agreement(id="hearts-harbor", networks={"harbor-open"}, contractor="hearts-together")
    allied = mg.form_ipa(valley, hearts, name="Hearts Together", on=DAY, agreement=contract)
    tell("The cardiologists form an association that signs with Harbor:", valley, allied, hearts)

    bought = mg.acquire(valley, ["summit-heart"], by="valley-health", on=DAY)
    tell("Valley Health buys Summit Heart:", valley, bought, ["summit-heart"])
    print(f"  {mg.describe(bought, 'summit-heart', on=DAY).headline()}")
    records = [mg.unit_of(market, mg.Function.RECORDS, "summit-heart", on=DAY) for market in (valley, bought)]
    print(f"  Its charts were kept by {records[0]} and are kept by {records[1]}.")

    practices = [*families, *hearts, "peak-orthopaedics"]
    comparison = mg.compare(valley, practices, on=DAY)
    print(f"\n{comparison.headline()}")
    keys = list(comparison.organizations)
    print(f"  {'':40}" + "".join(f"{key:>18}" for key in keys))
    for measure in comparison.measures:
        print(f"  {measure.measure:40}" + "".join(f"{measure.under[key]:>18}" for key in keys))


if __name__ == "__main__":
    main()
