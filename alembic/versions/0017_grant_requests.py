"""Partners apply for grants themselves; what seals a disclosure is an order; an open one is shown at once."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0028"
branch_labels = None
depends_on = None

MINE = "partner_id = nullif(current_setting('huizhi.actor', true), '')::uuid"
SELF = "subjects @> ARRAY[nullif(current_setting('huizhi.person', true), '')::uuid]"
ZONE = "AT TIME ZONE 'Asia/Shanghai'"


def upgrade() -> None:
    op.add_column("sharing_grant", sa.Column("embargo_order", sa.String(length=100), nullable=True))
    op.execute("UPDATE sharing_grant SET embargo_order = '文号未登记' WHERE embargo = 'sealed'")
    op.create_check_constraint(
        op.f("ck_sharing_grant_embargo_order"), "sharing_grant", "(embargo = 'sealed') = (embargo_order IS NOT NULL)"
    )
    # An application, and nothing that anybody else has to say: no state but the first, no approval given.
    op.execute(
        f"CREATE POLICY sharing_apply ON sharing_grant FOR INSERT TO huizhi_sharing WITH CHECK ({MINE} "
        "AND state = 'requested' AND num_nonnulls(answer, supply_due_on) = 0 "
        "AND NOT jsonb_path_exists(approvals, '$.* ? (@ != null)'))"
    )
    op.execute("GRANT INSERT ON sharing_grant TO huizhi_sharing")
    op.execute("DROP POLICY self_select ON disclosure")
    shown = f"shown_from <= (at {ZONE})::date OR shown_from <= (now() {ZONE})::date"
    op.execute(f"CREATE POLICY self_select ON disclosure FOR SELECT TO huizhi_self USING ({SELF} AND ({shown}))")


def downgrade() -> None:
    op.execute("DROP POLICY self_select ON disclosure")
    op.execute(
        f"CREATE POLICY self_select ON disclosure FOR SELECT TO huizhi_self "
        f"USING ({SELF} AND shown_from <= (now() {ZONE})::date)"
    )
    op.execute("REVOKE INSERT ON sharing_grant FROM huizhi_sharing")
    op.execute("DROP POLICY sharing_apply ON sharing_grant")
    op.drop_constraint(op.f("ck_sharing_grant_embargo_order"), "sharing_grant")
    op.drop_column("sharing_grant", "embargo_order")
