"""Founding Party organizations in law firms (N23, N24): proposed, replied to, elected, entered in the tree, filed."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, PrimaryKeyConstraint, SQLModel

from app.core.terms import Term
from app.models.base import StepRow, enum_column, moment_column, new_id, path_column
from app.models.party_orgs import FoundingBasis


class FormationState(Term):
    """组建的状态｜Where a formation stands; an overdue reply is computed, never stored."""

    PROPOSED = "proposed", "待批复"
    APPROVED = "approved", "已批复，待选举"
    ELECTED = "elected", "已选举，待设立"
    FOUNDED = "founded", "已设立，待备案"
    FILED = "filed", "已备案"
    REFUSED = "refused", "不予同意"
    WITHDRAWN = "withdrawn", "已撤回"


class FormationAction(Term):
    """组建的办理步骤｜What a body can do with a formation."""

    APPROVE = "approve", "同意设立"
    REFUSE = "refuse", "不予同意"
    RECORD_ELECTION = "record_election", "登记选举结果"
    FOUND = "found", "设立"
    FILE = "file", "备案"
    WITHDRAW = "withdraw", "撤回"


class Formation(SQLModel, table=True):
    """The founding of one organization over one firm (N23) or several together (N24).

    The superior and the committee that replies are frozen when it is proposed.
    """

    __tablename__ = "formation"
    __table_args__ = (Index("ix_formation_created_at_id", "created_at", "id"),)

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=120)
    category: str = Field(max_length=3)
    basis: FoundingBasis = enum_column(FoundingBasis)
    state: FormationState = enum_column(FormationState)
    area_code: str = Field(foreign_key="area.code", max_length=6)
    place_path: str = path_column(index=True)
    parent_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    parent_name: str = Field(max_length=120)
    approver_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    approver_name: str = Field(max_length=120)
    local_decision: str | None = Field(default=None, max_length=300)
    representative: str = Field(max_length=50)
    reason: str | None = Field(default=None, max_length=300)
    proposed_on: dt.date
    replied_on: dt.date | None = None
    reply_document: str | None = Field(default=None, max_length=200)
    closing_note: str | None = Field(default=None, max_length=300)
    elected_on: dt.date | None = None
    entitled: int | None = None
    present: int | None = None
    votes: int | None = None
    secretary_name: str | None = Field(default=None, max_length=50)
    founded_on: dt.date | None = None
    org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", unique=True)
    filed_on: dt.date | None = None
    filing_document: str | None = Field(default=None, max_length=200)
    version: int = 1
    created_at: dt.datetime = moment_column()


class FormationFirm(SQLModel, table=True):
    """A firm of a formation, with the members counted when it was proposed; in at most one open formation."""

    __tablename__ = "formation_firm"
    __table_args__ = (Index("uq_formation_open_per_firm", "firm_id", unique=True, postgresql_where=sa.text("is_open")),)

    formation_id: uuid.UUID = Field(primary_key=True, foreign_key="formation.id")
    firm_id: uuid.UUID = Field(primary_key=True, foreign_key="law_firm.id")
    firm_name: str = Field(max_length=120)
    here: int
    elsewhere: int
    outside: int
    members: int
    is_open: bool = True


class FormationStep(StepRow, table=True):
    """One action on a formation: who did what when."""

    __tablename__ = "formation_step"
    __table_args__ = (PrimaryKeyConstraint("formation_id", "number"),)

    formation_id: uuid.UUID = Field(primary_key=True, foreign_key="formation.id")
    action: FormationAction = enum_column(FormationAction)
    from_state: FormationState = enum_column(FormationState, check="from_state")
    to_state: FormationState = enum_column(FormationState, check="to_state")
