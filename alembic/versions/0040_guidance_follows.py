"""Guidance edges keep the path of the organization that they belong to, whatever moves it."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

FOLLOW = """
CREATE FUNCTION guidance_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE party_org_guidance SET party_path = NEW.party_path WHERE org_id = NEW.id;
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    op.execute(FOLLOW)
    op.execute("REVOKE ALL ON FUNCTION guidance_follows() FROM PUBLIC")
    op.execute("ALTER FUNCTION guidance_follows() OWNER TO huizhi_mover")
    op.execute("""
        CREATE TRIGGER guidance_follows AFTER UPDATE OF party_path ON party_org FOR EACH ROW
        WHEN (OLD.party_path IS DISTINCT FROM NEW.party_path) EXECUTE FUNCTION guidance_follows()
    """)


def downgrade() -> None:
    op.execute("DROP TRIGGER guidance_follows ON party_org")
    op.execute("DROP FUNCTION guidance_follows()")
