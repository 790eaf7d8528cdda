"""Who is out of network this morning, and who has to be called about it?

You learn to ask about everyone at once, to group the rows by the first link that is missing, and to tell apart what is
missing, what begins later, what nobody can tell, and where a directory misleads patients. A network manager's list for
the day falls out of one call.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import medgroup as mg
from medgroup.network import RosterRow

TODAY = date(2026, 3, 2)

#: Whom to call, by the link that is missing.
CALL = {
    "agreement": "the payer's contracting department",
    "billing": "the practice: has it opted in, does it belong where we think?",
    "roster": "whoever sends the roster to the payer",
    "credential": "the credentialing department",
}


def show(title: str, rows: Iterable[RosterRow]) -> None:
    """Print rows under a title, the plans that lack the same thing together."""
    plans: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in rows:
        plans[row.practitioner_name, row.billing_name, row.statement].append(row.plan_name)
    print(f"\n{title}")
    for (practitioner, billing, statement), names in plans.items():
        print(f"  {practitioner} at {billing}: {', '.join(names)}")
        if statement:
            print(f"      {statement}")


def main() -> None:
    answer = mg.roster(mg.valley(), on=TODAY)
    print(answer.headline())

    out = [row for row in answer.rows if row.contracted is mg.Status.OUT]
    for step, whom in CALL.items():
        lacking = [row for row in out if row.missing is not None and row.missing.value == step]
        if lacking:
            show(f"Missing: {step}. Call {whom}", lacking)

    show("Begins later; book from that day on", (row for row in answer.rows if row.contracted is mg.Status.PENDING))
    show("Nobody can tell from what is known", (row for row in answer.rows if row.overall is mg.Status.UNKNOWN))

    misled = [row for row in answer.rows if row.misdirected]
    print(f"\nDirectories send patients astray in {len(misled)} cases; correct these listings first:")
    for row in misled:
        print(f"  {row.practitioner_name} at {row.billing_name} for {row.plan_name}")


if __name__ == "__main__":
    main()
