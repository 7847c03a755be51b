"""Recording who holds which post, from which day and until when (N29). Nothing here ends a post by itself."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import col, select

from app.auth.work import Work
from app.core.errors import Conflict, NotFound, invalid
from app.core.responses import require_match
from app.ledger.recording import paths_of, record
from app.models.changes import Operation
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.models.posts import Post, PostBasis, PostEndReason, PostKind
from app.rules.faults import RuleError
from app.rules.organizations import leadership as rules
from app.rules.people.membership import FULL_MEMBER, NORMAL_STATUS
from app.schemas.organizations.posts import PostCreate, PostEnd, PostUpdate
from app.services.organizations.locked_orgs import broken, locked_org
from app.services.reference.figures import figures


class SecretaryInOffice(Conflict):
    code, title = "secretary_in_office", "书记已有人担任"
    detail = "一个党组织同时只有一名书记，请先结束现任书记的任职（POST /api/v1/posts/{post_id}/end）。"
    constraints = ("ex_post_secretary",)


class PostHeld(Conflict):
    code, title = "post_held", "此人在本组织已有职务"
    detail = "一人在一个党组织同时只任一职，请先结束原任职。"
    constraints = ("ex_post_person",)


class PostEnded(Conflict):
    code, title = "post_ended", "任职已结束"
    detail = "已结束的任职不能再变更。"


class SecretaryHasPost(Conflict):
    code, title = "secretary_has_post", "书记已有任职记录"
    detail = "书记姓名以任职记录为准：请结束现任书记的任职后登记新任职，或办理换届。"


async def open_post(work: Work, body: PostCreate) -> uuid.UUID:
    """Record a post that somebody holds from a day on.

    Errors: `InvalidRequest` names the field and the rule; `SecretaryInOffice`, `PostHeld` by the database; those of
    `locked_org`.
    """
    org = await locked_org(work, body.org_id, field="org_id")
    from_on = body.from_on or work.today
    first = max(org.founded_on or dt.date.min, dt.date(1921, 7, 1))
    if not first <= from_on <= work.today:
        raise invalid(
            "from_on", "day_out_of_order", f"任职日期应在{first:%Y-%m-%d}至{work.today:%Y-%m-%d}之间，请核对。"
        )
    if body.term_ends_on is not None and body.term_ends_on <= from_on:
        raise invalid("term_ends_on", "day_out_of_order", "届满日应晚于任职日期，请核对。")
    limits = await figures(work.session, rules.LIMITS, work.today)
    kinds = [post.kind for post in await open_posts(work, org.id)]
    try:
        rules.check_posts(org.category, [*kinds, body.kind], full_members=await full_members(work, org), limits=limits)
    except RuleError as exc:
        raise broken("kind", exc) from exc
    name = await _holder(work, org, body, from_on, limits)
    facts = body.model_dump(exclude={"from_on", "name"})
    post = Post(**facts, name=name, valid_during=Range(from_on, None))
    work.session.add(post)
    await record(work.session, post, Operation.CREATE, body.model_fields_set, after=paths_of(org))
    if post.kind is PostKind.SECRETARY:
        await name_secretary(work, org, post.name, body.document)
    return post.id


async def update_post(work: Work, post_id: uuid.UUID, body: PostUpdate, if_match: str | None) -> None:
    """Fill in portfolio, document or end of term; `NotFound`, `Stale`, `PostEnded`, `InvalidRequest`."""
    org, post = await _held(work, post_id)
    require_match(if_match, post.version)
    if body.term_ends_on is not None and body.term_ends_on <= began(post):
        raise invalid("term_ends_on", "day_out_of_order", "届满日应晚于任职日期，请核对。")
    changed = body.model_fields_set - {"reason"}
    if "document" in changed and body.document is None:
        raise invalid("document", "document_required", "任职须有文件，不能清空。")
    for name in changed:
        setattr(post, name, getattr(body, name))
    post.version += 1
    here = paths_of(org)
    await record(work.session, post, Operation.UPDATE, changed, before=here, after=here, reason=body.reason)


async def end_post(work: Work, post_id: uuid.UUID, body: PostEnd) -> None:
    """End a post after its last day, with the reason and its document; `NotFound`, `PostEnded`, `InvalidRequest`."""
    org, post = await _held(work, post_id)
    last_on, first = body.last_on or work.today, began(post)
    if not first <= last_on <= work.today:
        raise invalid(
            "last_on", "day_out_of_order", f"最后一日应在{first:%Y-%m-%d}至{work.today:%Y-%m-%d}之间，请核对。"
        )
    await close_post(work, org, post, last_on + dt.timedelta(days=1), body.reason, body.document)
    if post.kind is PostKind.SECRETARY:
        await name_secretary(work, org, None, body.document)


def began(post: Post) -> dt.date:
    """The first day of a post."""
    first: dt.date | None = post.valid_during.lower
    assert first is not None  # noqa: S101 - every post begins on a day
    return first


async def close_post(
    work: Work, org: PartyOrg, post: Post, until_on: dt.date, reason: PostEndReason, document: str
) -> None:
    """Let an open post end before a day, with its ledger row."""
    post.valid_during = Range(post.valid_during.lower, until_on)
    post.end_reason, post.end_document = reason, document
    post.version += 1
    here = paths_of(org)
    changed = ["end_document", "end_reason", "valid_during"]
    await record(work.session, post, Operation.UPDATE, changed, before=here, after=here, reason=document)


async def name_secretary(work: Work, org: PartyOrg, name: str | None, document: str) -> None:
    """The organization's record names whoever holds the post now."""
    if org.secretary_name == name:
        return
    org.secretary_name = name
    org.version += 1
    here = paths_of(org)
    await record(work.session, org, Operation.UPDATE, ["secretary_name"], before=here, after=here, reason=document)


