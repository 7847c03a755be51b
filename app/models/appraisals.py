"""The yearly democratic appraisal of members (民主评议党员, N18)."""

import datetime as dt
import uuid

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.models.base import moment_column, new_id


class Appraisal(SQLModel, table=True):
    """A member's grade of one year, by code of `appraisal_grade`, as the branch concluded."""

    __tablename__ = "appraisal"
    __table_args__ = (UniqueConstraint("person_id", "year", name="uq_appraisal_person_id_year"),)

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id")
    name: str = Field(max_length=50)
    year: int
    grade: str = Field(max_length=1)
    org_name: str = Field(max_length=120)
    decided_on: dt.date
    version: int = 1
    created_at: dt.datetime = moment_column()
