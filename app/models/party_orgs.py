"""Party organizations, their place in the tree and what they cover (N22-N28)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from app.core.terms import Term
from app.models.base import DateRange, enum_column, moment_column, new_id, path_column, period_column


class FoundingBasis(Term):
    """组建依据｜On whose membership an organization was founded; `absorbed` is listed apart in the statistics."""

    TRANSFERRED = "transferred", "以已转入组织关系的党员建立"
    ABSORBED = "absorbed", "吸收未转入组织关系的党员建立（统计年报单列）"


class PartyOrg(SQLModel, table=True):
    """A Party organization as it stands today. Category and unit situation are codes of the national tables."""

    __tablename__ = "party_org"
    __table_args__ = (
        Index("ix_party_org_name_key_id", "name_key", "id"),
        Index(
            "uq_party_org_open_name", "name", "area_code", unique=True, postgresql_where=sa.text("dissolved_on IS NULL")
        ),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=120)
    name_key: str = Field(max_length=800, sa_type=sa.Text(collation="C"))
    category: str = Field(max_length=3)
    parent_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    party_path: str = path_column(index=True)
    area_code: str = Field(foreign_key="area.code", max_length=6)
    place_path: str = path_column(index=True)
    department_id: uuid.UUID | None = Field(default=None, foreign_key="department.id")
    local_decision: str | None = Field(default=None, max_length=300)
    can_transfer: bool | None = None
    unit_situation: str | None = Field(default=None, max_length=1)
    unit_name: str | None = Field(default=None, max_length=120)
    unit_nature: str | None = Field(default=None, max_length=40)
    unit_coverage: str | None = Field(default=None, max_length=40)
    unit_uscc: str | None = Field(default=None, max_length=18)
    secretary_name: str | None = Field(default=None, max_length=50)
    contact_name: str | None = Field(default=None, max_length=50)
    contact_phone_cipher: bytes | None = None
    contact_phone_masked: str | None = Field(default=None, max_length=20)
    address: str | None = Field(default=None, max_length=200)
    postcode: str | None = Field(default=None, max_length=6)
    founded_on: dt.date | None = None
    basis: FoundingBasis | None = enum_column(FoundingBasis, nullable=True)
    dissolved_on: dt.date | None = None
    dissolved_reason: str | None = Field(default=None, max_length=300)
    version: int = 1
    created_at: dt.datetime = moment_column()


class PartyOrgStanding(SQLModel, table=True):
    """Name, category and place in the tree of an organization over time; the last row is open-ended."""

    __tablename__ = "party_org_standing"

    org_id: uuid.UUID = Field(primary_key=True, foreign_key="party_org.id")
    valid_during: DateRange = period_column(primary_key=True)
    name: str = Field(max_length=120)
    category: str = Field(max_length=3)
    parent_id: uuid.UUID | None = None
    parent_name: str | None = Field(default=None, max_length=120)
    party_path: str = path_column()
    place_path: str = path_column()
    reason: str | None = Field(default=None, max_length=300)


class PartyOrgUnit(SQLModel, table=True):
    """A law firm that an organization covers, alone or jointly with others (N23, N24)."""

    __tablename__ = "party_org_unit"

    firm_id: uuid.UUID = Field(primary_key=True, foreign_key="law_firm.id")
    valid_during: DateRange = period_column(primary_key=True)
    org_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    party_path: str = path_column()
    place_path: str = path_column()


class GuidanceKind(Term):
    """指导关系的种类｜Who guides without commanding: guidance gives no rows."""

    ASSOCIATION = "association", "律师协会指导"
    HEAD_OFFICE = "head_office", "总所指导分所"


class PartyOrgGuidance(SQLModel, table=True):
    """A guidance edge beside the parent edge (N33; firm rules art. 5: head office to branch office)."""

    __tablename__ = "party_org_guidance"

    org_id: uuid.UUID = Field(primary_key=True, foreign_key="party_org.id")
    guided_by_id: uuid.UUID = Field(primary_key=True, foreign_key="party_org.id")
    kind: GuidanceKind = enum_column(GuidanceKind)
    party_path: str = path_column()
    place_path: str = path_column()
