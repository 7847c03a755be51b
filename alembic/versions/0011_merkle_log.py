"""The ledger as a Merkle log: the tree's hashes, signed checkpoints, and the salt of a receipt for those who hold it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0003"
branch_labels = None
depends_on = None

READERS = "huizhi_area, huizhi_org, huizhi_self"
EVERYBODY = f"{READERS}, huizhi_auth, huizhi_worker, huizhi_sharing"

# Whoever may read a receipt may see its own entry in the log, also where an organization moved since, and its salt.
RECEIPT_SEEN = "entity = 'receipt' AND EXISTS (SELECT FROM receipt r WHERE r.transfer_id = change.entity_id)"
SALT_SEEN = (
    "EXISTS (SELECT FROM change c JOIN receipt r ON r.transfer_id = c.entity_id "
    "WHERE c.id = change_salt.change_id AND c.entity = 'receipt')"
)

# Receipts sent before this revision enter the log now, with today's date: that much is true of them.
RECEIPTS_BEFORE = """
    SELECT record_change('receipt', r.transfer_id, 1, 'create', ARRAY['jws'], to_jsonb(r.jws),
                         t.from_place_path, t.to_place_path, t.from_party_path, t.to_party_path, '升级时补记')
    FROM (SELECT * FROM receipt ORDER BY signed_at) r JOIN transfer t ON t.id = r.transfer_id
    WHERE NOT EXISTS (SELECT FROM change c WHERE c.entity_id = r.transfer_id AND c.entity = 'receipt')
"""


def upgrade() -> None:
    op.create_table(
        "merkle_node",
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("index", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name=op.f("pk_merkle_node")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("jws", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoint")),
    )
    op.execute(f"GRANT SELECT ON merkle_node, checkpoint TO {EVERYBODY}")
    op.execute("GRANT INSERT ON merkle_node, checkpoint TO huizhi_worker")
    op.execute("ALTER TABLE change_salt ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY granted_insert ON change_salt FOR INSERT TO PUBLIC WITH CHECK (true)")
    op.execute(f"GRANT SELECT ON change_salt TO {READERS}")
    op.execute(f"CREATE POLICY receipt_select ON change_salt FOR SELECT TO {READERS} USING ({SALT_SEEN})")
    op.execute(f"CREATE POLICY receipt_select ON change FOR SELECT TO {READERS} USING ({RECEIPT_SEEN})")
    op.execute(RECEIPTS_BEFORE)


def downgrade() -> None:
    op.execute("DROP POLICY receipt_select ON change")
    op.execute("DROP POLICY receipt_select ON change_salt")
    op.execute("REVOKE SELECT ON change_salt FROM huizhi_area, huizhi_org, huizhi_self")
    op.execute("DROP POLICY granted_insert ON change_salt")
    op.execute("ALTER TABLE change_salt DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")
    op.drop_table("checkpoint")
    op.drop_table("merkle_node")
