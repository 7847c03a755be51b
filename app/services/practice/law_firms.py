"""Registering and changing law firms, and what a change means for their lawyers (N01, N05, N22)."""

import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import col, select

from app.auth.work import Work
from app.core.errors import Conflict, NotFound, Problem
from app.core.responses import require_match
from app.ledger.recording import paths_of, record
from app.models.changes import Operation
from app.models.law_firms import LawFirm, LawFirmStanding
from app.models.party_orgs import PartyOrgUnit
from app.rules.people.names import org_pinyin_key
from app.rules.reference.areas import place_path
from app.schemas.practice.law_firms import FirmCreate, FirmUpdate, Location
from app.services.practice.coverage import settle_firms
from app.services.reference.authority import require_authority


class LawFirmExists(Conflict):
    code, title = "law_firm_exists", "律师事务所已登记"
    detail = "该统一社会信用代码已登记，请核对；不在管辖范围内的，请与登记机关联系。"
    constraints = ("uq_law_firm_uscc",)


class HeadOfficeNotFound(Problem):
    status, code, title = 422, "head_office_not_found", "没有这个总所"
    detail = "head_office_id 不是已登记律师事务所的编号，请核对。"
    constraints = ("fk_law_firm_head_office_id",)


async def create_firm(work: Work, body: FirmCreate) -> uuid.UUID:
    """Put a firm on record; anyone who collects may (N01), afterwards each column has its department (N05)."""
    firm = LawFirm(
        **body.model_dump(exclude={"location"}),
        name_key=org_pinyin_key(body.name),
        place_path=place_path(body.area_code),
    )
    _locate(firm, body.location)
    work.session.add(firm)
    await work.session.flush()
    work.session.add(_standing(work, firm))
    await record(work.session, firm, Operation.CREATE, body.model_fields_set, after=paths_of(firm))
    return firm.id


async def update_firm(work: Work, firm_id: uuid.UUID, body: FirmUpdate, if_match: str | None) -> None:
    """Change a firm. Its lawyers and their open practice take on a new name or area; closed history keeps the old."""
    firm = (await work.session.exec(select(LawFirm).where(LawFirm.id == firm_id).with_for_update())).one_or_none()
    if firm is None:
        raise NotFound
    require_match(if_match, firm.version)
    changed = body.model_fields_set - {"reason"}
    require_authority(work.principal, "law_firm", changed)
    before, name, status = paths_of(firm), firm.name, firm.status
    for field in changed - {"location"}:
        setattr(firm, field, getattr(body, field))
    if "location" in changed:
        _locate(firm, body.location)
    firm.name_key = org_pinyin_key(firm.name)
    firm.place_path = place_path(firm.area_code)
    firm.version += 1
    after = paths_of(firm)
    await record(work.session, firm, Operation.UPDATE, changed, before=before, after=after, reason=body.reason)
    if firm.status != status:
        await _restate(work, firm)
    if before != after:
        await _take_along(work, firm)
    if before != after or firm.name != name:
        await settle_firms(work.session, [firm.id])


def _locate(firm: LawFirm, location: Location | None) -> None:
    firm.longitude = location.longitude if location else None
    firm.latitude = location.latitude if location else None


def _standing(work: Work, firm: LawFirm) -> LawFirmStanding:
    return LawFirmStanding(
        firm_id=firm.id,
        valid_during=Range(work.today, None),
        status=firm.status,
        place_path=firm.place_path,
        party_path=firm.party_path,
    )


async def _restate(work: Work, firm: LawFirm) -> None:
    """The status holds from today on; a second change on one day replaces the first."""
    standing = (await work.session.exec(select(LawFirmStanding).where(*_open(LawFirmStanding, firm)))).one()
    if standing.valid_during.lower == work.today:
        standing.status = firm.status
        return
    standing.valid_during = Range(standing.valid_during.lower, work.today)
    await work.session.flush()
    work.session.add(_standing(work, firm))


async def _take_along(work: Work, firm: LawFirm) -> None:
    await work.session.flush()
    for table in (LawFirmStanding, PartyOrgUnit):
        await work.session.exec(sa.update(table).where(*_open(table, firm)).values(place_path=firm.place_path))


def _open(table: type[LawFirmStanding] | type[PartyOrgUnit], firm: LawFirm) -> tuple[sa.ColumnElement[bool], ...]:
    return col(table.firm_id) == firm.id, sa.func.upper_inf(table.valid_during)
