"""Which firms an organization covers (N22-N24), and what follows for the firm, its lawyers and their people."""

import datetime as dt
import uuid
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, Range
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest
from app.ledger.recording import paths_of, record
from app.models.changes import Operation
from app.models.law_firms import LawFirm
from app.models.lawyers import Lawyer
from app.models.party_orgs import PartyOrg, PartyOrgUnit
from app.rules.organizations.party_structure import JOINT_BRANCH, TEMPORARY_JOINT_BRANCH


class FirmAlreadyCovered(Conflict):
    code, title = "firm_already_covered", "律师事务所已由其他党组织覆盖"
    detail = "一个律师事务所同时只由一个党组织覆盖，请先在原党组织的覆盖单位中去掉它。"


async def cover_firms(work: Work, org: PartyOrg, firm_ids: Collection[uuid.UUID]) -> bool:
    """Make these the firms that an organization covers; whether anything changed.

    A joint branch covers two or more firms (N24). Firms outside the scope are unknown.
    """
    session = work.session
    wanted = set(firm_ids)
    if org.category in {JOINT_BRANCH, TEMPORARY_JOINT_BRANCH} and len(wanted) < 2:
        raise InvalidRequest(
            errors=[
                FieldFault(field="firm_ids", code="joint_branch_units", message="联合党支部应覆盖两个以上律师事务所。")
            ]
        )
    firms = (
        await session.exec(
            select(LawFirm)
            .where(sa.or_(col(LawFirm.id).in_(wanted), col(LawFirm.covering_org_id) == org.id))
            .order_by(col(LawFirm.id))
            .with_for_update()
        )
    ).all()
    if missing := wanted - {firm.id for firm in firms}:
        message = "没有找到或不在管辖范围内：" + "、".join(map(str, sorted(missing)))
        raise InvalidRequest(errors=[FieldFault(field="firm_ids", code="law_firm_not_found", message=message)])
    if taken := [firm.name for firm in firms if firm.id in wanted and firm.covering_org_id not in {None, org.id}]:
        raise FirmAlreadyCovered("已由其他党组织覆盖：" + "、".join(taken), field="firm_ids")
    changed = [firm for firm in firms if (firm.id in wanted) != (firm.covering_org_id == org.id)]
    for firm in changed:
        await _set_coverage(work, firm, org if firm.id in wanted else None)
    await settle_firms(session, [firm.id for firm in changed])
    return bool(changed)


async def uncover_firm(work: Work, firm: LawFirm) -> None:
    """A firm leaves the organization that covers it; what becomes of that one is its superior's to settle."""
    await _set_coverage(work, firm, None)
    await settle_firms(work.session, [firm.id])


async def settle_firms(session: AsyncSession, firm_ids: Collection[uuid.UUID]) -> None:
    """Bring what follows from a firm's name, place and coverage up to date: lawyers, open practice and their people.

    Each lawyer whose record changes has a ledger row.
    """
    await session.flush()
    firms = {"firm_ids": list(firm_ids)}
    await session.exec(_CARRY_LAWYERS, params=firms)  # type: ignore[call-overload]
    await session.exec(_CARRY_PRACTICE, params=firms)  # type: ignore[call-overload]
    people = select(sa.func.array_agg(Lawyer.person_id)).where(col(Lawyer.firm_id).in_(firm_ids)).scalar_subquery()
    await session.exec(select(sa.func.settle_people(people)))


_CARRY_LAWYERS = sa.text("""
    WITH carried AS (
        UPDATE lawyer l SET
            firm_name = f.name, place_path = f.place_path, party_path = f.party_path, version = l.version + 1
        FROM law_firm f
        WHERE l.firm_id = f.id AND f.id = ANY (:firm_ids)
            AND (l.firm_name, l.place_path, l.party_path) IS DISTINCT FROM (f.name, f.place_path, f.party_path)
        RETURNING new.*, old.firm_name AS old_name, old.place_path AS old_place, old.party_path AS old_party
    )
    SELECT record_change(
        'lawyer', c.person_id, c.version, 'update',
        array_remove(ARRAY[
            CASE WHEN c.firm_name IS DISTINCT FROM c.old_name THEN 'firm_name' END,
            CASE WHEN c.party_path <> c.old_party THEN 'party_path' END,
            CASE WHEN c.place_path <> c.old_place THEN 'place_path' END
        ], NULL),
        to_jsonb(c) - 'old_name' - 'old_place' - 'old_party', c.old_place, c.place_path, c.old_party, c.party_path
    )
    FROM carried c
""").bindparams(sa.bindparam("firm_ids", type_=ARRAY(sa.Uuid())))
_CARRY_PRACTICE = sa.text("""
    UPDATE practice p SET firm_name = f.name, place_path = f.place_path, party_path = f.party_path
    FROM law_firm f WHERE p.firm_id = f.id AND f.id = ANY (:firm_ids) AND upper_inf(p.valid_during)
""").bindparams(sa.bindparam("firm_ids", type_=ARRAY(sa.Uuid())))


async def _set_coverage(work: Work, firm: LawFirm, org: PartyOrg | None) -> None:
    session, before = work.session, paths_of(firm)
    await _close_unit(session, firm.id, work.today)
    firm.covering_org_id = org.id if org else None
    firm.party_path = org.party_path if org else ""
    firm.version += 1
    if org:
        session.add(
            PartyOrgUnit(
                firm_id=firm.id,
                valid_during=Range(work.today, None),
                org_id=org.id,
                party_path=org.party_path,
                place_path=firm.place_path,
            )
        )
    await record(session, firm, Operation.UPDATE, ["covering_org_id"], before=before, after=paths_of(firm))


async def _close_unit(session: AsyncSession, firm_id: uuid.UUID, today: dt.date) -> None:
    statement = select(PartyOrgUnit).where(
        PartyOrgUnit.firm_id == firm_id, sa.func.upper_inf(PartyOrgUnit.valid_during)
    )
    unit = (await session.exec(statement)).one_or_none()
    if unit is None:
        return
    if unit.valid_during.lower == today:
        await session.delete(unit)
    else:
        unit.valid_during = Range(unit.valid_during.lower, today)
    await session.flush()
