"""Where the members of firms without an organization go by a recorded local decision (N28)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from app.models.base import moment_column, new_id, path_column


class PlacementDecision(SQLModel, table=True):
    """A local decision (当地确定隶属关系): for one firm, or for an area's firms without an own organization."""

    __tablename__ = "placement_decision"
    __table_args__ = (
        Index(
            "uq_placement_decision_live",
            "area_code",
            "firm_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=sa.text("ended_on IS NULL"),
        ),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    area_code: str = Field(foreign_key="area.code", max_length=6)
    place_path: str = path_column()
    firm_id: uuid.UUID | None = Field(default=None, foreign_key="law_firm.id", index=True)
    org_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    document: str = Field(max_length=200)
    decided_on: dt.date
    ended_on: dt.date | None = None
    ended_reason: str | None = Field(default=None, max_length=300)
    version: int = 1
    created_at: dt.datetime = moment_column()
