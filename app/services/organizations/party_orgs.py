"""Founding, changing, moving and dissolving Party organizations (N22-N24, N27, N28)."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import SQLModel, col, select

from app.auth.work import Work
from app.core.crypto import mask_phone
from app.core.errors import Conflict, FieldFault, InvalidRequest, Problem
from app.core.responses import require_match
from app.ledger.recording import paths_of, record
from app.models.activity_certificates import LIVE_CERTIFICATES, ActivityCertificate, CertificateEntry
from app.models.areas import Area, Department, DepartmentKind
from app.models.changes import Operation
from app.models.development_files import DevelopmentFile, FileState
from app.models.elections import Election
from app.models.formations import Formation
from app.models.law_firms import LawFirm
from app.models.members import Member
from app.models.party_orgs import PartyOrg, PartyOrgGuidance, PartyOrgStanding
from app.models.posts import PostKind
from app.models.temporary_affiliations import LIVE_STATES, TemporaryAffiliation
from app.models.transfers import OPEN_STATES, Transfer
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.faults import RuleError
from app.rules.organizations import party_structure as structure
from app.rules.people.names import org_pinyin_key
from app.rules.reference.areas import areas, place_path
from app.schemas.organizations.party_orgs import Guidance, OrgCreate, OrgDissolve, OrgFacts, OrgMove, OrgUpdate
from app.services.organizations.locked_orgs import broken, locked_org
from app.services.organizations.posts import SecretaryHasPost, end_posts_of_dissolved, open_posts
from app.services.people.bulk_lock import require_no_bulk_transfer
from app.services.practice.coverage import cover_firms
from app.services.reference.authority import require_authority
from app.workflows.election import OPEN_STATES as OPEN_ELECTIONS
from app.workflows.formation import OPEN_STATES as OPEN_FORMATIONS


class PartyOrgExists(Conflict):
    code, title = "party_org_exists", "党组织已存在"
    detail = "本区划内已有同名的党组织，请核对名称。"
    constraints = ("uq_party_org_open_name",)


class PartyOrgNotSettled(Conflict):
    code, title = "party_org_not_settled", "党组织尚有未了事项"
    detail = "撤销前须先办结 errors 所列事项。"


class PartyOrgUnderItself(Problem):
    status, code, title = 422, "party_org_under_itself", "不能隶属于自己或下级"
    detail = "请另选上级党组织。"
    constraints = ("party_org_under_itself",)


class MoveNeedsTransfer(Problem):
    status, code, title = 422, "move_needs_bulk_transfer", "调整涉及另一基层党委"
    detail = "调整隶属关系后所属基层党委不同的，应由该党组织办理整建制转移（POST /api/v1/transfers，route 为 bulk）。"


class AreaOutOfScope(Problem):
    status, code, title = 422, "area_out_of_scope", "区划超出管辖范围"
    detail = "所填区划或上级党组织不在当前角色的管辖范围内。"
    constraints = ("row_security",)


async def create_org(work: Work, body: OrgCreate) -> uuid.UUID:
    """Found an organization: its kind and level are checked (N27), its parent (N28) and what it covers (N24)."""
    session = work.session
    parent = await _parent(work, body.parent_id, body.category) if body.parent_id else None
    org_id = uuid.uuid4()
    org = PartyOrg(
        id=org_id,
        name=body.name,
        name_key=org_pinyin_key(body.name),
        category=body.category,
        parent_id=body.parent_id,
        party_path=f"{parent.party_path if parent else '/'}{org_id}/",
        area_code=body.area_code,
        place_path=place_path(body.area_code),
        department_id=body.department_id,
        founded_on=body.founded_on,
    )
    _set_facts(work, org, body)
    await _check_host(work, org, covers_firms=bool(body.firm_ids))
    session.add(org)
    await session.flush()
    session.add(_standing(org, parent.name if parent else None, work.today, None))
    await record(session, org, Operation.CREATE, body.model_fields_set, after=paths_of(org))
    await cover_firms(work, org, body.firm_ids)
    await _guide(work, org, body.guided_by)
    return org.id


async def update_org(work: Work, org_id: uuid.UUID, body: OrgUpdate, if_match: str | None) -> None:
    """Change an organization; a new name holds from today on, past lists keep the old one."""
    org = await locked_org(work, org_id)
    require_match(if_match, org.version)
    changed = body.model_fields_set - {"reason"}
    require_authority(work.principal, "party_org", changed)
    if "secretary_name" in changed and body.secretary_name != org.secretary_name:
        await _require_no_post(work, org.id)
    before = paths_of(org)
    renamed = body.name is not None and body.name != org.name
    if body.name is not None:
        org.name, org.name_key = body.name, org_pinyin_key(body.name)
    if body.category is not None and body.category != org.category:
        if org.parent_id:
            await _parent(work, org.parent_id, body.category)
        org.category = body.category
    _set_facts(work, org, body)
    await _check_host(work, org, covers_firms=bool(body.firm_ids))
    org.version += 1
    await record(work.session, org, Operation.UPDATE, changed, before=before, after=paths_of(org), reason=body.reason)
    if changed & {"name", "category"}:
        await _restate(work, org, body.reason)
    if renamed:
        await _rename_affiliations(work, org, body.reason)
    if body.firm_ids is not None:
        await cover_firms(work, org, body.firm_ids)
    if body.guided_by is not None:
        await _guide(work, org, body.guided_by)


async def move_org(work: Work, org_id: uuid.UUID, body: OrgMove) -> None:
    """Put an organization and all below it under another parent with the same grassroots committee above."""
    org = await locked_org(work, org_id)
    parent = await _parent(work, body.parent_id, org.category)
    if parent.id == org.parent_id:
        message = "已经隶属于这个上级党组织。"
        raise InvalidRequest(errors=[FieldFault(field="parent_id", code="party_org_not_moved", message=message)])
    if parent.party_path.startswith(org.party_path):
        raise PartyOrgUnderItself(field="parent_id")
    if org.category != structure.COMMITTEE:
        before, after = [await committee_above(work, path) for path in (org.party_path, parent.party_path)]
        if before != after:
            raise MoveNeedsTransfer(field="parent_id")
    org.parent_id, org.local_decision = body.parent_id, body.local_decision or org.local_decision
    await _check_host(work, org, covers_firms=False)
    await work.session.flush()
    await work.session.exec(select(sa.func.move_org(org_id, body.parent_id, work.today, body.reason)))


async def dissolve_org(work: Work, org_id: uuid.UUID, body: OrgDissolve) -> None:
    """End an organization once its members, sub-organizations, firms and transfers are settled."""
    org = await locked_org(work, org_id)
    if faults := await _unsettled(work, org):
        raise PartyOrgNotSettled(errors=faults)
    org.dissolved_on, org.dissolved_reason = work.today, body.reason
    org.version += 1
    await end_posts_of_dissolved(work, org, body.reason)
    standing = await _open_standing(work, org.id)
    if standing.valid_during.lower != work.today:
        standing.valid_during = Range(standing.valid_during.lower, work.today)
    after = paths_of(org)
    changed = ["dissolved_on", "dissolved_reason"]
    await record(work.session, org, Operation.UPDATE, changed, before=after, after=after, reason=body.reason)


async def chain_above(work: Work, party_path: str) -> list[structure.OrgInChain]:
    """The organizations of a path from itself up to the root, whoever's scope they lie in."""
    ids = [uuid.UUID(part) for part in party_path.strip("/").split("/")]
    columns = (DIRECTORY.c.id, DIRECTORY.c.category, DIRECTORY.c.can_transfer)
    rows = (await work.session.exec(select(*columns).where(DIRECTORY.c.id.in_(ids)))).all()
    found = {row[0]: structure.OrgInChain(*row) for row in rows}
    return [found[org_id] for org_id in reversed(ids) if org_id in found]


