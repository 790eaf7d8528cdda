"""The gates of plans as rows of a decision table.

A gate states a consequence for coverage. It never forbids care.
"""

from enum import Enum
from typing import Any

from medgroup.costs.benefits.decisions import IN_NETWORK, Asked, DecisionRow, DecisionTable, either
from medgroup.domain.payers import Product


class Consequence(Enum):
    """What a gate comes to for the coverage of a visit."""

    #: Covered as in network.
    COVERED_IN = "covered-in"
    #: Covered as out of network.
    COVERED_OUT = "covered-out"
    NOT_COVERED = "not-covered"
    #: Covered once the plan authorizes it.
    NEEDS_AUTHORIZATION = "needs-authorization"
    #: Nobody can tell.
    UNKNOWN = "unknown"


#: What the rows of the gates look at, and how each column is spoken of.
ASKED_OF_A_GATE: dict[str, Asked] = {
    #: Whether practitioner and billing organization are in the plan's network.
    "network": IN_NETWORK,
    "product": Asked(
        "which product the plan is",
        {
            product: f"the plan is {'a' if product is Product.POS else 'no'} point-of-service plan"
            for product in Product
        },
    ),
    "emergency": either("it is an emergency", "it is no emergency"),
    "surprise": either(
        "the patient is protected from a surprise bill", "the patient is not protected from a surprise bill"
    ),
    #: Whether she is one whose protection has not run out.
    "continuing": either("she is a continuing-care patient", "she is no continuing-care patient"),
    "relied_on_directory": either(
        "she relied on a directory that was wrong", "she relied on no directory that was wrong"
    ),
    "covers_out": Asked(
        "whether the plan covers anything out of network",
        {True: "the plan covers care out of network", False: "the plan covers nothing out of network"},
    ),
    "specialist": Asked(
        "whether the practitioner gives primary care",
        {True: "the practitioner gives no primary care", False: "the practitioner gives primary care"},
    ),
    #: To an obstetrician or a gynaecologist.
    "direct": either("she may go there directly", "she may not go there directly"),
    #: What the plan asks for before a specialist is covered.
    "asks_pcp": either(
        "the plan asks for a primary care practitioner", "the plan asks for no primary care practitioner"
    ),
    "asks_referral": either("the plan asks for a referral", "the plan asks for no referral"),
    "asks_authorization": either("the plan asks for an authorization", "the plan asks for no authorization"),
    #: What there is.
    "pcp": either("she has chosen a primary care practitioner", "she has chosen no primary care practitioner"),
    "referral": either("a referral is held", "no referral is held"),
    "authorization": either("an authorization is held", "no authorization is held"),
}
#: The values of each column.
COLUMNS: dict[str, tuple[Any, ...]] = {name: tuple(asked.said) for name, asked in ASKED_OF_A_GATE.items()}

_OUT = {"network": "out"}
_SPECIALIST = {"specialist": True, "direct": False}
_POS = {"product": Product.POS, "covers_out": True}

#: The gates, of which the first that holds decides.
GATES: DecisionTable[Consequence] = DecisionTable(
    COLUMNS,
    (
        DecisionRow(
            name="emergency",
            when={"emergency": True},
            verdict=Consequence.COVERED_IN,
            statement="Emergency services need no authorization and are shared as in network, wherever they are given.",
            source="45 CFR 149.110",
        ),
        DecisionRow(
            name="surprise",
            when={**_OUT, "surprise": True},
            verdict=Consequence.COVERED_IN,
            statement="The patient is protected from a surprise bill, and shares the cost as in network.",
            source="45 CFR 149.120, 149.130",
        ),
        DecisionRow(
            name="continuity",
            when={**_OUT, "continuing": True},
            verdict=Consequence.COVERED_IN,
            statement="A continuing-care patient is covered as in network while her protection lasts.",
            source="PHSA 2799A-3",
        ),
        DecisionRow(
            name="directory",
            when={**_OUT, "relied_on_directory": True},
            verdict=Consequence.COVERED_IN,
            statement="A patient who relied on a directory that was wrong shares the cost as in network.",
            source="PHSA 2799A-5(b)",
        ),
        DecisionRow(
            name="out-of-network",
            when={**_OUT, "covers_out": False},
            verdict=Consequence.NOT_COVERED,
            statement="The plan covers nothing out of its network but emergencies.",
            source="plan document; 42 USC 300e",
            would_change="A practitioner who is in network.",
        ),
        DecisionRow(
            name="primary-care",
            when={"network": "in", "specialist": False},
            verdict=Consequence.COVERED_IN,
            statement="Nothing is asked for before a visit to primary care in network.",
        ),
        DecisionRow(
            name="direct-access",
            when={"network": "in", "direct": True},
            verdict=Consequence.COVERED_IN,
            statement="Obstetric and gynaecological care needs neither referral nor authorization.",
            source="45 CFR 149.310(a)(3)",
        ),
        *(
            DecisionRow(
                name=f"{what}-{where}",
                when={"network": "in", **_SPECIALIST, f"asks_{what}": True, what: False, **(_POS if pos else {})},
                verdict=Consequence.COVERED_OUT if pos else Consequence.NOT_COVERED,
                statement=f"The plan asks for {asked}, and there is none"
                + ("; a point-of-service plan then covers the visit as out of network." if pos else "."),
                source="plan document; 42 USC 300e",
                would_change=change,
            )
            for what, asked, change in (
                ("pcp", "the choice of a primary care practitioner", "The choice of a primary care practitioner."),
                ("referral", "a referral by the primary care practitioner", "A referral that is good on the day."),
            )
            for where, pos in (("out", True), ("none", False))
        ),
        DecisionRow(
            name="authorization",
            when={**_SPECIALIST, "asks_authorization": True, "authorization": False},
            verdict=Consequence.NEEDS_AUTHORIZATION,
            statement="The plan covers the visit once it authorizes it.",
            source="plan document",
            would_change="An authorization that is good on the day.",
        ),
        DecisionRow(
            name="out-covered",
            when=_OUT,
            verdict=Consequence.COVERED_OUT,
            statement="The plan covers the visit as out of network.",
            source="plan document",
        ),
        DecisionRow(
            name="in-covered",
            when={},
            verdict=Consequence.COVERED_IN,
            statement="The visit is in network, and nothing that the plan asks for is missing.",
            source="plan document",
        ),
    ),
)
