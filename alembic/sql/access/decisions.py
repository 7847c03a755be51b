"""Access: decisions on membership."""

from app.core.access import EVERY, OWN, rows, seen

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
        area_all=seen("membership_decision", "decision_id"),
        org_all=seen("membership_decision", "decision_id"),
        self_all=seen("membership_decision", "decision_id"),
    ).may(
        area="select",
        org="select insert",
        self="select",
    ),
}
