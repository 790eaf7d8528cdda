"""The referral network as a graph, and as a file."""

from datetime import date
from pathlib import Path

import networkx as nx
import pytest
from attrs import evolve

import medgroup as mg
from medgroup.referrals import NodeKind, ReferralNetwork, referral_network, to_networkx, write_graphml
from tests.unit.leaking import BONES, HEART, MARKET, facts, referral

SOME = [
    referral("a", "fay", HEART, "hart@home"),
    referral("b", "fay", HEART, "hart@home"),
    referral("c", "fox", HEART, "ash@away"),
    referral("d", "fay", BONES, "bo@sister"),
    referral("e", "fay", BONES),
    referral("f", "hart", BONES, "bo@sister"),
]


AMOUNTS = {"a": mg.Money(100), "b": mg.Money(50)}


def edges(network: ReferralNetwork) -> list[tuple[str, str, int, int, int]]:
    return [(one.source, one.target, one.cases, one.kept, one.left) for one in network.edges]


def test_practitioners_are_tied_by_the_referrals_between_them() -> None:
    network = referral_network(MARKET, SOME, amounts=AMOUNTS)

    assert edges(network) == [
        ("fay", "bo", 1, 0, 1), ("fay", "hart", 2, 2, 0), ("fox", "ash", 1, 0, 1), ("hart", "bo", 1, 0, 1),
    ]  # fmt: skip
    assert [one.dollars for one in network.edges] == [None, mg.Money(150), None, None]
    assert [(one.id, one.name, one.sent, one.received) for one in network.nodes] == [
        ("ash", "Dr. Ash", 0, 1), ("bo", "Dr. Bo", 0, 2), ("fay", "Dr. Fay", 3, 0), ("fox", "Dr. Fox", 1, 0),
        ("hart", "Dr. Hart", 1, 2),
    ]  # fmt: skip
    assert (network.cases, network.without_an_end) == (5, 1)
    assert network.headline() == "5 referrals between 5 practitioners on 4 edges."
    assert [one.statement for one in network.because] == [
        "1 referral is on no edge: who referred or who saw the patient is not known."
    ]


def test_an_edge_of_which_no_amount_is_known_has_none_whatever_became_of_its_referrals() -> None:
    preferred = {mg.Override.PATIENT_PREFERENCE}
    some = [referral("a", "fay", HEART, "ash@away"), referral("b", "fay", HEART, "ash@away", overrides=preferred)]

    assert [one.dollars for one in referral_network(MARKET, some).edges] == [None]
    assert [one.dollars for one in referral_network(MARKET, some, amounts={"a": mg.Money(5)}).edges] == [mg.Money(5)]


def test_units_follow_the_denominator_and_may_refer_to_themselves() -> None:
    assert edges(referral_network(MARKET, SOME, nodes="unit")) == [
        ("home", "away", 1, 0, 1), ("home", "home", 2, 2, 0), ("home", "sister", 2, 0, 2),
    ]  # fmt: skip
    group = referral_network(MARKET, SOME, nodes=NodeKind.UNIT, denominator="group")
    assert edges(group) == [("sys", "away", 1, 0, 1), ("sys", "sys", 4, 4, 0)]
    assert [one.name for one in group.nodes] == ["Away", "Sys"]


def test_specialties_are_tied_by_need_whether_or_not_anybody_was_seen() -> None:
    network = referral_network(MARKET, SOME, nodes="specialty")

    assert edges(network) == [
        ("207Q00000X", HEART, 3, 2, 1), ("207Q00000X", BONES, 2, 0, 1), (HEART, BONES, 1, 0, 1),
    ]  # fmt: skip
    assert network.headline() == "6 referrals between 3 specialties on 3 edges."
    assert network.nodes[1].name == "Cardiology 207RC0000X"
    assert network.because == ()


