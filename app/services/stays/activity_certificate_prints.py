"""The activity certificate on paper, with the stays and reviews written into it (N12)."""

import asyncio
import datetime as dt
import uuid

from sqlmodel import col, select

from app.auth.bodies import activity_certificate_bodies
from app.auth.work import Work
from app.documents.papers import ActivityCertificateFacts, activity_certificate_pdf
from app.ledger.access import record_access
from app.models.activity_certificates import ActivityCertificate, ActivityState, CertificateEntry, CertificateReview
from app.models.changes import AccessKind
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.models.people import Person
from app.rules.people.membership import FULL_MEMBER
from app.rules.reference import codes
from app.services.procedures import NotTheActingBody
from app.services.stays.activity_certificate_problems import CertificateNotNumbered
from app.services.stays.activity_certificates import find_certificate
from app.workflows.activity_certificate import CertificateBody


async def print_certificate(work: Work, certificate_id: uuid.UUID) -> bytes:
    """The certificate as a PDF, for the home branch and its committee; logged first, as it prints the full number.

    Errors: `NotFound`, `NotTheActingBody`, `CertificateNotNumbered`.
    """
    certificate = await find_certificate(work, certificate_id)
    acting = activity_certificate_bodies(work.principal, certificate.model_dump())
    if not acting & {CertificateBody.HOME_BRANCH, CertificateBody.COMMITTEE}:
        raise NotTheActingBody("活动证载有完整的公民身份号码，只有所在党支部和盖章的基层党委可以打印。")
    if certificate.serial is None:
        raise CertificateNotNumbered
    await record_access(
        work, AccessKind.IDENTITY, certificate.person_id, reason=f"打印流动党员活动证第{certificate.serial}号"
    )
    return await asyncio.to_thread(activity_certificate_pdf, await _printed(work, certificate))


async def _printed(work: Work, certificate: ActivityCertificate) -> ActivityCertificateFacts:
    session = work.session
    person = (await session.exec(select(Person).where(Person.id == certificate.person_id))).one()
    member = (await session.exec(select(Member).where(Member.person_id == certificate.person_id))).one()
    home = (await session.exec(select(PartyOrg).where(PartyOrg.id == certificate.home_org_id))).one()
    written = select(CertificateEntry).where(CertificateEntry.certificate_id == certificate.id)
    entries = (await session.exec(written.order_by(col(CertificateEntry.arrived_on)))).all()
    held = select(CertificateReview).where(CertificateReview.certificate_id == certificate.id)
    reviews = (await session.exec(held.order_by(col(CertificateReview.year)))).all()
    return ActivityCertificateFacts(
        serial_no=certificate.serial,
        name=certificate.name,
        sex="男" if certificate.sex == "1" else "女",
        ethnic_group=codes.name("ethnic_group", person.ethnic_group) if person.ethnic_group else None,
        birth_date=_civil(person.birth_date),
        id_number=work.keyring.unseal(person.id_cipher).decode(),
        member_category="正式" if certificate.category == FULL_MEMBER else "预备",
        admitted_on=_civil(member.admitted_on),
        home_branch=certificate.home_name,
        home_contact=home.contact_name,
        home_phone=work.keyring.unseal_text(home.contact_phone_cipher),
        committee=certificate.committee_name,
        reason=certificate.reason,
        destination=certificate.destination,
        away=f"{_civil(certificate.leaves_on)}至{_civil(certificate.back_on) or '　　'}",
        issued_on=_civil(certificate.issued_on),
        is_void=certificate.state in {ActivityState.LOST, ActivityState.RETURNED},
        entries=[
            (e.host_name, _civil(e.arrived_on), _civil(e.left_on), e.activities, _month(e.dues_paid_to))
            for e in entries
        ],
        reviews=[
            (str(r.year), _civil(r.reviewed_on), codes.name("appraisal_grade", r.grade), r.body_name) for r in reviews
        ],
    )


def _civil(day: dt.date | None) -> str | None:
    return f"{day.year}年{day.month}月{day.day}日" if day else None


def _month(day: dt.date | None) -> str | None:
    return f"{day.year}年{day.month}月" if day else None
