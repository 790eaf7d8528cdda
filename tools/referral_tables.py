"""Tables of pages about the rules of referrals, written from the rules."""

from medgroup.referrals.ranking.gate_rows import GATES
from medgroup.rules import COLUMNS, Column


def columns() -> str:
    """Return what rules may look at: of a referral as a whole, then of each candidate."""
    rows = ["| column | asks | words | of |", "| --- | --- | --- | --- |"]
    for name, column in COLUMNS.items():
        whose = "candidate" if column.of_candidate else "referral"
        rows.append(f"| `{name}` | {column.asks} | {_words(name, column)} | {whose} |")
    return "\n".join(rows)


def gates() -> str:
    """Return the gates that come with the package."""
    rows = ["| gate | holds where | verdict | gives way to | source |", "| --- | --- | --- | --- | --- |"]
    for gate in GATES:
        when = ", ".join(f"`{column}` {' or '.join(sorted(words))}" for column, words in gate.when.items())
        yields = ", ".join(sorted(one.value for one in gate.yields))
        rows.append(f"| `{gate.name}` | {when} | {gate.verdict.value} | {yields} | {gate.source} |")
    return "\n".join(rows)


def _words(name: str, column: Column) -> str:
    if column.words is None:
        return {"specialty": "a taxonomy code", "family": "the name of a specialty family"}[name]
    return "two letters" if name == "state" else ", ".join(column.words)