async def committee_above(work: Work, party_path: str) -> uuid.UUID | None:
    """The nearest grassroots committee of a path, itself included."""
    return structure.committee_of(await chain_above(work, party_path))


async def _parent(work: Work, parent_id: uuid.UUID, category: str) -> PartyOrg:
    statement = select(PartyOrg).where(PartyOrg.id == parent_id, col(PartyOrg.dissolved_on).is_(None))
    parent = (await work.session.exec(statement)).one_or_none()
    if parent is None:
        message = "上级党组织不存在、已撤销，或不在管辖范围内。"
        raise InvalidRequest(errors=[FieldFault(field="parent_id", code="party_org_not_found", message=message)])
    await require_no_bulk_transfer(work, parent.id)
    try:
        structure.check_parent(category, parent.category)
    except RuleError as exc:
        raise broken("category", exc) from exc
    return parent


async def _check_host(work: Work, org: PartyOrg, *, covers_firms: bool) -> None:
    """N27 for an association's organization, N28 for its parent and for that of a firm's."""
    department = None
    if org.department_id:
        department = await work.session.get(Department, org.department_id)
        if department is None:
            raise InvalidRequest(
                errors=[FieldFault(field="department_id", code="department_not_found", message="没有这个部门。")]
            )
    association = department is not None and department.kind is DepartmentKind.BAR_ASSOCIATION
    try:
        if association:
            area = await work.session.get_one(Area, org.area_code)
            structure.check_association_category(org.category, area.level, area.is_sub_provincial)
    except RuleError as exc:
        raise broken("category", exc) from exc
    if org.parent_id is None or not (association or covers_firms):
        return
    host = structure.Host.ASSOCIATION if association else structure.Host.LAW_FIRM
    expected = await expected_superiors(work, host, org.area_code)
    above = [link.id for link in await chain_above(work, org.party_path)]
    check_superior(org.parent_id, above, expected, org.local_decision)