async def open_posts(work: Work, org_id: uuid.UUID) -> list[Post]:
    """The posts of an organization that are held now."""
    statement = select(Post).where(Post.org_id == org_id, sa.func.upper_inf(Post.valid_during)).order_by(col(Post.id))
    return list((await work.session.exec(statement)).all())


async def end_posts_of_dissolved(work: Work, org: PartyOrg, reason: str) -> None:
    """With the organization its posts end: from today on there is neither."""
    for post in await open_posts(work, org.id):
        until_on = max(work.today, began(post) + dt.timedelta(days=1))
        await close_post(work, org, post, until_on, PostEndReason.ORGANIZATION_DISSOLVED, reason)


async def full_members(work: Work, org: PartyOrg) -> int:
    """Full members in normal status whose relationship lies in the organization itself."""
    statement = select(sa.func.count()).where(
        Member.org_id == org.id, Member.category == FULL_MEMBER, Member.membership_status == NORMAL_STATUS
    )
    return (await work.session.exec(statement)).one()


async def standings(work: Work, org: PartyOrg, person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, rules.Standing]:
    """What the records say of these people, of those in scope."""
    rows = (await work.session.exec(select(Member).where(col(Member.person_id).in_(person_ids)))).all()
    return {
        member.person_id: rules.Standing(
            member.name,
            member.category,
            member.membership_status,
            member.regularized_on,
            is_here=member.party_path.startswith(org.party_path),
        )
        for member in rows
    }


async def _held(work: Work, post_id: uuid.UUID) -> tuple[PartyOrg, Post]:
    """A post that is held now and its organization, both locked, the organization first."""
    post = (await work.session.exec(select(Post).where(Post.id == post_id))).one_or_none()
    if post is None:
        raise NotFound
    org = await locked_org(work, post.org_id)
    await work.session.refresh(post, with_for_update=True)
    if post.valid_during.upper is not None:
        raise PostEnded
    return org, post


async def _holder(work: Work, org: PartyOrg, body: PostCreate, from_on: dt.date, limits: Mapping[str, int]) -> str:
    """The name of whoever is to hold the post, after the rules of the post; one sent from outside has no record."""
    if body.person_id is None:
        if body.basis is not PostBasis.APPOINTED or body.name is None or body.position is None:
            message = "选举产生的须选党员；上级从系统外选派的，basis 填 appointed，并填写 name 和 position。"
            raise invalid("person_id", "holder_required", message)
        return body.name
    if body.name is not None or body.position is not None:
        raise invalid("name", "holder_on_record", "已选党员的，姓名和职务以其记录为准，请删去 name 和 position。")
    person = (await standings(work, org, [body.person_id])).get(body.person_id)
    if person is None:
        raise invalid("person_id", "member_not_found", "没有这名党员的记录，或不在管辖范围内。")
    try:
        rules.check_holder(body.kind, body.basis, person, from_on=from_on, limits=limits)
    except RuleError as exc:
        raise broken("person_id", exc) from exc
    return person.name
