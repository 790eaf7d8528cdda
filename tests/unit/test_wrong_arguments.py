"""Arguments in Python that are of another type than they should be: one error that names the argument and the value."""

from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from inspect import Parameter, isfunction, signature
from pathlib import Path
from typing import Any

import pytest

import medgroup as mg
from medgroup.errors import InvalidValueError, UnknownModelError
from medgroup.formats import plan_net

MARKET, DAY = mg.valley(), date(2026, 3, 2)
PRACTICES = ["summit-heart", "riverbend-cardiology"]
# The types say that these are wrong; whoever does not check types learns it here.
ANY: Any = mg

CASES: dict[str, tuple[Callable[[], object], str]] = {
    "compare under a number": (
        lambda: ANY.compare(MARKET, PRACTICES, under=[3], on=DAY),
        "under: 3 is not one of as-is, single-specialty, multi-specialty, ipa, ids",
    ),
    "name a number": (
        lambda: ANY.merge(MARKET, PRACTICES, model="solo", name=3, on=DAY),
        "name: 3 is not a text with something in it",
    ),
    "agreement an id": (
        lambda: ANY.form_ipa(MARKET, PRACTICES, name="New IPA", on=DAY, agreement="ipa-choice"),
        "agreement: 'ipa-choice' is not an Agreement",
    ),
    "during a text": (
        lambda: ANY.status_timeline(MARKET, "dr-petrov", "summit-heart", "harbor-epo", during="2026"),
        "during: '2026' is not a Period with a start and an end",
    ),
    "path nothing": (lambda: ANY.load(None), "path: None is not a path"),
    "path a number": (lambda: ANY.load(3), "path: 3 is not a path"),
}


@pytest.mark.parametrize(("call", "message"), CASES.values(), ids=CASES)
def test_an_argument_of_another_type_is_named_with_its_value(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidValueError) as raised:
        call()
    assert str(raised.value) == message


def test_associated_is_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "none.ndjson").touch()
    wrong: Any = ["hospital"]
    with pytest.raises(InvalidValueError) as raised:
        plan_net.read(tmp_path, associated=wrong)
    assert str(raised.value) == "associated: ['hospital'] is not a mapping of ids to kinds"


@pytest.mark.parametrize("model", [None, ["solo"], 3])
def test_a_model_is_a_word(model: object) -> None:
    with pytest.raises(UnknownModelError) as raised:
        ANY.merge(MARKET, PRACTICES, model=model, name="New", on=DAY)
    assert str(raised.value).startswith(f"model: {model!r} is not an installed model (aco, ids, ")


def _asked_of_a_market() -> Iterator[Any]:
    """Yield every public function that takes a market, with each argument that is one."""
    packages = ("", ".bulk", ".costs", ".market", ".network", ".referrals", ".scenarios", ".structure")
    seen = set()
    for module in (import_module(f"medgroup{name}") for name in packages):
        for name in module.__all__:
            function = getattr(module, name)
            if not isfunction(function) or function in seen:
                continue
            seen.add(function)
            for argument in signature(function).parameters.values():
                if argument.annotation is mg.Market:
                    yield pytest.param(function, argument.name, id=f"{name}-{argument.name}")


QUESTIONS = tuple(_asked_of_a_market())


@pytest.mark.parametrize("given", ["valley", Path("market.json"), mg.Facts(), None], ids=lambda one: type(one).__name__)
@pytest.mark.parametrize(("question", "argument"), QUESTIONS)
def test_what_is_asked_of_anything_but_a_market_says_how_to_make_one(
    question: Callable[..., object], argument: str, given: object
) -> None:
    needed = [one.name for one in signature(question).parameters.values() if one.default is Parameter.empty]
    with pytest.raises(InvalidValueError) as raised:
        question(**{name: given if name == argument else MARKET for name in needed})
    assert raised.value.field == argument
    assert raised.value.value is given
    assert str(raised.value).endswith(
        " is not a Market (medgroup.load makes one of a path, medgroup.open_market of facts)"
    )


def test_every_question_of_daily_use_is_among_those_asked() -> None:
    names = {one.values[0].__name__ for one in QUESTIONS}
    assert names >= {"network_status", "quote", "rank_referrals", "leakage", "compare", "units_of", "save", "compile"}
