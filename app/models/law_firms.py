"""Law firms (律师事务所), their status over time and the organization that covers them."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, Index, SQLModel

from app.core.terms import Term
from app.models.base import DateRange, enum_column, moment_column, new_id, path_column, period_column


class FirmStatus(Term):
    """律师事务所的执业状态｜Whether the firm practises."""

    ACTIVE = "active", "正常"
    SUSPENDED = "suspended", "停业"
    CANCELLED = "cancelled", "注销"


class LawFirm(SQLModel, table=True):
    """A law firm or branch office; the licence's facts belong to the justice bureau (N05)."""

    __tablename__ = "law_firm"
    __table_args__ = (Index("ix_law_firm_name_key_id", "name_key", "id"),)

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    uscc: str = Field(max_length=18, unique=True)
    name: str = Field(max_length=120, index=True)
    name_key: str = Field(max_length=800, sa_type=sa.Text(collation="C"))
    form: str = Field(max_length=2)
    status: FirmStatus = enum_column(FirmStatus)
    address: str | None = Field(default=None, max_length=200)
    longitude: float | None = None
    latitude: float | None = None
    area_code: str = Field(foreign_key="area.code", max_length=6)
    place_path: str = path_column(index=True)
    party_path: str = path_column(index=True)
    covering_org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    head_office_id: uuid.UUID | None = Field(default=None, foreign_key="law_firm.id")
    head_name: str | None = Field(default=None, max_length=50)
    approved_on: dt.date | None = None
    authority: str | None = Field(default=None, max_length=100)
    business_types: list[str] = Field(default_factory=list, sa_type=ARRAY(sa.Text), nullable=False)
    is_key_firm: bool = False
    version: int = 1
    created_at: dt.datetime = moment_column()


class LawFirmStanding(SQLModel, table=True):
    """Status of a firm over time."""

    __tablename__ = "law_firm_standing"

    firm_id: uuid.UUID = Field(primary_key=True, foreign_key="law_firm.id")
    valid_during: DateRange = period_column(primary_key=True)
    status: FirmStatus = enum_column(FirmStatus)
    party_path: str = path_column()
    place_path: str = path_column()
