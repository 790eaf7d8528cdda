"""The referral network as a weighted directed graph: who refers to whom, how often, and what it came to."""

from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from attrs import field, frozen

from medgroup.answers import Answer, Reason
from medgroup.display import number
from medgroup.errors import FormatError, InvalidValueError, MissingExtraError
from medgroup.formats import saving
from medgroup.formats.texts import cannot
from medgroup.market import Market
from medgroup.market.markets import market_of
from medgroup.referrals.leaks.belonging import Denominator, chosen_of
from medgroup.referrals.leaks.cases import Assumed, Cases
from medgroup.referrals.leaks.figures import dollars_of
from medgroup.referrals.leaks.names import Names
from medgroup.referrals.leaks.parts import Part
from medgroup.referrals.leaks.taking import decided_cases
from medgroup.values.money import Money
from medgroup.values.period import Period


class NodeKind(Enum):
    """What the nodes of a referral network are."""

    #: Who referred, and who saw the patient.
    PRACTITIONER = "practitioner"
    #: What each of them belongs to.
    UNIT = "unit"
    #: The specialty of who referred, and the one that was needed.
    SPECIALTY = "specialty"


#: From which field of a decided referral an edge leads to which.
_ENDS: Mapping[NodeKind, tuple[str, str]] = {
    NodeKind.PRACTITIONER: ("practitioner", "seen_practitioner"),
    NodeKind.UNIT: ("unit", "seen_unit"),
    NodeKind.SPECIALTY: ("referrer_specialty", "specialty"),
}


@frozen(kw_only=True)
class NetworkNode:
    """One practitioner, unit or specialty."""

    id: str
    name: str
    #: Referrals that lead from it, and to it.
    sent: int
    received: int


@frozen(kw_only=True)
class NetworkEdge:
    """The referrals from one node to another, or within one."""

    source: str
    target: str
    #: How many referrals, and how many of them stayed with those who belong to the referrer, or left.
    cases: int
    kept: int
    left: int
    #: What is known of their amounts, added up; None where none is known.
    dollars: Money | None


@frozen(kw_only=True, repr=False)
class ReferralNetwork(Answer):
    """Who refers to whom, as nodes and weighted, directed edges."""

    #: What the nodes are.
    nodes_are: NodeKind
    #: Who belongs together, which decides what is kept and, where nodes are units, what a unit is.
    denominator: Denominator
    #: Referrals that are edges, and those of which an end is not known.
    cases: int
    without_an_end: int
    #: The nodes in the order of their ids.
    nodes: tuple[NetworkNode, ...]
    #: The edges in the order of their ends.
    edges: tuple[NetworkEdge, ...]
    because: tuple[Reason, ...]
    assumptions: tuple[str, ...] = field(default=())

    def headline(self) -> str:
        """Return how large the network is, in one sentence."""
        kind = "specialties" if self.nodes_are is NodeKind.SPECIALTY else f"{self.nodes_are.value}s"
        return (
            f"{number(self.cases, 'referrals')} between {number(len(self.nodes), kind)} on "
            f"{number(len(self.edges), 'edges')}."
        )


def referral_network(
    market: Market,
    cases: Any = None,
    *,
    nodes: NodeKind | str = NodeKind.PRACTITIONER,
    denominator: Denominator | str = Denominator.PRACTICE,
    during: Period | None = None,
    amounts: Mapping[str, Money] | None = None,
) -> ReferralNetwork:
    """Return who refers to whom, between practitioners, units or specialties.

    Args:
        market: The market.
        cases: Referrals, a frame of claims, or None for the referrals of the market; as in ``leakage``.
        nodes: What the nodes are: ``practitioner``, ``unit`` or ``specialty``.
        denominator: Who belongs together: ``practice``, ``group`` or ``network``; as in ``leakage``.
        during: The days that referrals are written on, or claims are of; None takes all.
        amounts: What came of referrals, by their ids. A frame of claims brings its own.

    Returns:
        Nodes and edges. Referrals of which an end is not known are counted and on no edge. ``to_networkx`` and
        ``write_graphml`` take it further.

    Raises:
        InvalidValueError: An argument, a column or a row of the frame is not what it should be.
        UnknownFactError: A referral names a fact that the market does not hold.
        MissingExtraError: A frame is given and the extra ``bulk`` is not installed.
    """
    market_of(market)
    kind = chosen_of(NodeKind, nodes, "nodes")
    own = chosen_of(Denominator, denominator, "denominator")
    assumed = Assumed(override=None, accepting=None)
    edges, open_ended = _edges(decided_cases(market, cases, own, during, assumed, amounts), kind)
    total = sum(edge.cases for edge in edges)
    return ReferralNetwork(
        nodes_are=kind,
        denominator=own,
        cases=total,
        without_an_end=open_ended,
        nodes=tuple(_nodes(market, edges, kind)),
        edges=edges,
        because=() if not open_ended else (_without(open_ended),),
        assumptions=market.assumptions,
    )


