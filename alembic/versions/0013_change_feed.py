"""What the sharing process reads of the ledger: the changes in a grant's scope, and how far the numbering has come."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OWN = "entity = 'disclosure' AND EXISTS (SELECT FROM disclosure d WHERE d.id = change.entity_id)"
OWN_SALT = (
    "EXISTS (SELECT FROM change c JOIN disclosure d ON d.id = c.entity_id "
    "WHERE c.id = change_salt.change_id AND c.entity = 'disclosure')"
)


def _within(column: str) -> str:
    return (
        f"{column} >= current_setting('huizhi.lo', true) AND {column} < current_setting('huizhi.hi', true) "
        "AND current_setting('huizhi.lo', true) <> ''"
    )


# The head of the log is everybody's: a page ends there even where the scope has seen nothing for long.
FEED_HEAD = """
CREATE FUNCTION feed_head(OUT head bigint, OUT lag_ms integer) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT max(seq) FROM change), 0),
           coalesce((SELECT extract(epoch FROM clock_timestamp() - min(at)) * 1000 FROM change WHERE seq IS NULL), 0)::integer
$$
"""


def upgrade() -> None:
    seen = f"({_within('place_before')}) OR ({_within('place_after')})"
    op.execute(f"CREATE POLICY sharing_select ON change FOR SELECT TO huizhi_sharing USING ({seen})")
    # The entry of an own disclosure, and its salt: with them a partner proves offline what it was given.
    op.execute(f"CREATE POLICY sharing_own ON change FOR SELECT TO huizhi_sharing USING ({OWN})")
    op.execute(f"CREATE POLICY sharing_own ON change_salt FOR SELECT TO huizhi_sharing USING ({OWN_SALT})")
    op.execute("GRANT SELECT ON change, change_salt TO huizhi_sharing")
    op.execute("CREATE POLICY mover_select ON change FOR SELECT TO huizhi_mover USING (true)")
    op.execute("GRANT SELECT (seq, at) ON change TO huizhi_mover")
    op.execute(FEED_HEAD)
    op.execute("REVOKE ALL ON FUNCTION feed_head() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION feed_head() TO huizhi_sharing")
    op.execute("ALTER FUNCTION feed_head() OWNER TO huizhi_mover")


def downgrade() -> None:
    op.execute("DROP FUNCTION feed_head")
    op.execute("DROP POLICY mover_select ON change")
    op.execute("REVOKE SELECT (seq, at) ON change FROM huizhi_mover")
    op.execute("DROP POLICY sharing_select ON change")
    op.execute("DROP POLICY sharing_own ON change")
    op.execute("DROP POLICY sharing_own ON change_salt")
    op.execute("REVOKE SELECT ON change, change_salt FROM huizhi_sharing")
