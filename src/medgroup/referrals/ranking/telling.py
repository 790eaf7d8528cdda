"""What outcomes of the rows are told as: notes on a candidate, and the reason of a rejection."""

from collections.abc import Iterable, Iterator, Mapping

from medgroup.costs.benefits.decisions import Decision, in_short
from medgroup.costs.benefits.gate_rows import ASKED_OF_A_GATE, Consequence
from medgroup.display import series
from medgroup.referrals.ranking.deciding import GRAVITY, ORDER, YIELDING, Outcome, Row
from medgroup.referrals.ranking.gate_rows import OF_COVERAGE, REFERRER
from medgroup.rules import COLUMNS, Conditions, Gate, Override, Verdict

Covered = Decision[Consequence] | None

_MAY = {
    Verdict.REJECT: "reject",
    Verdict.AUTHORIZE: "ask for an authorization",
    Verdict.NOTE: "have something to say",
}
_GAVE_WAY = {
    Override.PATIENT_PREFERENCE: "the patient's preference",
    Override.INSURER: "what her insurer determines",
    Override.JUDGMENT: "the referrer's judgment",
}


def notes_of(outcome: Outcome, row: Row, covered: Covered) -> Iterator[str]:
    """Yield what to know of a candidate, the gravest first: gates, then tiers that may be nearer."""
    words = dict(zip(ORDER, row, strict=True))
    for gate in sorted((*outcome.held, *outcome.yielded), key=lambda gate: (GRAVITY.index(gate.verdict), gate.name)):
        said = statement_of(gate, covered)
        yield said if gate in outcome.held else f"{said} This gives way to {_overriding(gate, words)}."
    yield from dict.fromkeys(_undecided(gate, words, covered) for gate in outcome.undecided if gate.verdict in _MAY)
    for tier in outcome.possible:
        yield f"May belong to the nearer tier {tier.name}: it is not known {_asked(tier.when, words, covered)}."


def _overriding(gate: Gate, words: Mapping[str, str | None]) -> str:
    return " and ".join(_GAVE_WAY[one] for one in Override if one in gate.yields and words[YIELDING[one]] == "yes")


def rejecting(outcome: Outcome) -> tuple[Gate, ...]:
    """Return the gates that reject; where it is not known which of several does, those of which one does."""
    held = tuple(gate for gate in outcome.held if gate.verdict is Verdict.REJECT)
    # That nobody refers to oneself makes every other reason idle.
    return tuple(sorted(held, key=lambda gate: gate.name != REFERRER)) or tuple(
        gate for gate in outcome.undecided if gate.verdict is Verdict.REJECT
    )


def statement_of(gate: Gate, covered: Covered) -> str:
    """Return the sentence of a gate; of one about coverage that of the row by which the plan decides."""
    if gate.name not in OF_COVERAGE or covered is None:
        return gate.reason
    return " ".join(dict.fromkeys(row.statement for row in covered.rows))


def source_of(gate: Gate, covered: Covered) -> tuple[str, str]:
    """Return where a gate comes from, and what would change it."""
    if gate.name not in OF_COVERAGE or covered is None:
        return gate.source, gate.would_change
    rows = covered.rows
    return _joined(row.source for row in rows), _joined(row.would_change for row in rows)


def _undecided(gate: Gate, words: Mapping[str, str | None], covered: Covered) -> str:
    if gate.name in OF_COVERAGE:
        missing = () if covered is None else covered.missing
        since = in_short([ASKED_OF_A_GATE[column].question for column in missing])
        why = f", since it is not known {since}" if since else ""
        return f"Whether and how the plan covers the visit is not known{why}."
    asked = _asked(gate.when, words, covered)
    if not asked:
        open_ = [YIELDING[one] for one in Override if one in gate.yields and words[YIELDING[one]] is None]
        yields = in_short([COLUMNS[column].asks for column in open_])
        return f"{statement_of(gate, covered)} It is not known {yields}, to which that would give way."
    return f"It is not known {asked}, so that the gate {gate.name} may {_MAY[gate.verdict]}."


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, texts)))


def _asked(when: Conditions, words: Mapping[str, str | None], covered: Covered) -> str:
    unknown = [column for column in COLUMNS if column in when and words[column] is None]
    if unknown == ["coverage"] and covered is not None and covered.missing:
        return series([ASKED_OF_A_GATE[column].question for column in covered.missing], "or")
    return series([COLUMNS[column].asks for column in unknown], "or")
