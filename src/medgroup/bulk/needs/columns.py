"""The columns of needs, as they come in and as they are routed, and of capacities."""

from collections.abc import Mapping
from enum import Enum

from medgroup.formats.frame_columns import Column, Kind


class Unserved(Enum):
    """Why a need is not routed."""

    #: Nobody practises the specialty on the day, and the patient prefers nobody.
    NO_CANDIDATE = "no-candidate"
    #: Every candidate is rejected.
    REJECTED = "rejected"
    #: Whoever is not rejected had no room, or the first ``top`` of them had none.
    CAPACITY = "capacity"


#: The columns that needs come with, by name.
NEEDS: Mapping[str, Column] = {
    "need": Column(Kind.TEXT, True, False, "id of the need"),
    "patient": Column(Kind.TEXT, True, False, "id of the patient"),
    "on": Column(Kind.DAY, True, False, "day of the need"),
    "issuer": Column(Kind.TEXT, True, False, "id of the role of who refers"),
    "specialty": Column(Kind.TEXT, True, False, "taxonomy code of the care that is needed"),
    "plan": Column(
        Kind.TEXT, False, True, "id of the plan; empty takes that of the coverage which pays first on the day"
    ),
    "preferred": Column(Kind.TEXT, False, True, "id of the practitioner whom the patient prefers; empty is none"),
    "services": Column(
        Kind.TEXT, False, True, "what it is for, as codes or words with a space between; empty is anything"
    ),
    "languages": Column(Kind.TEXT, False, True, "languages that are wished for, with a space between; empty is none"),
    "latitude": Column(
        Kind.NUMBER,
        False,
        True,
        "degrees north of where distance is measured from; empty takes where the patient lives",
    ),
    "longitude": Column(Kind.NUMBER, False, True, "degrees east of it; empty where the latitude is"),
    "visits": Column(Kind.WHOLE, False, True, "how much of a capacity it takes; empty is 1"),
    "adherence": Column(
        Kind.NUMBER, False, True, "drawn once, from 0 to below 1: whether the order of tiers is kept to"
    ),
    "preference": Column(Kind.NUMBER, False, True, "drawn once, from 0 to below 1: whether the preference is followed"),
}

#: The columns that are added to needs, by name; all but the last are empty where a need is not routed.
ROUTES: Mapping[str, Column] = {
    "role": Column(Kind.TEXT, True, True, "id of the role that it goes to"),
    "practitioner": Column(Kind.TEXT, True, True, "id of the practitioner"),
    "organization": Column(Kind.TEXT, True, True, "id of the organization that would bill"),
    "site": Column(Kind.TEXT, True, True, "id of the site; empty where none is known"),
    "tier": Column(Kind.TEXT, True, True, "name of the tier that holds the candidate"),
    "tier_of": Column(Kind.TEXT, True, True, "id of the organization whose model brings it; empty for the open ones"),
    "place": Column(Kind.WHOLE, True, True, "place in the order, 1 for the first; equals share one"),
    "standing": Column(Kind.TEXT, True, True, "network status: in, out, unknown; none where there is no plan"),
    "verdict": Column(
        Kind.TEXT, True, True, "gravest verdict of the gates: pass, note, authorize; unknown where nobody can tell"
    ),
    "miles": Column(Kind.NUMBER, True, True, "great-circle miles, not drive time; empty where they are not known"),
    "unserved": Column(
        Kind.TEXT, True, True, f"why it is not routed: {', '.join(one.value for one in Unserved)}; empty where it is"
    ),
}

#: The columns of capacities, by name.
CAPACITIES: Mapping[str, Column] = {
    "practitioner": Column(Kind.TEXT, True, False, "id of the practitioner"),
    "start": Column(Kind.DAY, False, True, "first day that it is for; empty is from the first"),
    "end": Column(Kind.DAY, False, True, "first day that it is no longer for; empty is to the last"),
    "capacity": Column(Kind.WHOLE, True, False, "visits of needs that are taken in those days, 0 or more"),
}
