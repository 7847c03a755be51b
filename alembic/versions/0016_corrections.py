"""Correction requests: each is seen with its record, answered by the authoritative side, told to the partner."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = "state IN ('received', 'accepted_for_check')"
ACTOR = "nullif(current_setting('huizhi.actor', true), '')::uuid"
PERSON = "nullif(current_setting('huizhi.person', true), '')::uuid"
KEYS = {"member": "person_id", "lawyer": "person_id", "law_firm": "id", "party_org": "id"}

# Under the reader's own policies: whoever sees the record sees what is said of it, wherever the record goes.
OF_RECORD = " OR ".join(
    f"(noun = '{noun}' AND EXISTS (SELECT FROM {noun} r WHERE r.{key} = correction_request.record_id))"
    for noun, key in KEYS.items()
)
OWN = f"account_id = {ACTOR}"
ANSWERED = "state, closed_on, answered_by, answer, change_id, version"


def upgrade() -> None:
    op.create_table(
        "correction_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("noun", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("requested_by", sa.String(length=32), nullable=False),
        sa.Column("requester_name", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("grant_id", sa.Uuid(), nullable=True),
        sa.Column("shared_field", sa.String(length=40), nullable=True),
        sa.Column("case_no", sa.String(length=100), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(length=120), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=True),
        sa.Column("change_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("side IN ('party', 'practice', 'contact')", name=op.f("ck_correction_request_side")),
        sa.CheckConstraint(
            "requested_by IN ('partner', 'department', 'person')", name=op.f("ck_correction_request_requester")
        ),
        sa.CheckConstraint(
            "state IN ('received', 'accepted_for_check', 'corrected', 'refused', 'withdrawn')",
            name=op.f("ck_correction_request_correction_state"),
        ),
        sa.CheckConstraint(f"({OPEN}) = (closed_on IS NULL)", name=op.f("ck_correction_request_closed")),
        sa.CheckConstraint(
            "(state = 'corrected') = (change_id IS NOT NULL)", name=op.f("ck_correction_request_change")
        ),
        sa.CheckConstraint("state <> 'refused' OR answer IS NOT NULL", name=op.f("ck_correction_request_reason")),
        sa.CheckConstraint(
            "CASE requested_by WHEN 'partner' THEN account_id IS NULL AND num_nulls(partner_id, grant_id, shared_field) = 0 "
            "ELSE account_id IS NOT NULL AND num_nonnulls(partner_id, grant_id, shared_field) = 0 END",
            name=op.f("ck_correction_request_whose"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_request_person_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_correction_request_account_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_correction_request_partner_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["sharing_grant.id"], name=op.f("fk_correction_request_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_request")),
    )
    for column in ("account_id", "grant_id", "person_id"):
        op.create_index(op.f(f"ix_correction_request_{column}"), "correction_request", [column])
    op.create_index("ix_correction_request_noun_record_id", "correction_request", ["noun", "record_id"])
    op.create_index(
        "ix_correction_request_open_due_on", "correction_request", ["due_on"], postgresql_where=sa.text(OPEN)
    )
    op.create_index(
        "uq_correction_request_open",
        "correction_request",
        ["partner_id", "grant_id", "account_id", "noun", "record_id", "field"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text(OPEN),
    )
    op.create_table(
        "correction_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("said_by", sa.String(length=120), nullable=False),
        sa.Column("content_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["correction_request.id"], name=op.f("fk_correction_statement_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_statement")),
    )
    op.create_index(op.f("ix_correction_statement_request_id"), "correction_statement", ["request_id"])
    _guard()


def _guard() -> None:
    for table in ("correction_request", "correction_statement"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    request = "CREATE POLICY {0} ON correction_request FOR {1} TO huizhi_{2} {3}"
    for role in ("area", "org"):
        seen = f"{OWN} OR {OF_RECORD}"
        op.execute(request.format(f"{role}_select", "SELECT", role, f"USING ({seen})"))
        op.execute(request.format(f"{role}_update", "UPDATE", role, f"USING ({seen})"))
        asked = f"WITH CHECK (requested_by = 'department' AND state = 'received' AND {OWN} AND ({OF_RECORD}))"
        op.execute(request.format(f"{role}_insert", "INSERT", role, asked))
    mine = f"requested_by = 'person' AND person_id = {PERSON}"
    op.execute(request.format("self_select", "SELECT", "self", f"USING ({mine})"))
    op.execute(request.format("self_insert", "INSERT", "self", f"WITH CHECK (state = 'received' AND {OWN} AND {mine})"))
    withdrawn = "state IN ('received', 'accepted_for_check', 'withdrawn')"
    op.execute(request.format("self_update", "UPDATE", "self", f"USING ({mine}) WITH CHECK ({mine} AND {withdrawn})"))
    # The sharing process asks and withdraws for its partner; an answer it cannot write.
    theirs = f"partner_id = {ACTOR}"
    op.execute(request.format("sharing_select", "SELECT", "sharing", f"USING ({theirs})"))
    op.execute(
        request.format(
            "sharing_insert",
            "INSERT",
            "sharing",
            f"WITH CHECK (requested_by = 'partner' AND state = 'received' AND {theirs})",
        )
    )
    op.execute(
        request.format("sharing_update", "UPDATE", "sharing", f"USING ({theirs}) WITH CHECK ({theirs} AND {withdrawn})")
    )
    seen = "EXISTS (SELECT FROM correction_request c WHERE c.id = correction_statement.request_id)"
    roles = ("area", "org", "self", "sharing")
    for role in roles:
        op.execute(f"CREATE POLICY {role}_select ON correction_statement FOR SELECT TO huizhi_{role} USING ({seen})")
        op.execute(
            f"CREATE POLICY {role}_insert ON correction_statement FOR INSERT TO huizhi_{role} WITH CHECK ({seen})"
        )
        op.execute(f"GRANT SELECT, INSERT ON correction_request, correction_statement TO huizhi_{role}")
    op.execute(f"GRANT UPDATE ({ANSWERED}) ON correction_request TO huizhi_area, huizhi_org")
    op.execute("GRANT UPDATE (state, closed_on, version) ON correction_request TO huizhi_self, huizhi_sharing")
    # A partner's own requests stay in its feed even where their record has left its scope.
    own = "entity = 'correction_request' AND EXISTS (SELECT FROM correction_request c WHERE c.id = change.entity_id)"
    op.execute(f"CREATE POLICY sharing_correction ON change FOR SELECT TO huizhi_sharing USING ({own})")


def downgrade() -> None:
    op.execute("DROP POLICY sharing_correction ON change")
    op.drop_table("correction_statement")
    op.drop_table("correction_request")
