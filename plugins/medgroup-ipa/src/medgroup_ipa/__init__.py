"""The organizational model ``ipa``: a separate entity through which independent practices contract."""

import medgroup as mg
from medgroup_ipa.independence import distinct_entity, distinct_practices, own_offices, separate_billing
from medgroup_ipa.membership import basis_of_contracting, dated_membership

__all__ = ["IPA", "medgroup_models"]

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
    tiers=(mg.Tier(name="IPA panel", reach=mg.Reach.MEMBERS, over={mg.Kind.MEMBER}, sharing=mg.Function.CONTRACTING),),
    checks=(distinct_entity, distinct_practices, own_offices, dated_membership, basis_of_contracting, separate_billing),
)


@mg.hookimpl
def medgroup_models() -> tuple[mg.OrganizationalModel, ...]:
    """Hand over the model."""
    return (IPA,)
