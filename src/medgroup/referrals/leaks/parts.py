"""The parts that referrals fall into: kept, left for one cause, or not known."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from medgroup.referrals.leaks.knowing import any_of
from medgroup.referrals.leaks.supply import Supply


class Part(Enum):
    """What became of a referral, as seen from those who belong to the referrer."""

    #: Somebody who belongs to the referrer saw the patient.
    KEPT = "kept"
    #: It left: nobody else among them has the specialty.
    NO_SPECIALTY = "no-specialty"
    #: It left: the patient preferred somebody.
    PREFERENCE = "preference"
    #: It left: none of those who have the specialty was in network for the plan and took new patients, or the insurer
    #: determined who gives the care.
    PLAN_OR_CAPACITY = "plan-or-capacity"
    #: It left: in the referrer's judgment somebody else was in the patient's best medical interest.
    JUDGMENT = "judgment"
    #: It left, although somebody of them was there for it and none of the causes before holds.
    AVOIDABLE = "avoidable"
    #: It left, and whether somebody among them has the specialty is not known.
    SPECIALTY_UNKNOWN = "specialty-unknown"
    #: It left although somebody among them has the specialty, and why is not known.
    CAUSE_UNKNOWN = "cause-unknown"
    #: Who saw the patient, or whether they belong to the referrer, is not known.
    UNKNOWN = "unknown"

    @property
    def left(self) -> bool:
        """Whether it left."""
        return self not in (Part.KEPT, Part.UNKNOWN)

    @property
    def in_scope(self) -> bool | None:
        """Whether somebody who belongs to the referrer has the specialty; None where that is not known."""
        if self in (Part.SPECIALTY_UNKNOWN, Part.UNKNOWN):
            return None
        return self is not Part.NO_SPECIALTY

    @property
    def outcome(self) -> str:
        """Kept, left or unknown."""
        return "left" if self.left else self.value


#: What each part is, in a sentence for people.
MEANINGS: Mapping[Part, str] = {
    Part.KEPT: "seen by somebody who belongs to the referrer",
    Part.NO_SPECIALTY: "left: nobody else there has the specialty",
    Part.PREFERENCE: "left: the patient preferred somebody",
    Part.PLAN_OR_CAPACITY: "left: nobody there was in network and took new patients, or the insurer decided",
    Part.JUDGMENT: "left: in the referrer's judgment best for the patient",
    Part.AVOIDABLE: "left, although somebody there could have seen the patient",
    Part.SPECIALTY_UNKNOWN: "left; whether anybody there has the specialty is not known",
    Part.CAUSE_UNKNOWN: "left; why is not known",
    Part.UNKNOWN: "who saw the patient, or whether they belong to the referrer, is not known",
}


class Reasons(NamedTuple):
    """What may stand against keeping a referral (42 CFR 411.354(d)(4)(iv)(B)); None where it is not known."""

    #: Whether the patient preferred who saw her.
    preference: bool | None
    #: Whether the insurer determined who gives the care.
    insurer: bool | None
    #: Whether the referrer judged it to be in the patient's best medical interest.
    judgment: bool | None


class Circumstances(NamedTuple):
    """What is known of one referral."""

    #: Whether who saw the patient belongs to the referrer; None where that is not known.
    kept: bool | None
    #: What others who belong to the referrer could have done.
    supply: Supply
    reasons: Reasons


def part_of(known: Circumstances) -> Part:
    """Return the part that a referral falls into: of several causes the first in this order decides.

    No specialty among those who belong to the referrer, the patient's preference, plan or capacity, the referrer's
    judgment; what is left then was avoidable. Where one is not known, no later one is looked at: it might be the first.

    >>> there, yes, no = Supply(held=True, available=True), Reasons(True, False, False), Reasons(False, False, False)
    >>> part_of(Circumstances(False, there, yes)).value, part_of(Circumstances(False, there, no)).value
    ('preference', 'avoidable')
    """
    if known.kept is None:
        return Part.UNKNOWN
    if known.kept:
        return Part.KEPT
    supply, reasons = known.supply, known.reasons
    if not supply.held:
        return Part.SPECIALTY_UNKNOWN if supply.held is None else Part.NO_SPECIALTY
    absent = None if supply.available is None else not supply.available
    causes = (
        (reasons.preference, Part.PREFERENCE),
        (any_of((reasons.insurer, absent)), Part.PLAN_OR_CAPACITY),
        (reasons.judgment, Part.JUDGMENT),
    )
    for holds, part in causes:
        if holds is not False:
            return part if holds else Part.CAUSE_UNKNOWN
    return Part.AVOIDABLE
