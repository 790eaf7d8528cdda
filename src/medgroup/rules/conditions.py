"""Conditions of referral rules: a closed set of columns, each with the words that it takes.

A condition names a column and the words with which it holds. Rows of conditions are data, so that the same rows decide
one referral and a million; a column or a word that there is not is refused when the record is made.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from attrs import field, frozen

from medgroup.errors import InvalidValueError, nearest
from medgroup.values.identifiers import STATES, is_taxonomy_code

#: Column to the words with which it holds, as records of rules keep it.
Conditions = Mapping[str, frozenset[str]]

#: The words of a column that is answered by yes or no; in code ``True`` and ``False`` stand for them.
EITHER = ("yes", "no")


@frozen(kw_only=True)
class Column:
    """One thing that rules of referrals may look at."""

    #: What it asks, to follow "it is not known".
    asks: str
    #: The words that it takes; None where any code or name of its sort is taken.
    words: tuple[str, ...] | None = field(default=EITHER)
    #: Whether each candidate has a value of its own; otherwise all candidates of a referral share one.
    of_candidate: bool = True


def _of_referral(asks: str, words: tuple[str, ...] | None = EITHER) -> Column:
    return Column(asks=asks, words=words, of_candidate=False)


#: Every column, in the order in which a row of values holds them.
COLUMNS: Mapping[str, Column] = {
    # What all candidates of a referral share.
    "specialty": _of_referral("which specialty is needed", None),
    "family": _of_referral("of which specialty family the needed specialty is", None),
    "state": _of_referral("in which state the referrer works", tuple(sorted(STATES))),
    "product": _of_referral("of which product the plan is", ("hmo", "ppo", "epo", "pos", "indemnity", "none")),
    "line": _of_referral(
        "of which line of business the plan is", ("commercial", "medicare", "medicare-advantage", "medicaid", "none")
    ),
    "basis": _of_referral(
        "on what basis the referrer's contract for the plan was made", ("messenger", "risk", "integration", "none")
    ),
    "from_pcp": _of_referral("whether the referrer is the patient's primary care practitioner"),
    "imaging": _of_referral("whether imaging is asked for"),
    "advanced_imaging": _of_referral("whether MRI, CT or PET is asked for"),
    "laboratory": _of_referral("whether laboratory tests are asked for"),
    "referrer_enrolled": _of_referral("whether the referrer is enrolled in Medicare"),
    "authorized": _of_referral("whether an authorization of the plan is held"),
    "insurer": _of_referral("whether the insurer determines who gives the care"),
    "judgment": _of_referral("whether the referrer judged somebody else to be in the patient's best interest"),
    # What each candidate has.
    "referrer": Column(asks="whether this is who refers"),
    "preferred": Column(asks="whether the patient prefers this practitioner"),
    "network": Column(asks="whether the practitioner is in network", words=("in", "out", "none")),
    "coverage": Column(
        asks="what the plan would cover the visit as",
        words=("covered-in", "covered-out", "not-covered", "needs-authorization", "none"),
    ),
    "accepting": Column(asks="whether new patients are taken"),
    "established": Column(asks="whether a visit of the patient there is known"),
    "language": Column(asks="whether a language that was wished for is spoken"),
    "same_family": Column(asks="whether the candidate is of the referrer's own specialty family"),
    "same_organization": Column(asks="whether the candidate bills through the referrer's organization"),
    "same_site": Column(asks="whether the candidate works at a site of the referrer"),
    "same_building": Column(asks="whether the candidate works in a building of the referrer"),
    "same_day_imaging": Column(asks="whether imaging is open in the candidate's building on the same day"),
    "same_day_laboratory": Column(asks="whether a laboratory is open in the candidate's building on the same day"),
    "in_office": Column(asks="whether the candidate's site meets a same-building test of 42 CFR 411.355(b)(2)(i)"),
    "panel": Column(asks="whether the candidate contracts through the same organization for the plan"),
    "directed": Column(
        asks="whether a directed-referral requirement reaches the candidate", words=("none", "within", "outside")
    ),
}


def conditions(when: Any) -> Conditions:
    """Return conditions as records keep them: each column with a set of words.

    Args:
        when: A mapping of columns to a word, ``True``, ``False``, an enumeration, or several of these.

    Raises:
        InvalidValueError: It is no mapping; a column or a word is none; or a column has no word at all.

    >>> sorted(conditions({"network": ("out", "in"), "accepting": False})["network"])
    ['in', 'out']
    """
    if not isinstance(when, Mapping):
        raise InvalidValueError(when, "a mapping of columns to words", field="when")
    return {_column(name): _words(name, value) for name, value in when.items()}


def _column(name: object) -> str:
    if not isinstance(name, str) or name not in COLUMNS:
        near = nearest(name, COLUMNS) if isinstance(name, str) else None
        raise InvalidValueError(name, "a column of referral rules", field="when", nearest=near)
    return name


def _words(column: str, value: Any) -> frozenset[str]:
    several = isinstance(value, Iterable) and not isinstance(value, str | Mapping)
    words = frozenset(_word(column, one) for one in (value if several else (value,)))
    if not words:
        raise InvalidValueError([], "one word or more", field=f"when.{column}")
    return words


def _word(column: str, value: object) -> str:
    given = value.value if isinstance(value, Enum) else value
    word = EITHER[not given] if isinstance(given, bool) else given
    expected, known = _expected(column)
    fits = isinstance(word, str) and (word in known if known else _has_form(column, word))
    if not fits or not isinstance(word, str):
        near = nearest(word, known) if isinstance(word, str) and known else None
        raise InvalidValueError(given, expected, field=f"when.{column}", nearest=near)
    return word


def _expected(column: str) -> tuple[str, tuple[str, ...]]:
    """Return what a column takes, in words, and the words themselves where they are closed."""
    words = COLUMNS[column].words
    if words is None:
        return _FORMS[column], ()
    if column == "state":
        return "a two-letter state code", words
    return f"one of {', '.join(words)}", words


#: What is taken where the words of a column are not closed; whether there is such a family is checked at opening.
_FORMS = {
    "specialty": "a taxonomy code of ten characters that ends in X (207Q00000X)",
    "family": "the name of a specialty family, a lower-case word with hyphens",
}


def _has_form(column: str, word: str) -> bool:
    if column == "specialty":
        return is_taxonomy_code(word)
    return bool(word) and word == word.lower() and not any(map(str.isspace, word))


def holds(when: Conditions, values: Mapping[str, str | None]) -> bool | None:
    """Return whether all conditions hold; None where that rests on a value that is not known.

    >>> holds({"accepting": frozenset({"yes"})}, {"accepting": None})
    >>> holds({"accepting": frozenset({"yes"})}, {"accepting": "yes"})
    True
    """
    known: bool | None = True
    for column, words in when.items():
        value = values.get(column)
        if not words:
            return False
        if value is None:
            known = known if words.issuperset(COLUMNS[column].words or {""}) else None
        elif value not in words:
            return False
    return known
