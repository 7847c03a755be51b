"""The tree below an organization, one statement for each level instead of one for each organization."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

NODE = """'id', o.id, 'name', o.name, 'category', o.category,
                   'members', (SELECT count(*) FROM member m WHERE m.org_id = o.id AND m.membership_status = '1'),
                   'children', coalesce(below -> o.id::text, '[]')"""

# From the lowest level up; `below` holds the children built so far by their parent. A step of a path has 37 characters.
BY_LEVELS = f"""
CREATE OR REPLACE FUNCTION party_org_tree(org uuid, depth integer) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
    root text;
    below jsonb := '{{}}';
BEGIN
    SELECT party_path INTO root FROM party_org WHERE id = org;
    FOR step IN REVERSE depth..1 LOOP
        SELECT coalesce(jsonb_object_agg(parent_id, children), '{{}}') INTO below FROM (
            SELECT o.parent_id, jsonb_agg(jsonb_build_object({NODE}) ORDER BY o.category, o.name_key, o.id) AS children
            FROM party_org o
            WHERE o.party_path >= root AND o.party_path < rtrim(root, '/') || '0'
                AND length(o.party_path) = length(root) + 37 * step AND o.dissolved_on IS NULL
            GROUP BY o.parent_id
        ) level;
    END LOOP;
    RETURN (SELECT jsonb_build_object({NODE}) FROM party_org o WHERE o.id = org);
END
$$
"""  # noqa: S608 - texts of this module
BY_ORGANIZATION = """
CREATE OR REPLACE FUNCTION party_org_tree(org uuid, depth integer) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'id', o.id, 'name', o.name, 'category', o.category,
        'members', (SELECT count(*) FROM member m WHERE m.org_id = o.id AND m.membership_status = '1'),
        'children', CASE WHEN depth <= 0 THEN '[]'::json ELSE coalesce((
            SELECT json_agg(party_org_tree(c.id, depth - 1) ORDER BY c.category, c.name_key, c.id)
            FROM party_org c WHERE c.parent_id = o.id AND c.dissolved_on IS NULL
        ), '[]'::json) END
    )
    FROM party_org o WHERE o.id = org
$$
"""


def upgrade() -> None:
    op.execute(BY_LEVELS)


def downgrade() -> None:
    op.execute(BY_ORGANIZATION)
