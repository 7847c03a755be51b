"""Lawyers (律师) and where they practised when."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from app.core.terms import Term
from app.models.base import DateRange, enum_column, moment_column, path_column, period_column


class LawyerStatus(Term):
    """律师的执业状态｜Whether the licence is in use."""

    ACTIVE = "active", "正常"
    SUSPENDED = "suspended", "停业"
    CANCELLED = "cancelled", "注销"


class PoliticalStatusSource(Term):
    """政治面貌的来源｜Where a political status was learnt (N02)."""

    BUREAU = "bureau", "司法行政机关登记"
    COLLECTED = "collected", "其他机关采集"
    MEMBER_RECORD = "member_record", "党员记录"


class AffiliationState(Term):
    """组织关系归属状况（N03）｜Where a person's formal affiliation sits, seen from the firm (N03)."""

    NONE = "none", "没有现行的党员记录"
    IN_FIRM_ORG = "in_firm_org", "在本所党组织"
    IN_AREA_ORG = "in_area_org", "在协会或其他党组织"
    OUTSIDE = "outside", "尚未转入"


class Lawyer(SQLModel, table=True):
    """A lawyer's practice record. The licence number changes with firm and category and is no key."""

    __tablename__ = "lawyer"
    __table_args__ = (
        Index("ix_lawyer_name_key_person_id", "name_key", "person_id"),
        Index("ix_lawyer_name_person_id", "name", "person_id"),
    )

    person_id: uuid.UUID = Field(primary_key=True, foreign_key="person.id")
    name: str = Field(max_length=50, sa_type=sa.Text(collation="C"))
    name_key: str = Field(max_length=400, sa_type=sa.Text(collation="C"))
    name_initials: str = Field(max_length=60, sa_type=sa.Text(collation="C"))
    sex: str = Field(max_length=1)
    id_masked: str = Field(max_length=18)
    firm_id: uuid.UUID | None = Field(default=None, foreign_key="law_firm.id", index=True)
    firm_name: str | None = Field(default=None, max_length=120)
    practice_type: str = Field(max_length=1)
    licence_no: str | None = Field(default=None, max_length=17)
    first_practised_on: dt.date | None = None
    status: LawyerStatus = enum_column(LawyerStatus)
    political_status: str | None = Field(default=None, max_length=2)
    political_status_source: PoliticalStatusSource | None = enum_column(PoliticalStatusSource, nullable=True)
    political_status_on: dt.date | None = None
    affiliation_state: AffiliationState = enum_column(AffiliationState, default=AffiliationState.NONE)
    affiliation_name: str | None = Field(default=None, max_length=120)
    place_path: str = path_column(index=True)
    party_path: str = path_column(index=True)
    version: int = 1
    created_at: dt.datetime = moment_column()


class Practice(SQLModel, table=True):
    """A lawyer at a firm over time, with the card and the paths as of then."""

    __tablename__ = "practice"

    person_id: uuid.UUID = Field(primary_key=True, foreign_key="person.id")
    valid_during: DateRange = period_column(primary_key=True)
    firm_id: uuid.UUID | None = Field(default=None, foreign_key="law_firm.id", index=True)
    firm_name: str | None = Field(default=None, max_length=120)
    practice_type: str = Field(max_length=1)
    licence_no: str | None = Field(default=None, max_length=17)
    name: str = Field(max_length=50)
    name_key: str = Field(max_length=400, sa_type=sa.Text(collation="C"))
    sex: str = Field(max_length=1)
    id_masked: str = Field(max_length=18)
    start_known: bool = True
    place_path: str = path_column(index=True)
    party_path: str = path_column(index=True)