async def expected_superiors(work: Work, host: structure.Host, area_code: str) -> Sequence[uuid.UUID]:
    """Whom N28 expects above an organization of this host in an area, the nearest first."""
    bureau = await _orgs_of(work, DepartmentKind.JUSTICE_BUREAU, [area_code])
    associations = await _orgs_of(work, DepartmentKind.BAR_ASSOCIATION, _areas_upward(area_code))
    return structure.expected_parents(host, bureau_org=bureau[0] if bureau else None, association_orgs=associations)


def check_superior(
    parent_id: uuid.UUID, above: Collection[uuid.UUID], expected: Collection[uuid.UUID], local_decision: str | None
) -> None:
    """`InvalidRequest` where nobody expected stands above an organization and no local decision explains it."""
    if set(expected) & {*above, parent_id}:
        return
    try:
        structure.check_subordination(parent_id, expected, local_decision)
    except RuleError as exc:
        raise broken("local_decision", exc) from exc


async def _orgs_of(work: Work, kind: DepartmentKind, area_codes: Sequence[str]) -> list[uuid.UUID]:
    statement = (
        select(DIRECTORY.c.id, DIRECTORY.c.area_code)
        .join(Department, col(Department.id) == DIRECTORY.c.department_id)
        .where(Department.kind == kind, DIRECTORY.c.area_code.in_(area_codes))
    )
    rows = (await work.session.exec(statement)).all()
    return [row[0] for row in sorted(rows, key=lambda row: area_codes.index(row[1]))]


def _areas_upward(code: str) -> list[str]:
    chain: list[str] = []
    area = areas().get(code)
    while area is not None:
        chain.append(area.code)
        area = areas().get(area.parent_code) if area.parent_code else None
    return chain


def _set_facts(work: Work, org: PartyOrg, body: OrgFacts) -> None:
    for name in body.model_fields_set & OrgFacts.model_fields.keys():
        if name == "contact_phone":
            org.contact_phone_cipher = work.keyring.seal_text(body.contact_phone)
            org.contact_phone_masked = mask_phone(body.contact_phone)
        else:
            setattr(org, name, getattr(body, name))


def _standing(org: PartyOrg, parent_name: str | None, from_on: dt.date, reason: str | None) -> PartyOrgStanding:
    return PartyOrgStanding(
        org_id=org.id,
        valid_during=Range(from_on, None),
        name=org.name,
        category=org.category,
        parent_id=org.parent_id,
        parent_name=parent_name,
        party_path=org.party_path,
        place_path=org.place_path,
        reason=reason,
    )


async def _open_standing(work: Work, org_id: uuid.UUID) -> PartyOrgStanding:
    statement = select(PartyOrgStanding).where(
        PartyOrgStanding.org_id == org_id, sa.func.upper_inf(PartyOrgStanding.valid_during)
    )
    return (await work.session.exec(statement)).one()


async def _restate(work: Work, org: PartyOrg, reason: str | None) -> None:
    standing = await _open_standing(work, org.id)
    if standing.valid_during.lower == work.today:
        standing.name, standing.category, standing.reason = org.name, org.category, reason
        return
    standing.valid_during = Range(standing.valid_during.lower, work.today)
    await work.session.flush()
    work.session.add(_standing(org, standing.parent_name, work.today, reason))


async def _rename_affiliations(work: Work, org: PartyOrg, reason: str | None) -> None:
    """Members' affiliations carry the new name from today on, each with its ledger row; closed ones keep the old."""
    session = work.session
    renamed = {"org_id": org.id, "name": org.name, "reason": reason}
    await session.exec(_RENAME_MEMBERS, params=renamed)  # type: ignore[call-overload]
    people = select(sa.func.array_agg(Member.person_id)).where(Member.org_id == org.id).scalar_subquery()
    await session.exec(select(sa.func.restate_affiliations(people, work.today, reason)))
    await session.exec(select(sa.func.settle_people(people)))


