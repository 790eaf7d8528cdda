"""Whom the law protects from a surprise bill, as rows of a decision table.

Sources: 45 CFR Part 149, subparts B and E (No Surprises Act).
"""

from enum import Enum
from typing import Any

from medgroup.costs.benefits.decisions import IN_NETWORK, Asked, DecisionRow, DecisionTable, either
from medgroup.domain.payers import Line


class Place(Enum):
    """Where a service is given, as the law looks at it."""

    HOSPITAL = "hospital"
    #: A hospital's outpatient department.
    HOSPITAL_OUTPATIENT = "hospital-outpatient"
    CRITICAL_ACCESS_HOSPITAL = "critical-access-hospital"
    AMBULATORY_SURGICAL_CENTER = "ambulatory-surgical-center"
    #: The office of a practice, or any other place that is none of these.
    OFFICE = "office"


#: What the rows look at, and how each column is spoken of.
ASKED_OF_A_SURPRISE: dict[str, Asked] = {
    "line": Asked(
        "which line of business the plan is of",
        {
            line: "the plan is a commercial one"
            if line is Line.COMMERCIAL
            else "the plan is one of Medicare or Medicaid"
            for line in Line
        },
    ),
    "network": IN_NETWORK,
    "facility_network": Asked(
        "whether the facility is in network",
        {"in": "the facility is in network", "out": "the facility is out of network"},
    ),
    "place": Asked(
        "where the service is given",
        {
            place: f"the service is given {'in an office' if place is Place.OFFICE else 'at a facility'}"
            for place in Place
        },
    ),
    "emergency": either("it is an emergency", "it is no emergency"),
    "air_ambulance": either("it is transport by air ambulance", "it is no transport by air ambulance"),
    "post_stabilization": either("the patient was stable by then", "the patient was not stable by then"),
    "fit_to_consent": either(
        "she could travel and was fit to consent", "she could not travel or was not fit to consent"
    ),
    "ancillary": either("the service is ancillary", "the service is not ancillary"),
    "unforeseen": either("the need was unforeseen and urgent", "the need was not unforeseen and urgent"),
    "consent": either("she consented after due notice", "she did not consent after due notice"),
}
SURPRISE_COLUMNS: dict[str, tuple[Any, ...]] = {name: tuple(asked.said) for name, asked in ASKED_OF_A_SURPRISE.items()}

#: Whom the law protects; the first row that holds decides.
SURPRISES: DecisionTable[bool] = DecisionTable(
    SURPRISE_COLUMNS,
    (
        DecisionRow(
            name="in-network",
            when={"network": "in"},
            verdict=False,
            statement="The practitioner is in network, and the contract forbids a balance bill.",
        ),
        DecisionRow(
            name="other-programme",
            when={"line": (Line.MEDICARE, Line.MEDICARE_ADVANTAGE, Line.MEDICAID)},
            verdict=False,
            statement="The law is about group and individual health plans; the programme has rules of its own.",
            source="45 CFR 149.20",
        ),
        DecisionRow(
            name="air-ambulance",
            when={"air_ambulance": True},
            verdict=True,
            statement="Transport by an out-of-network air ambulance is shared as in network; consent changes nothing.",
            source="45 CFR 149.130, 149.440",
        ),
        DecisionRow(
            name="post-stabilization",
            when={
                "emergency": True,
                "post_stabilization": True,
                "unforeseen": False,
                "fit_to_consent": True,
                "consent": True,
            },
            verdict=False,
            statement="The patient was stable, could travel, was fit to consent, and did after due notice.",
            source="45 CFR 149.410(b)",
        ),
        DecisionRow(
            name="emergency",
            when={"emergency": True},
            verdict=True,
            statement="Emergency services are shared as in network, whoever gives them; nobody may bill the balance.",
            source="45 CFR 149.110, 149.410",
        ),
        DecisionRow(
            name="office",
            when={"place": Place.OFFICE},
            verdict=False,
            statement="The law does not reach a visit to an out-of-network office.",
            source="45 CFR 149.120",
            would_change="A practitioner who is in network.",
        ),
        DecisionRow(
            name="facility-out",
            when={"facility_network": "out"},
            verdict=False,
            statement="The law protects at facilities that are in network, and this one is not.",
            source="45 CFR 149.120",
            would_change="A facility that is in network.",
        ),
        DecisionRow(
            name="ancillary",
            when={"ancillary": True},
            verdict=True,
            statement="Ancillary services at a facility in network are shared as in network; consent changes nothing.",
            source="45 CFR 149.420(b)(1)",
        ),
        DecisionRow(
            name="unforeseen",
            when={"unforeseen": True},
            verdict=True,
            statement="A need that was unforeseen and urgent is shared as in network; consent changes nothing.",
            source="45 CFR 149.420(b)(2)",
        ),
        DecisionRow(
            name="consent",
            when={"consent": True},
            verdict=False,
            statement="The patient gave up her protection, after due notice.",
            source="45 CFR 149.420",
        ),
        DecisionRow(
            name="facility-in",
            when={},
            verdict=True,
            statement="An out-of-network practitioner at a facility in network: shared as in network, no balance bill.",
            source="45 CFR 149.120, 149.420",
        ),
    ),
)