def test_a_graph_bears_what_is_documented() -> None:
    graph = to_networkx(referral_network(MARKET, SOME, amounts=AMOUNTS))

    assert isinstance(graph, nx.DiGraph)
    assert graph.graph == {"nodes": "practitioner", "denominator": "practice"}
    assert graph.nodes["hart"] == {"name": "Dr. Hart", "kind": "practitioner", "sent": 1, "received": 2}
    assert graph.edges["fay", "hart"] == {"weight": 2, "kept": 2, "left": 0, "cents": 150}
    assert graph.edges["fox", "ash"] == {"weight": 1, "kept": 0, "left": 1}
    assert graph.in_degree("bo", weight="weight") == 2
    assert nx.descendants(graph, "fay") == {"hart", "bo"}
    assert sorted(graph.nodes) == list(graph.nodes)


def test_a_file_of_it_is_the_same_to_the_byte_and_reads_back(tmp_path: Path) -> None:
    network = referral_network(MARKET, SOME, amounts=AMOUNTS)
    write_graphml(network, tmp_path / "one.graphml")
    write_graphml(referral_network(MARKET, SOME[::-1], amounts=AMOUNTS), str(tmp_path / "two.graphml"))

    written = (tmp_path / "one.graphml").read_bytes()
    assert all(line.strip().startswith(b"<") for line in written.splitlines())
    assert written == (tmp_path / "two.graphml").read_bytes()
    assert written.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<graphml")
    assert written.endswith(b"</graphml>\n")
    back, graph = nx.read_graphml(tmp_path / "one.graphml"), to_networkx(network)
    assert dict(back.nodes(data=True)) == dict(graph.nodes(data=True))
    assert list(back.edges(data=True)) == list(graph.edges(data=True))
    assert b'<key id="weight" for="edge" attr.name="weight" attr.type="long" />' in written


def test_an_empty_network_is_one_too(tmp_path: Path) -> None:
    network = referral_network(MARKET, [])

    write_graphml(network, tmp_path / "none.graphml")
    assert network.headline() == "0 referrals between 0 practitioners on 0 edges."
    assert len(nx.read_graphml(tmp_path / "none.graphml")) == 0


@pytest.mark.parametrize("nodes", ["practitioner", "unit", "specialty"])
def test_it_shows_itself(nodes: str) -> None:
    network = referral_network(MARKET, SOME, nodes=nodes, during=mg.Period(None, None))

    assert network.to_dict()["nodes_are"] == nodes
    assert network.headline() in network._repr_html_()


def test_a_network_of_a_period_is_of_the_referrals_written_in_it() -> None:
    later = referral("l", "fox", HEART, "ash@away", written=date(2026, 6, 1))

    network = referral_network(MARKET, [*SOME, later], during=mg.Period(date(2026, 6, 1), None))
    assert edges(network) == [("fox", "ash", 1, 0, 1)]


def test_referrals_of_which_an_end_is_not_known_are_counted_with_what_would_tell_it() -> None:
    assumed = MARKET.with_facts(MARKET.facts, assumptions=["It is so."])
    network = referral_network(assumed, [referral(who, who, BONES) for who in ("fay", "fox")])
    (reason,) = network.because

    assert (network.cases, network.without_an_end, network.assumptions) == (0, 2, ("It is so.",))
    assert reason.statement == "2 referrals are on no edge: who referred or who saw the patient is not known."
    assert reason.would_change == "An event seen with who saw the patient."


def test_whoever_saw_a_patient_and_billed_through_somebody_else_is_who_it_was() -> None:
    def reached(seen: str, of: mg.Market = MARKET) -> str:
        (edge,) = referral_network(of, [referral("a", "fay", HEART, seen)]).edges
        return edge.target

    assert [reached(seen) for seen in ("ash@nowhere", "ash", "nobody")] == ["ash", "ash", "nobody"]
    known = facts()
    people = [evolve(one, npi="1234567893") if one.id == "hart" else one for one in known.practitioners]
    numbered = mg.open_market(evolve(known, practitioners=tuple(people)))
    assert [reached(seen, numbered) for seen in ("1234567893", "1234567893@home")] == ["hart", "hart"]
