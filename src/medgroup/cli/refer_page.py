"""How a ranking stands on a page: the candidates in order, what to know of them, and who is not proposed and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from medgroup.answers import Table
from medgroup.cli.page import UNKNOWN, Page
from medgroup.cli.show import assumptions, reasons
from medgroup.display import number
from medgroup.network import Status
from medgroup.referrals import Candidate, Ranking, Rejection
from medgroup.referrals.ranking.colocation import Travel
from medgroup.values.money import Money

#: What is said of where the patient need not go far.
_ROOFS = {Travel.SAME_SITE: "same site", Travel.SAME_BUILDING: "same building"}
#: How many names a sentence about several of them takes.
_NAMES = 3
#: The columns that say nothing where no candidate has anything else in them.
_SILENT: Mapping[str, frozenset[str]] = {
    "network": frozenset({""}),
    "miles": frozenset({UNKNOWN}),
    "takes new": frozenset({UNKNOWN}),
    "speaks": frozenset({""}),
    "owes": frozenset({""}),
    "balance bill": frozenset({"", str(Money(0))}),
}


def show_ranking(page: Page, answer: Ranking, *, most: int, wished: bool) -> None:
    """Lay out a ranking.

    Args:
        page: The page.
        answer: The ranking.
        most: How many candidates are shown.
        wished: Whether the patient wishes for a language.
    """
    page.line(answer.headline(), "bold")
    shown = answer.ranked[:most]
    if shown:
        page.line()
        page.table(_candidates(shown, wished))
    if len(answer.ranked) > most:
        page.line(f"{number(len(answer.ranked) - most, 'more candidates')}; --limit shows more, --json gives all.")
    _notes(page, shown)
    _rejected(page, answer.rejected, most)
    _suppliers(page, answer)
    reasons(page, answer.remarks())
    assumptions(page, answer)


def _candidates(shown: Sequence[Candidate], wished: bool) -> Table:
    rows = [_cells(one, wished) for one in shown]
    kept = [name for name in rows[0] if not {row[name] for row in rows} <= _SILENT.get(name, frozenset())]
    return Table("ranked", tuple(kept), tuple(tuple(row[name] for name in kept) for row in rows))


def _cells(one: Candidate, wished: bool) -> dict[str, str]:
    return {
        "": str(one.place),
        "who": one.practitioner_name,
        "where": _where(one),
        "tier": f"patient's choice; {one.tier}" if one.preferred else one.tier,
        "network": _standing(one.standing),
        "miles": UNKNOWN if one.miles is None else f"{one.miles:.1f}",
        "takes new": _yes(one.accepting),
        "speaks": _yes(one.speaks) if wished else "",
        "owes": _owes(one),
        "balance bill": _beyond(one),
    }


def _where(one: Candidate) -> str:
    names = ", ".join(filter(None, dict.fromkeys((one.organization_name, one.site_name))))
    roof = _ROOFS.get(one.travel)
    return f"{names} ({roof})" if roof else names


def _standing(status: Status | None) -> str:
    return "" if status is None else UNKNOWN if status is Status.UNKNOWN else status.value


def _yes(flag: bool | None) -> str:
    return UNKNOWN if flag is None else "yes" if flag else "no"


def _owes(one: Candidate) -> str:
    if one.owes is not None:
        return str(one.owes)
    least, most = one.owes_least, one.owes_most
    if least is None:
        return ""
    return f"{least} or more" if most is None else f"{least} to {most}"


def _beyond(one: Candidate) -> str:
    """Return what may be billed beyond what is owed; nothing where nobody asked what is owed."""
    beyond = one.balance_billed
    if beyond is None:
        return "" if one.owes is None and one.owes_least is None else UNKNOWN
    return f"up to {beyond}" if one.owes is None and beyond.cents else str(beyond)


def _notes(page: Page, shown: Sequence[Candidate]) -> None:
    """Lay out what to know of the candidates, each sentence once, with those whom it is about."""
    roles = Counter(one.practitioner for one in shown)
    about: dict[str, list[str]] = {}
    for one in shown:
        at = f" at {one.organization_name}" if roles[one.practitioner] > 1 else ""
        for note in one.notes:
            about.setdefault(note, []).append(f"{one.practitioner_name}{at}")
    if about:
        page.line()
    for note, names in about.items():
        page.line(f"! {_of(names)}: {note}", "yellow")


def _of(names: Sequence[str]) -> str:
    more = len(names) - _NAMES
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_NAMES])} and {more} more"


def _rejected(page: Page, rejected: Sequence[Rejection], most: int) -> None:
    """Lay out who is not proposed, by the sentence that says why."""
    by_reason: dict[tuple[str, str, str, str], list[Rejection]] = {}
    for one in rejected:
        by_reason.setdefault((one.gate, one.statement, one.source, one.would_change), []).append(one)
    if by_reason:
        page.line()
        page.line(f"Not proposed ({len(rejected)}):", "bold")
    for (gate, statement, source, would_change), members in by_reason.items():
        page.line(f"- {gate}: {statement}{f' ({source})' if source else ''}", "red")
        for who in _people(members[:most]):
            page.line(f"    {who}")
        if len(members) > most:
            page.line(f"    {number(len(members) - most, 'others')}; --limit shows more, --json gives all.")
        if would_change:
            page.line(f"  What would change it: {would_change}", "dim")


def _people(members: Iterable[Rejection]) -> Iterator[str]:
    for one in members:
        also = f" (rejected by {' and '.join(one.also)} too)" if one.also else ""
        yield f"{', '.join(filter(None, (one.practitioner_name, one.organization_name)))}{also}"


def _suppliers(page: Page, answer: Ranking) -> None:
    if not answer.imaging_suppliers:
        return
    page.line()
    page.line("Imaging elsewhere, for the notice to the patient:", "bold")
    rows = ((one.organization_name, one.address, f"{one.miles:.1f}") for one in answer.imaging_suppliers)
    page.table(Table("imaging_suppliers", ("supplier", "address", "miles"), tuple(rows)))