def to_networkx(network: ReferralNetwork) -> Any:
    """Return a referral network as a ``networkx.DiGraph``, for the measures of that library.

    Nodes bear ``name``, ``kind``, ``sent`` and ``received``; edges ``weight`` (referrals), ``kept``, ``left`` and,
    where an amount is known, ``cents``. The graph bears ``nodes`` and ``denominator``.

    Raises:
        MissingExtraError: networkx is not installed.
    """
    try:
        import networkx as nx
    except ImportError:
        raise MissingExtraError("the referral network as a graph", "graph") from None
    _refuse_another(network)
    graph = nx.DiGraph(nodes=network.nodes_are.value, denominator=network.denominator.value)
    for node in network.nodes:
        graph.add_node(node.id, name=node.name, kind=network.nodes_are.value, sent=node.sent, received=node.received)
    for edge in network.edges:
        known = {} if edge.dollars is None else {"cents": edge.dollars.cents}
        graph.add_edge(edge.source, edge.target, weight=edge.cases, kept=edge.kept, left=edge.left, **known)
    return graph


def write_graphml(network: ReferralNetwork, path: str | Path) -> None:
    """Write a referral network as GraphML, the same bytes for the same network.

    Args:
        network: The network.
        path: Where to write; a file that is there is replaced.

    Raises:
        MissingExtraError: networkx is not installed.
        FormatError: The file cannot be written; what stood there stands there still.
    """
    graph = to_networkx(network)
    import networkx as nx

    text = "\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n"
    document = f"<?xml version='1.0' encoding='utf-8'?>\n{text}"
    try:
        saving.write_file(Path(path), document.encode())
    except OSError as error:
        raise FormatError(str(path), "", cannot("written", error)) from None


def _refuse_another(network: object) -> None:
    if not isinstance(network, ReferralNetwork):
        raise InvalidValueError(network, "what referral_network gives", field="network")


_SUMS = ("cases", "kept", "left", "unknown", "cents", "bare")


def _edges(cases: Cases, kind: NodeKind) -> tuple[tuple[NetworkEdge, ...], int]:
    """Return the edges in the order of their ends, and how many referrals lack one."""
    sums: dict[tuple[str, str], dict[str, int]] = {}
    open_ended = 0
    for counted in cases.grouped((*_ENDS[kind], "part")):
        source, target, word = counted.key
        if source is None or target is None:
            open_ended += counted.cases
            continue
        found = sums.setdefault((source, target), dict.fromkeys(_SUMS, 0))
        outcome = Part(word).outcome
        for name, value in (("cases", counted.cases), (outcome, counted.cases), ("cents", counted.cents)):
            found[name] += value
        found["bare"] += counted.without_amount
    return tuple(_edge(*ends, found) for ends, found in sums.items()), open_ended


def _edge(source: str, target: str, sums: Mapping[str, int]) -> NetworkEdge:
    return NetworkEdge(
        source=source,
        target=target,
        cases=sums["cases"],
        kept=sums["kept"],
        left=sums["left"],
        dollars=dollars_of(sums["cases"], sums["cents"], sums["bare"]),
    )


def _nodes(market: Market, edges: Iterable[NetworkEdge], kind: NodeKind) -> Iterable[NetworkNode]:
    names = market.derived(Names)
    sent: dict[str, int] = {}
    received: dict[str, int] = {}
    for edge in edges:
        for counts, key in ((sent, edge.source), (received, edge.target)):
            counts[key] = counts.get(key, 0) + edge.cases
    for key in sorted({*sent, *received}):
        name = names.of(_ENDS[kind][1], key)
        yield NetworkNode(id=key, name=name, sent=sent.get(key, 0), received=received.get(key, 0))


def _without(count: int) -> Reason:
    return Reason(
        statement=f"{number(count, 'referrals')} {'is' if count == 1 else 'are'} on no edge: "
        "who referred or who saw the patient is not known.",
        would_change="An event seen with who saw the patient.",
    )
