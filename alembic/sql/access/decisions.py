"""Access: decisions on membership."""

from app.core.access import EVERY, OWN, along, rows, seen

MEMBER = seen("member", "person_id", key="person_id")

TABLES = {
    "membership_decision": rows(
        area_select=MEMBER,
        org_all=MEMBER,
        # Whoever sees the member sees what was decided on the membership; the person, once it is.
        self_select=f"{OWN} AND state IN ('decided', 'recorded')",
        mover_all=EVERY,
    ).may(
        area="select",
        org="select insert update",
        self="select",
        mover="select update(committee_id, committee_name, version)",
    ),
    "membership_decision_step": rows(
        **along("membership_decision", "decision_id"),
    ).may(
        area="select",
        org="select insert",
        self="select",
    ),
}
