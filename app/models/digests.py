"""What was done, what is open and what is overdue, per body and month."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel, UniqueConstraint

from app.models.accounts import StaffRole
from app.models.base import enum_column, new_id, path_column


class Digest(SQLModel, table=True):
    """The monthly digest of a department or an organization: figures alone, made once by the worker."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("body_id", "month"),)

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    month: dt.date
    body_id: uuid.UUID
    body_role: StaffRole = enum_column(StaffRole)
    body_name: str = Field(max_length=120)
    facts: dict[str, Any] = Field(sa_type=JSONB)
    made_at: dt.datetime
    place_path: str = path_column(index=True)
    party_path: str = path_column(index=True)
