"""Activity certificates: filled in, numbered, stamped, issued, written into by hosts, reviewed, taken back (N12)."""

import datetime as dt
import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel, col, select

from app.auth.bodies import activity_certificate_bodies
from app.auth.work import Work
from app.core.crypto import mask_phone
from app.core.errors import NotFound, invalid
from app.ledger.recording import record
from app.models.activity_certificates import (
    ActivityAction,
    ActivityCertificate,
    ActivityState,
    CertificateCounter,
    CertificateEntry,
    CertificateReview,
    CertificateStep,
)
from app.models.changes import Operation
from app.models.members import Member
from app.models.temporary_affiliations import TemporaryAffiliation, TemporaryState
from app.queries.reference.party_org_directory import DIRECTORY
from app.queries.stays.activity_certificates import READING
from app.rules.stays.temporary import certificate_serial, reviews_missed
from app.schemas.stays import activity_certificates as schemas
from app.services.organizations.party_orgs import committee_above
from app.services.people.problems import MemberAffiliatedOutside, MemberNotInNormalStatus
from app.services.procedures import Binding, NotTheActingBody, Outcome, Taking, begin, paths_at
from app.services.reference.figures import figure
from app.services.stays.activity_certificate_problems import (
    CertificateOutOfTurn,
    NoEntryOpen,
    ReplacedCertificateNotLost,
    ReviewMissed,
)
from app.services.transfers.problems import NoCommitteeAbove
from app.services.transfers.submission import NORMAL_STATUS
from app.workflows.activity_certificate import PROCEDURE, CertificateBody

_AS_HOST = "流入登记由现在接纳该党员临时组织关系的党支部填写；流入地不在本系统的，由所在党支部按证补录。"


async def request(work: Work, body: schemas.ActivityCertificateCreate) -> uuid.UUID:
    """Asked for by the member, or filled in by the home branch at once.

    Errors: `NotFound`, `NotTheActingBody`, `MemberAffiliatedOutside`, `MemberNotInNormalStatus`, `NoCommitteeAbove`,
    `CertificateLive`, `ReplacedCertificateNotLost`.
    """
    session = work.session
    member = (await session.exec(select(Member).where(Member.person_id == body.member_id))).one_or_none()
    if member is None:
        raise NotFound
    if member.org_id is None:
        raise MemberAffiliatedOutside(field="member_id")
    if member.membership_status != NORMAL_STATUS:
        raise MemberNotInNormalStatus
    by = activity_certificate_bodies(work.principal, {"person_id": member.person_id, "home_org_id": member.org_id})
    if not by & {CertificateBody.HOLDER, CertificateBody.HOME_BRANCH}:
        raise NotTheActingBody(f"活动证由党员本人申请，或由所在党支部（{member.affiliation_name}）填写。")
    home = (await session.exec(select(*DIRECTORY.c).where(DIRECTORY.c.id == member.org_id))).one()
    committee_id = await committee_above(work, home.party_path)
    if committee_id is None:
        raise NoCommitteeAbove(f"{home.name}没有上级基层党委，请先理顺隶属关系。")
    name = select(DIRECTORY.c.name).where(DIRECTORY.c.id == committee_id)
    if body.replaces_id is not None:
        await _require_lost(work, body.replaces_id, member.person_id)
    facts = body.model_dump(exclude={"member_id"})
    certificate = ActivityCertificate(
        **facts,
        **member.model_dump(include={"person_id", "name", "sex", "id_masked", "category"}),
        home_org_id=home.id,
        home_name=home.name,
        committee_id=committee_id,
        committee_name=(await session.exec(name)).one(),
        area_code=home.area_code,
        state=ActivityState.FILLED if CertificateBody.HOME_BRANCH in by else ActivityState.REQUESTED,
        created_at=work.clock.now(),
    )
    await begin(work, ACTIVITY_CERTIFICATE, certificate, facts)
    return certificate.id


