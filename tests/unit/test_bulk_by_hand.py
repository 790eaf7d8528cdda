"""The program that the benchmark takes for its yardstick says of plain lines what the library says."""

from benchmarks import claim_lines


def test_the_plain_rules_by_hand_say_the_same() -> None:
    tables, lines = claim_lines.plain(2_000)

    assert claim_lines.agree(tables, lines)
    assert lines.height == 2_000