_RENAME_MEMBERS = sa.text("""
    WITH renamed AS (
        UPDATE member m SET affiliation_name = :name, version = version + 1 WHERE m.org_id = :org_id RETURNING m.*
    )
    SELECT record_change('member', r.person_id, r.version, 'update', ARRAY['affiliation_name'], to_jsonb(r),
                         r.place_path, r.place_path, r.party_path, r.party_path, :reason)
    FROM renamed r
""")


async def _guide(work: Work, org: PartyOrg, edges: Sequence[Guidance]) -> None:
    session = work.session
    known = set(
        (await session.exec(select(DIRECTORY.c.id).where(DIRECTORY.c.id.in_([e.guided_by_id for e in edges])))).all()
    )
    if any(edge.guided_by_id not in known or edge.guided_by_id == org.id for edge in edges):
        message = "指导方党组织不存在、已撤销，或就是本组织。"
        raise InvalidRequest(errors=[FieldFault(field="guided_by", code="party_org_not_found", message=message)])
    for old in (await session.exec(select(PartyOrgGuidance).where(PartyOrgGuidance.org_id == org.id))).all():
        await session.delete(old)
    await session.flush()
    for edge in edges:
        session.add(
            PartyOrgGuidance(
                org_id=org.id,
                guided_by_id=edge.guided_by_id,
                kind=edge.kind,
                party_path=org.party_path,
                place_path=org.place_path,
            )
        )
    await session.flush()


async def _require_no_post(work: Work, org_id: uuid.UUID) -> None:
    if any(post.kind is PostKind.SECRETARY for post in await open_posts(work, org_id)):
        raise SecretaryHasPost(field="secretary_name")


async def _unsettled(work: Work, org: PartyOrg) -> list[FieldFault]:
    ends = sa.or_(col(Transfer.from_org_id) == org.id, col(Transfer.to_org_id) == org.id)
    guests = sa.and_(col(TemporaryAffiliation.host_org_id) == org.id, col(TemporaryAffiliation.state).in_(LIVE_STATES))
    here = sa.or_(col(DevelopmentFile.org_id) == org.id, col(DevelopmentFile.moving_to_id) == org.id)
    files = sa.and_(col(DevelopmentFile.state) == FileState.LIVE, here)
    home = sa.and_(
        col(ActivityCertificate.home_org_id) == org.id, col(ActivityCertificate.state).in_(LIVE_CERTIFICATES)
    )
    hosting = sa.and_(col(CertificateEntry.host_org_id) == org.id, col(CertificateEntry.left_on).is_(None))
    above = sa.or_(col(Formation.parent_id) == org.id, col(Formation.approver_id) == org.id)
    founding = sa.and_(col(Formation.state).in_(OPEN_FORMATIONS), above)
    voting = sa.or_(col(Election.org_id) == org.id, col(Election.approver_id) == org.id)
    electing = sa.and_(col(Election.state).in_(OPEN_ELECTIONS), voting)
    standing_below = sa.and_(col(PartyOrg.parent_id) == org.id, col(PartyOrg.dissolved_on).is_(None))
    remaining: tuple[tuple[str, str, type[SQLModel], sa.ColumnElement[bool]], ...] = (
        ("members", "名党员的组织关系仍在本组织，请先转出", Member, col(Member.org_id) == org.id),
        ("children", "个下级党组织尚未撤销或调整", PartyOrg, standing_below),
        ("units", "个律师事务所仍由本组织覆盖", LawFirm, col(LawFirm.covering_org_id) == org.id),
        ("transfers", "件组织关系接转尚未办结", Transfer, sa.and_(col(Transfer.state).in_(OPEN_STATES), ends)),
        ("development_files", "份发展党员档案仍在本组织，请先转出", DevelopmentFile, files),
        ("guests", "名党员的临时组织关系仍在本组织", TemporaryAffiliation, guests),
        ("activity_certificates", "本流动党员活动证尚未收回", ActivityCertificate, home),
        ("certificate_entries", "名持活动证的党员仍在本组织参加组织生活", CertificateEntry, hosting),
        ("formations", "件组建正由本组织批复，或将隶属于本组织", Formation, founding),
        ("elections", "件换届尚未办结", Election, electing),
    )
    faults = []
    for field, text, table, condition in remaining:
        count = (await work.session.exec(select(sa.func.count()).select_from(table).where(condition))).one()
        if count:
            faults.append(FieldFault(field=field, code="not_settled", message=f"还有 {count} {text}。"))
    return faults
