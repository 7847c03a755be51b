"""What a person sees of the own record."""

import datetime as dt

from pydantic import Field

from app.schemas.base import Answer
from app.schemas.corrections.correction_requests import CorrectionSummary
from app.schemas.decisions.membership_decisions import MembershipDecisionSummary
from app.schemas.development.development_files import DevelopmentFileSummary
from app.schemas.life.appraisals import OwnAppraisal
from app.schemas.life.care_records import CareRead
from app.schemas.life.dues import DuesRead
from app.schemas.life.mass_contacts import MassContactRead
from app.schemas.life.meetings import OwnAttendance
from app.schemas.life.training_records import TrainingRead
from app.schemas.organizations.posts import PostRead
from app.schemas.people.members import AffiliationRead, MemberRead
from app.schemas.practice.lawyers import LawyerRead, PracticeRead
from app.schemas.stays.activity_certificates import CertificateSummary
from app.schemas.stays.floating_registrations import FloatingSummary
from app.schemas.stays.temporary_affiliations import TemporarySummary
from app.schemas.transfers.transfers import TransferSummary


class OwnTransfer(TransferSummary):
    """本人的一件接转，现在由谁办理。｜A transfer, and with whom it is."""

    held_by: str | None = Field(description="现在由哪个党组织办理；草稿和已终结的为 null｜with whom it is now")
    held_since: dt.date | None = Field(description="自何日起由其办理｜with whom it is since")


class OwnRecord(Answer):
    """关于本人的全部记录。｜Everything on record about the person who asks."""

    member: MemberRead | None = Field(description="党员记录，没有的为 null｜the member's record; null: none")
    lawyer: LawyerRead | None = Field(description="律师记录，没有的为 null｜the lawyer's record; null: none")
    affiliations: list[AffiliationRead] = Field(description="组织关系沿革，最近的在前｜newest first")
    practices: list[PracticeRead] = Field(description="执业经历｜where practised")
    transfers: list[OwnTransfer] = Field(
        description="各到哪一步、在谁手里；签发后可打印 letter.pdf、receipt.pdf｜where each is, with whom"
    )
    temporary_affiliations: list[TemporarySummary] = Field(description="临时组织关系｜temporary affiliations")
    activity_certificates: list[CertificateSummary] = Field(description="流动党员活动证｜activity certificates")
    floating_registrations: list[FloatingSummary] = Field(description="流动登记｜floating registrations")
    development_files: list[DevelopmentFileSummary] = Field(description="发展党员档案｜development files")
    membership_decisions: list[MembershipDecisionSummary] = Field(
        description="关于本人党籍的决定｜decisions on the own membership"
    )
    dues: DuesRead | None = Field(description="党费交至｜dues")
    training_records: list[TrainingRead] = Field(description="培训｜training")
    appraisals: list[OwnAppraisal] = Field(description="历年民主评议等次｜grades")
    posts: list[PostRead] = Field(description="任职｜posts held")
    meetings: list[OwnAttendance] = Field(
        description="应参加的组织生活和本人是否到会｜meetings, and whether one was there"
    )
    care_records: list[CareRead] = Field(description="关于本人的关怀和监督记录｜care and supervision")
    mass_contacts: list[MassContactRead] = Field(description="本人联系群众的记录｜contacts with the masses")
    correction_requests: list[CorrectionSummary] = Field(
        description="对本人记录的更正申请；有误的用 POST /correction-requests 提请更正｜asked to be put right"
    )
