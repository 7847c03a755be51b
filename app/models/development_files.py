"""Development files (发展党员): from the application to full membership, with their materials (N14)."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, Index, PrimaryKeyConstraint, SQLModel

from app.core.terms import Term
from app.models.base import StepRow, enum_column, moment_column, new_id


class FileState(Term):
    """档案状态｜Whether the file is worked on, archived with step 25, or ended before."""

    LIVE = "live", "在办"
    ARCHIVED = "archived", "已归档"
    ENDED = "ended", "已终止"


class FileAction(Term):
    """发展党员档案的办理事项｜What can be done with a file, in the order of the work."""

    COMPLETE = "complete", "完成一步"
    REVIEW = "review", "半年考察"
    DISCUSS_AGAIN = "discuss_again", "重新讨论"
    EXTEND_PROBATION = "extend_probation", "延长预备期"
    POSTPONE_DISCUSSION = "postpone_discussion", "推迟讨论转正"
    END = "end", "终止培养"
    BEGIN_MOVE = "begin_move", "转出培养关系"
    CALL_OFF_MOVE = "call_off_move", "取消转出"
    HAND_OVER = "hand_over", "移交材料"
    CHECK = "check", "核对收到"
    RECORD_MISSING = "record_missing", "登记缺失"
    TAKE_OVER = "take_over", "接收"


class Material(Term):
    """随档案移交的材料｜The materials that are handed over with a file, in the order in which they come to be."""

    APPLICATION = "application", "入党申请书"
    TRAINING_RECORD = "training_record", "培养教育考察材料"
    THOUGHT_REPORTS = "thought_reports", "思想汇报"
    POLITICAL_REVIEW = "political_review", "政治审查材料"
    COURSE_CERTIFICATE = "course_certificate", "集中培训结业证"
    APPLICATION_FORM = "application_form", "入党志愿书"
    PROBATION_RECORD = "probation_record", "预备期考察表"
    REGULARIZATION_REQUEST = "regularization_request", "转正申请"


class MaterialOutcome(Term):
    """材料核对结果｜What the receiver found."""

    RECEIVED = "received", "已收到"
    MISSING = "missing", "缺失"


class DevelopmentFile(SQLModel, table=True):
    """One person's way into the Party, at a branch; whoever sees the branch sees it.

    `step` is the last of the 25 that is done, `stage` by `development_stage`. `moving_*` are set while an applicant's,
    activist's or target's file goes to another branch; a probationary member's goes with the transfer.
    """

    __tablename__ = "development_file"
    __table_args__ = (
        Index("uq_development_file_live", "digest", unique=True, postgresql_where=sa.text("state IN ('live')")),
        Index("ix_development_file_created_at_id", "created_at", "id"),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id", index=True)
    org_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    org_name: str = Field(max_length=120)
    name: str = Field(max_length=50, sa_type=sa.Text(collation="C"))
    name_key: str = Field(max_length=400, sa_type=sa.Text(collation="C"))
    name_initials: str = Field(max_length=60, sa_type=sa.Text(collation="C"))
    sex: str = Field(max_length=1)
    id_masked: str = Field(max_length=18)
    id_cipher: bytes
    digest: bytes
    birth_date: dt.date
    birth_date_differs: bool = False
    state: FileState = enum_column(FileState)
    stage: str = Field(max_length=1)
    step: int = Field(sa_type=sa.SmallInteger)
    activist_on: dt.date | None = None
    last_review_on: dt.date | None = None
    probation_until: dt.date | None = None
    extended_months: int | None = Field(default=None, sa_type=sa.SmallInteger)
    postponed_until: dt.date | None = None
    arrived_on: dt.date | None = None
    move_id: uuid.UUID | None = None
    moving_to_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    moving_to_name: str | None = Field(default=None, max_length=120)
    moving_since: dt.date | None = None
    closing_note: str | None = Field(default=None, max_length=300)
    version: int = 1
    created_at: dt.datetime = moment_column()


class DevelopmentEntry(StepRow, table=True):
    """What was done on a file, when and by which body; of a step done again the last entry counts."""

    __tablename__ = "development_entry"
    __table_args__ = (PrimaryKeyConstraint("file_id", "number"),)

    file_id: uuid.UUID = Field(primary_key=True, foreign_key="development_file.id")
    action: FileAction = enum_column(FileAction)
    from_state: FileState = enum_column(FileState, check="from_state")
    to_state: FileState = enum_column(FileState, check="to_state")
    step: int | None = Field(default=None, sa_type=sa.SmallInteger)
    done_on: dt.date
    facts: dict[str, Any] = Field(sa_type=JSONB)


class DevelopmentMaterial(SQLModel, table=True):
    """One material in one move (a change of unit, or a transfer): handed over by one side, checked by the other."""

    __tablename__ = "development_material"

    file_id: uuid.UUID = Field(primary_key=True, foreign_key="development_file.id")
    move_id: uuid.UUID = Field(primary_key=True)
    material: Material = Field(
        primary_key=True,
        sa_type=sa.Enum(
            Material,
            native_enum=False,
            length=32,
            create_constraint=True,
            name="material",
            values_callable=lambda enum_: [member.value for member in enum_],
        ),
    )
    handed_over_on: dt.date | None = None
    handed_over_by: str | None = Field(default=None, max_length=120)
    outcome: MaterialOutcome | None = enum_column(MaterialOutcome, nullable=True)
    checked_on: dt.date | None = None
    checked_by: str | None = Field(default=None, max_length=120)
    note: str | None = Field(default=None, max_length=300)