async def write_entry(work: Work, certificate_id: uuid.UUID, body: schemas.EntryBody) -> None:
    """An arrival or a departure, by the host where the holder is a guest; for a host outside by the home branch.

    Errors: `NotFound`, `NotTheActingBody`, `CertificateOutOfTurn`, `ReviewMissed`, `EntryOpen`, `NoEntryOpen`,
    `InvalidRequest`.
    """
    certificate = await find_certificate(work, certificate_id)
    if isinstance(body, schemas.Arrival):
        op, entry = Operation.CREATE, await _arrive(work, certificate, body)
    else:
        op, entry = Operation.UPDATE, await _leave(work, certificate, body)
    await _require_in_use(work, certificate, reviewed=True)
    await _record(work, certificate, op, body.model_fields_set - {"kind"}, entry)


async def review(work: Work, certificate_id: uuid.UUID, body: schemas.ReviewCreate) -> None:
    """The yearly review, by the home branch or the branch of Party life.

    Errors: `NotFound`, `NotTheActingBody`, `CertificateOutOfTurn`, `ReviewExists`.
    """
    certificate = await find_certificate(work, certificate_id)
    if not _is_home(work, certificate) and await _hosting(work, certificate) is None:
        raise NotTheActingBody("年审由所在党支部或参加组织生活的党支部办理。")
    reviewed = CertificateReview(
        certificate_id=certificate.id,
        year=work.today.year,
        reviewed_on=work.today,
        grade=body.grade,
        body_name=work.principal.body_name,
        account_id=work.principal.account_id,
        note=body.note,
        at=work.clock.now(),
    )
    work.session.add(reviewed)
    await _require_in_use(work, certificate, reviewed=False)
    await _record(work, certificate, Operation.CREATE, body.model_fields_set, reviewed)


async def find_certificate(work: Work, certificate_id: uuid.UUID) -> ActivityCertificate:
    """A certificate that the caller sees; `NotFound`."""
    statement = select(ActivityCertificate).where(ActivityCertificate.id == certificate_id)
    certificate = (await work.session.exec(statement)).one_or_none()
    if certificate is None:
        raise NotFound
    return certificate


async def _require_lost(work: Work, certificate_id: uuid.UUID, person_id: uuid.UUID) -> None:
    statement = select(ActivityCertificate.id).where(
        ActivityCertificate.id == certificate_id,
        ActivityCertificate.person_id == person_id,
        ActivityCertificate.state == ActivityState.LOST,
    )
    if (await work.session.exec(statement)).first() is None:
        raise ReplacedCertificateNotLost(field="replaces_id")


async def _carry_out(
    work: Work,
    taking: Taking[ActivityCertificate, ActivityState, CertificateBody],
    body: schemas.CertificateActionBody,
) -> Outcome:
    """Whatever an action does beyond the change of state."""
    certificate = taking.row
    note = getattr(body, "reason", None) or getattr(body, "note", None)
    match body.action:
        case ActivityAction.ASSIGN_NUMBER:
            await _number(work, certificate)
        case ActivityAction.ISSUE:
            certificate.issued_on = work.today
        case ActivityAction.TAKE_BACK | ActivityAction.REPORT_LOST:
            certificate.closed_on, certificate.closing_note = work.today, note
        case ActivityAction.DECLINE | ActivityAction.WITHDRAW:
            certificate.closing_note = note
    return Outcome(note)


async def _number(work: Work, certificate: ActivityCertificate) -> None:
    """The next number of the area and year; the counter's row lock keeps two certificates apart."""
    year = work.today.year
    claim = insert(CertificateCounter).values(area_code=certificate.area_code, year=year, last=1)
    claim = claim.on_conflict_do_update(
        index_elements=[col(CertificateCounter.area_code), col(CertificateCounter.year)],
        set_={"last": CertificateCounter.last + 1},
    )
    number: int = (await work.session.exec(claim.returning(col(CertificateCounter.last)))).scalar_one()
    certificate.year, certificate.number = year, number
    certificate.serial = certificate_serial(certificate.area_code, year, number)


def _is_home(work: Work, certificate: ActivityCertificate) -> bool:
    acting = activity_certificate_bodies(work.principal, certificate.model_dump())
    return CertificateBody.HOME_BRANCH in acting


