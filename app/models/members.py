"""Party members (党员), their formal affiliation and membership status over time (N03)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from app.core.terms import Term
from app.models.base import DateRange, enum_column, moment_column, path_column, period_column
from app.models.lawyers import AffiliationState


class Member(SQLModel, table=True):
    """A member's record; Party facts belong to the organization department (N05).

    Of a former member it stays where the membership ended, with no organization and the affiliation `none`.
    """

    __tablename__ = "member"
    __table_args__ = (
        Index("ix_member_name_key_person_id", "name_key", "person_id"),
        Index("ix_member_name_person_id", "name", "person_id"),
        Index("ix_member_name_initials_person_id", "name_initials", "person_id"),
        Index("ix_member_place_path_name_key_person_id", "place_path", "name_key", "person_id"),
    )

    person_id: uuid.UUID = Field(primary_key=True, foreign_key="person.id")
    name: str = Field(max_length=50, sa_type=sa.Text(collation="C"))
    name_key: str = Field(max_length=400, sa_type=sa.Text(collation="C"))
    name_initials: str = Field(max_length=60, sa_type=sa.Text(collation="C"))
    sex: str = Field(max_length=1)
    id_masked: str = Field(max_length=18)
    category: str = Field(max_length=1)
    admitted_on: dt.date
    regularized_on: dt.date | None = None
    membership_status: str = Field(default="1", max_length=1)
    org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    affiliation_name: str = Field(max_length=120)
    affiliation_state: AffiliationState = enum_column(AffiliationState)
    firm_id: uuid.UUID | None = Field(default=None, foreign_key="law_firm.id", index=True)
    education: str | None = Field(default=None, max_length=2)
    job_post: str | None = Field(default=None, max_length=4)
    lost_contact: bool = False
    lost_contact_on: dt.date | None = None
    lost_contact_reason: str | None = Field(default=None, max_length=1)
    is_floating: bool = False
    floating_destination: str | None = Field(default=None, max_length=100)
    confirmed_at: dt.datetime | None = None
    place_path: str = path_column(index=True)
    party_path: str = path_column(index=True)
    version: int = 1
    created_at: dt.datetime = moment_column()


class AffiliationOpening(Term):
    """组织关系因何在此开始｜What opened an affiliation."""

    FIRST_RECORD = "first_record", "首次登记"
    TRANSFER = "transfer", "组织关系接转"
    CORRECTION = "correction", "更正"
    ORG_CHANGE = "org_change", "组织调整"
    ADMISSION = "admission", "接收为预备党员"


class Affiliation(SQLModel, table=True):
    """Where a member's formal affiliation lay on which days, with the card and the paths as of then.

    Exactly one row holds on any day from the first recorded one on, as long as membership lasts: the primary key is
    `(person_id, valid_during WITHOUT OVERLAPS)`, a change closes one row and opens the next, the end closes
    the last.
    """

    __tablename__ = "affiliation"
    __table_args__ = (Index("ix_affiliation_name_key_person_id", "name_key", "person_id"),)

    person_id: uuid.UUID = Field(primary_key=True, foreign_key="person.id")
    valid_during: DateRange = period_column(primary_key=True)
    org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    name: str = Field(max_length=50)
    name_key: str = Field(max_length=400, sa_type=sa.Text(collation="C"))
    sex: str = Field(max_length=1)
    id_masked: str = Field(max_length=18)
    category: str = Field(max_length=1)
    affiliation_name: str = Field(max_length=120)
    affiliation_state: AffiliationState = enum_column(AffiliationState)
    opened_by: AffiliationOpening = enum_column(AffiliationOpening)
    start_known: bool = True
    reason: str | None = Field(default=None, max_length=300)
    transfer_id: uuid.UUID | None = None
    place_path: str = path_column(index=True)
    party_path: str = path_column(index=True)


class MembershipStanding(SQLModel, table=True):
    """Membership status (党籍状态) over time, with the decision behind it and its document.

    `change_code` says as what the first day counts in the yearly balance of members: an increase
    (`member_increase_type`) or a decrease (`member_decrease_type`); empty where nothing but the record began.
    """

    __tablename__ = "membership_standing"

    person_id: uuid.UUID = Field(primary_key=True, foreign_key="person.id")
    valid_during: DateRange = period_column(primary_key=True)
    membership_status: str = Field(max_length=1)
    document: str | None = Field(default=None, max_length=200)
    change_code: str | None = Field(default=None, max_length=3)
    decision_id: uuid.UUID | None = None
    place_path: str = path_column()
    party_path: str = path_column()
