"""The gates that come with the package: what a plan covers, who takes new patients, and federal law."""

from medgroup.rules import Gate, Override, Verdict

#: Gates whose sentence is that of the row by which the plan covers or does not cover the visit.
OF_COVERAGE = frozenset({"not-covered", "needs-authorization", "covered-out"})
#: The gate of who refers, which is told before every other.
REFERRER = "referrer"

GATES = (
    Gate(
        name=REFERRER,
        when={"referrer": True},
        verdict=Verdict.REJECT,
        reason="This is who refers; a referral goes to somebody else.",
        would_change="An appointment with the referrer, which needs no referral.",
    ),
    # A plan that covers nothing there may still not be what decides: the patient's choice does.
    Gate(
        name="not-covered",
        when={"coverage": "not-covered"},
        verdict=Verdict.REJECT,
        reason="The plan would not cover the visit.",
        yields={Override.PATIENT_PREFERENCE},
        source="plan document",
    ),
    Gate(
        name="needs-authorization",
        when={"coverage": "needs-authorization"},
        verdict=Verdict.AUTHORIZE,
        reason="The plan covers the visit once it authorizes it.",
        source="plan document",
        would_change="An authorization that is good on the day.",
    ),
    Gate(
        name="covered-out",
        when={"coverage": "covered-out"},
        verdict=Verdict.NOTE,
        reason="The plan covers the visit as out of network.",
        source="plan document",
    ),
    Gate(
        name="closed-panel",
        when={"accepting": False, "established": False},
        verdict=Verdict.REJECT,
        reason="Takes no new patients, and no visit of the patient there is known.",
        would_change="A visit of the patient there, or that new patients are taken.",
    ),
    Gate(
        name="directed",
        when={"directed": "outside"},
        verdict=Verdict.REJECT,
        reason="The referrer is required to refer elsewhere.",
        yields=set(Override),
        source="42 CFR 411.354(d)(4)",
        would_change="That the patient prefers this practitioner, that her insurer determines who gives the care, or "
        "that the referrer judges it to be in her best medical interest.",
    ),
    Gate(
        name="imaging-alternatives",
        when={"advanced_imaging": True, "same_organization": True, "line": "medicare"},
        verdict=Verdict.NOTE,
        reason="Before MRI, CT or PET in the group, the patient is to be told in writing, at the time of the referral, "
        "that she may have it elsewhere, with a list of other suppliers near by.",
        source="42 CFR 411.355(b)(7)",
    ),
    Gate(
        name="medicare-choice",
        when={"line": "medicare"},
        verdict=Verdict.PASS,
        reason="Medicare leaves its patients free to choose among all who take part in it.",
        source="42 USC 1395a",
    ),
    *(
        Gate(
            name=f"{what}-order",
            when={"line": "medicare", what: True, "referrer_enrolled": False},
            verdict=Verdict.NOTE,
            reason=f"Medicare pays for {said} only where who orders it is enrolled in it or has opted out.",
            source="42 CFR 424.507",
            would_change="The referrer's enrolment.",
        )
        for what, said in (("imaging", "imaging"), ("laboratory", "laboratory work"))
    ),
)
