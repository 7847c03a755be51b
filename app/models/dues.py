"""Until which month members have paid their dues (党费); amounts are not collected."""

import datetime as dt
import uuid

from sqlmodel import Field, SQLModel

from app.models.base import moment_column


class MemberDues(SQLModel, table=True):
    """The first day of the last month paid, as the branch recorded it on a day; a letter may have a later word."""

    __tablename__ = "member_dues"

    person_id: uuid.UUID = Field(primary_key=True, foreign_key="person.id")
    paid_through: dt.date
    recorded_on: dt.date
    version: int = 1
    created_at: dt.datetime = moment_column()
