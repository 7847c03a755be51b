"""The yearly democratic appraisal (N18): requests and answers."""

import datetime as dt
import uuid

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.schemas.base import Answer, Body
from app.schemas.life.meetings import Year
from app.schemas.people.people import PersonNameRead
from app.schemas.stays.activity_certificates import Grade


class GradeOfMember(Body):
    """一名党员的等次。｜A member's grade."""

    person_id: uuid.UUID
    grade: Grade


class AppraisalRecord(Body):
    """党支部评议的结果，可分次登记，再次登记的取代原等次。｜What the branch concluded, for some or all of its
    members; a grade given before is replaced.
    """

    decided_on: dt.date = Field(description="支部审议确定的日期｜when the branch concluded")
    grades: list[GradeOfMember] = Field(min_length=1, max_length=500, description="各人的等次｜grades by member")


class AppraisalRead(Answer):
    """一名党员及其年度等次。｜A member and the grade of the year."""

    person_id: uuid.UUID
    name: PersonNameRead
    name_key: str
    org_id: uuid.UUID | None = Field(description="所在党支部，没有组织关系的为 null｜the branch; null: no affiliation")
    year: int
    grade: str | None = Field(description="等次，代码表 appraisal_grade；null 为尚未评议｜null: not appraised")
    at_host: bool = Field(description="在流入地评议的（活动证年审）｜appraised at the host, with the certificate")
    decided_on: dt.date | None


class AppraisalPage(Page[AppraisalRead]):
    """民主评议等次的一页。｜A page of members and their grades."""


class AppraisalQuery(PageQuery):
    """Whose grades."""

    year: Year | None = Field(default=None, description="年度，空为本年｜this year unless given")
    org_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    appraised: bool | None = Field(default=None, description="false：尚未评议的｜not appraised yet")


class OwnAppraisal(Answer):
    """本人的一次等次。｜A grade of one's own."""

    year: int
    grade: str
    decided_on: dt.date = Field(description="支部审议确定的日期｜when the branch concluded")