async def _hosting(work: Work, certificate: ActivityCertificate) -> str | None:
    """The acting branch's name where the holder is its guest today."""
    stay = select(TemporaryAffiliation.host_name).where(
        TemporaryAffiliation.person_id == certificate.person_id,
        TemporaryAffiliation.host_org_id == work.principal.org_id,
        TemporaryAffiliation.state == TemporaryState.ACTIVE,
    )
    return (await work.session.exec(stay)).one_or_none()


async def _arrive(work: Work, certificate: ActivityCertificate, body: schemas.Arrival) -> CertificateEntry:
    if _is_home(work, certificate) and body.host_name is not None:
        host_id, host_name = None, body.host_name
    else:
        hosting = await _hosting(work, certificate)
        if hosting is None:
            raise NotTheActingBody(_AS_HOST)
        host_id, host_name = work.principal.org_id, hosting
    if body.arrived_on > work.today or (certificate.issued_on and body.arrived_on < certificate.issued_on):
        raise invalid("arrived_on", "arrival_out_of_range", "流入日期须不早于发证日期，也不晚于今天。")
    entry = CertificateEntry(
        certificate_id=certificate.id,
        host_org_id=host_id,
        host_name=host_name,
        arrived_on=body.arrived_on,
        contact_name=body.contact_name,
        contact_phone_cipher=work.keyring.seal(body.contact_phone.encode()),
        contact_phone_masked=mask_phone(body.contact_phone) or "",
        created_at=work.clock.now(),
    )
    work.session.add(entry)
    return entry


async def _leave(work: Work, certificate: ActivityCertificate, body: schemas.Departure) -> CertificateEntry:
    host = None if _is_home(work, certificate) else work.principal.org_id
    mine = (
        col(CertificateEntry.certificate_id) == certificate.id,
        col(CertificateEntry.host_org_id).is_not_distinct_from(host),
        col(CertificateEntry.left_on).is_(None),
    )
    entry = (await work.session.exec(select(CertificateEntry).where(*mine).with_for_update())).one_or_none()
    if entry is None:
        raise NoEntryOpen
    if not entry.arrived_on <= body.left_on <= work.today:
        message = f"流出日期须不早于流入日期（{entry.arrived_on}），也不晚于今天。"
        raise invalid("left_on", "departure_out_of_range", message)
    entry.left_on, entry.activities = body.left_on, body.activities
    entry.dues_paid_to = dt.date.fromisoformat(f"{body.dues_paid_to}-01")
    return entry


async def _require_in_use(work: Work, certificate: ActivityCertificate, *, reviewed: bool) -> None:
    """After the row was written: its foreign key waits for whoever is taking the certificate back, so what is read
    now stays true until the end of this transaction."""
    await work.session.flush()
    await work.session.refresh(certificate)
    if certificate.state is not ActivityState.ISSUED:
        raise CertificateOutOfTurn
    if not reviewed:
        return
    newest = select(sa.func.max(CertificateReview.reviewed_on)).where(
        CertificateReview.certificate_id == certificate.id
    )
    since = (await work.session.exec(newest)).one() or certificate.issued_on
    months = await figure(work.session, "certificate.review_months", work.today)
    if since and reviews_missed(since, months, work.today):
        raise ReviewMissed


async def _record(
    work: Work, certificate: ActivityCertificate, op: Operation, entered: Iterable[str], row: SQLModel
) -> None:
    """The ledger's row of what was written into a certificate; seen from the home branch."""
    here = paths_at(certificate.home_org_id)
    await record(work.session, row, op, entered, before=here if op is Operation.UPDATE else None, after=here)


ACTIVITY_CERTIFICATE = Binding(
    table=ActivityCertificate,
    steps=CertificateStep,
    reading=READING,
    refusal=CertificateOutOfTurn,
    procedure=lambda _: PROCEDURE,
    acting=activity_certificate_bodies,
    names=lambda facts: {
        CertificateBody.HOME_BRANCH: facts["home_name"],
        CertificateBody.COMMITTEE: facts["committee_name"],
    },
    paths=lambda certificate, _: (paths_at(certificate.home_org_id), paths_at(certificate.home_org_id)),
    carry_out=_carry_out,
)
