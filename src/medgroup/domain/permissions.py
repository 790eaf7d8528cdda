"""What a plan asks to be held before it covers a visit."""

from datetime import date

from attrs import field, frozen

from medgroup.domain.fields import always, optional_text, whole_number
from medgroup.values.period import ALWAYS, Period
from medgroup.values.validators import is_a


@frozen(kw_only=True)
class Permission:
    """A referral or an authorization that is held: when it is good, and for how many visits."""

    #: Days on which it is good.
    period: Period = field(default=ALWAYS, converter=always, validator=is_a(Period))
    #: Visits that it allows; None means any number.
    visits: int | None = field(default=None, validator=whole_number(0, optional=True))
    #: Visits already made under it.
    used: int = field(default=0, validator=whole_number(0))
    #: Whether it stands for a course of care, so that visits do not use it up.
    standing: bool = field(default=False, validator=is_a(bool))
    #: Its number with the plan.
    number: str | None = field(default=None, validator=optional_text)
    #: Id of the referral that gives it; None where none is stated.
    referral: str | None = field(default=None, validator=optional_text)

    @property
    def left(self) -> int | None:
        """Visits that are left; None means any number."""
        return None if self.standing or self.visits is None else max(0, self.visits - self.used)

    def holds(self, on: date) -> bool:
        """Return whether it is good on a day, with a visit left."""
        return self.left != 0 and self.period.contains(on)
