"""Access: formations of organizations, plans of joint branches."""

from app.core.access import EVERY, IN_PLACE, along, among, rows, seen

# By its superior and not by a path of its own: the tree moves, the superior stays.
SUPERIOR = among("parent_id", "party_org")

TABLES = {
    "formation": rows(
        area_all=IN_PLACE,
        org_all=SUPERIOR,
        mover_all=EVERY,
    ).may(
        area="select insert update",
        org="select insert update",
        mover="select update(approver_id, approver_name, version)",
    ),
    "formation_firm": rows(
        **along("formation", "formation_id", roles="area org"),
    ).may(
        area="select insert update(is_open)",
        org="select insert update(is_open)",
    ),
    "formation_step": rows(
        **along("formation", "formation_id", roles="area org"),
    ).may(
        area="select insert",
        org="select insert",
    ),
    "joint_plan": rows(
        area_all=IN_PLACE,
        org_select=SUPERIOR,
        worker_all=EVERY,
    ).may(
        area="select insert update(version)",
        org="select",
        worker="select update",
    ),
    "joint_plan_group": rows(
        area_all=seen("joint_plan", "plan_id"),
        org_select=seen("joint_plan", "plan_id"),
        worker_all=EVERY,
    ).may(
        area="select update(accepted_at, formation_id)",
        org="select",
        worker="select insert",
    ),
    "joint_plan_firm": rows(
        area_all=seen("joint_plan", "plan_id"),
        org_select=seen("joint_plan", "plan_id"),
        worker_all=EVERY,
    ).may(
        area="select",
        org="select",
        worker="select insert",
    ),
}
