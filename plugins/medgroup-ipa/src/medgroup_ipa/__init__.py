"""The organizational model ``ipa``: a separate entity through which independent practices contract."""

import medgroup as mg
from medgroup_ipa.independence import distinct_entity, distinct_practices, own_offices, separate_billing
from medgroup_ipa.membership import basis_of_contracting, dated_membership

__all__ = ["IPA", "OUTSIDE_THE_PANEL", "medgroup_models", "medgroup_referral_rules"]

#: The model of the organizer. What a member opts in to, it opts in to by dated elections.
IPA = mg.OrganizationalModel(
    name="ipa",
    title="Independent practice association",
    consolidates=(
        mg.Consolidation(
            over=mg.Kind.MEMBER,
            effect=mg.Effect.JOINS,
            functions={mg.Function.CONTRACTING, mg.Function.REFERRAL, mg.Function.PURCHASING},
            elective=True,
        ),
        mg.Consolidation(
            over=mg.Kind.MEMBER, effect=mg.Effect.JOINS, functions={mg.Function.INCOME, mg.Function.STAFFING}
        ),
        mg.Consolidation(over=mg.Kind.MEMBER, effect=mg.Effect.CONNECTS, functions={mg.Function.RECORDS}),
        mg.Consolidation(over=mg.Kind.MEMBER, effect=mg.Effect.REPLACES, functions={mg.Function.QUALITY}),
    ),
    # Where the members take no risk together, each refers to whom it knows.
    tiers=(
        mg.Tier(
            name="IPA panel",
            reach=mg.Reach.MEMBERS,
            over={mg.Kind.MEMBER},
            sharing=mg.Function.CONTRACTING,
            when={"basis": ("risk", "integration")},
        ),
    ),
    checks=(distinct_entity, distinct_practices, own_offices, dated_membership, basis_of_contracting, separate_billing),
)


#: Who bears the risk of care outside its panel has to say yes to it first.
OUTSIDE_THE_PANEL = mg.Gate(
    name="ipa-outside-panel",
    when={"basis": "risk", "product": ("hmo", "pos"), "panel": False, "authorized": False},
    verdict=mg.Verdict.AUTHORIZE,
    reason="The association that contracts for the referrer bears the risk, and authorizes care outside its panel.",
    source="participation agreement with the association",
    would_change="An authorization, or somebody on the panel.",
)


@mg.hookimpl
def medgroup_referral_rules() -> tuple[mg.Gate, ...]:
    """Hand over the gate of products at risk."""
    return (OUTSIDE_THE_PANEL,)


@mg.hookimpl
def medgroup_models() -> tuple[mg.OrganizationalModel, ...]:
    """Hand over the model."""
    return (IPA,)
