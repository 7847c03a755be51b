"""Access: monthly digests of what is due."""

from app.core.access import EVERY, IN_PARTY, IN_PLACE, rows

TABLES = {
    "digest": rows(
        area_select=IN_PLACE,
        org_select=IN_PARTY,
        auth_select=EVERY,
        worker_insert=EVERY,
    ).may(
        area="select",
        org="select",
        # Whose digest is still to be made follows from who signs in; what stands in one does not concern these roles.
        auth="select(body_id, month)",
        worker="insert",
    ),
}
