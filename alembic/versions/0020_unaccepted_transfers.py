"""A member has one transfer that is not accepted yet; the receipt of an earlier one may still be on its way."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_UNACCEPTED = "'draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'returned'"
_OPEN = "'draft', 'submitted', 'branch_agreed', 'letter_issued', 'in_transit', 'accepted', 'receipt_sent', 'returned'"


def upgrade() -> None:
    _replace("open", "unaccepted", _UNACCEPTED)


def downgrade() -> None:
    _replace("unaccepted", "open", _OPEN)


def _replace(old: str, new: str, states: str) -> None:
    for end, column, narrower in (
        ("per_member", "person_id", ""),
        ("per_number", "id_digest", ""),
        ("bulk_per_org", "from_org_id", "route = 'bulk' AND bulk_id IS NULL AND "),
    ):
        op.execute(f"DROP INDEX uq_transfer_{old}_{end}")
        op.execute(
            f"CREATE UNIQUE INDEX uq_transfer_{new}_{end} ON transfer ({column}) WHERE {narrower}state IN ({states})"
        )
