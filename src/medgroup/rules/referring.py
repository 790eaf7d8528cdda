"""The rows that decide a referral: tiers, in which order an organization looks for colleagues, and gates."""

from enum import Enum

from attrs import field, frozen

from medgroup.errors import InvalidValueError
from medgroup.rules.conditions import Conditions, conditions
from medgroup.rules.ties import Function, Kind
from medgroup.values.validators import all_are, every, is_a, is_a_word, is_text


class Reach(Enum):
    """Which practitioners a referral tier holds."""

    #: Those who practise at the referrer's site.
    SITE = "site"
    #: Those of the referrer's organization.
    ORGANIZATION = "organization"
    #: Those of the organizations that the organizer ties together.
    MEMBERS = "members"
    #: Everyone.
    ANYONE = "anyone"


@frozen(kw_only=True)
class Tier:
    """One row of the order in which an organization looks for a colleague to refer to.

    Raises:
        InvalidValueError: Ties are named with another reach than ``MEMBERS``, or none with it; or a condition names a
            column or a word that there is not.
    """

    #: Name for people: ``IPA panel``.
    name: str
    #: Which practitioners the tier holds.
    reach: Reach = field(validator=is_a(Reach))
    #: For ``MEMBERS``: the ties that make a member.
    over: frozenset[Kind] = field(default=frozenset(), converter=every, validator=all_are(Kind))
    #: For ``MEMBERS``: the function whose unit the two must share; None asks for the tie alone.
    sharing: Function | None = field(default=None, validator=is_a(Function))
    #: Column of referral rules to the words with which the tier holds a candidate; empty means always.
    when: Conditions = field(factory=dict, converter=conditions, hash=False)

    def __attrs_post_init__(self) -> None:
        if bool(self.over) != (self.reach is Reach.MEMBERS):
            given = sorted(kind.value for kind in self.over)
            problem = f"is {given}: with reach MEMBERS name one tie or more, as over={{mg.Kind.MEMBER}}"
            if given:
                problem = f"is {given}, and ties are named with reach MEMBERS alone: leave it out, or write that reach"
            raise InvalidValueError(given, "ties where the reach is MEMBERS", field="over", problem=problem)


class Verdict(Enum):
    """What a gate says of a candidate: a consequence for coverage, never a bar to care."""

    #: Nothing stands in the way, and somebody may want to know why.
    PASS = "pass"
    #: Something to know, or to do, before referring there.
    NOTE = "note"
    #: The plan has to authorize it first.
    AUTHORIZE = "authorize"
    #: Not to be proposed.
    REJECT = "reject"


class Override(Enum):
    """Why a referral need not go where an employer or a payer directs it.

    Sources: 42 CFR 411.354(d)(4)(iv)(B).
    """

    #: The patient expressed a preference for somebody else.
    PATIENT_PREFERENCE = "patient-preference"
    #: The patient's insurer determines who gives the care.
    INSURER = "insurer"
    #: In the physician's judgment somebody else is in the patient's best medical interest.
    JUDGMENT = "judgment"


#: The names of the gates that come with the package, which no plugin may take.
OWN_GATES = frozenset(
    {
        "closed-panel",
        "covered-out",
        "directed",
        "imaging-alternatives",
        "imaging-order",
        "laboratory-order",
        "medicare-choice",
        "needs-authorization",
        "not-covered",
        "referrer",
    }
)


@frozen(kw_only=True)
class Gate:
    """One rule that a referral passes or not: law, plan, state or house. Of several that hold, the gravest decides.

    Raises:
        InvalidValueError: A condition names a column or a word that there is not; the nearest is named.

    >>> closed = Gate(name="closed", when={"accepting": False}, verdict=Verdict.REJECT, reason="Takes no new patients.")
    >>> closed.when
    {'accepting': frozenset({'no'})}
    """

    #: Stable name, lower-case words with hyphens.
    name: str = field(validator=is_a_word)
    #: Column to the words with which it holds; empty means always.
    when: Conditions = field(converter=conditions, hash=False)
    verdict: Verdict = field(validator=is_a(Verdict))
    #: Why, in a plain sentence.
    reason: str = field(validator=is_text)
    #: To what it gives way.
    yields: frozenset[Override] = field(default=frozenset(), converter=every, validator=all_are(Override))
    #: Regulation, contract or rule book that it comes from.
    source: str = field(default="", validator=is_text)
    #: What would make it otherwise; empty where nothing need be.
    would_change: str = field(default="", validator=is_text)
