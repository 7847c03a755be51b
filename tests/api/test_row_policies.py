"""Who sees a row: the policies, through the two paths."""

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.database import DatabaseRole, Scope, path_range
from app.models.members import Member
from tests.support.builders import make_firm, make_lawyer, make_member, make_org, make_person
from tests.support.postgres import OneConnection


async def seen(database: OneConnection, scope: Scope) -> set[str]:
    async with database.session(scope) as session:
        return set((await session.exec(select(col(Member.name)))).all())


async def test_a_scope_that_is_not_set_sees_nothing(database: OneConnection) -> None:
    org = await make_org(database, "中共甲支部")
    await make_member(database, "赵一", org)
    for role in (DatabaseRole.AREA, DatabaseRole.ORG, DatabaseRole.SELF):
        assert await seen(database, Scope(role)) == set()


async def test_place_and_party_are_two_paths_and_neither_stands_for_the_other(database: OneConnection) -> None:
    committee = await make_org(database, "中共成都市律师行业委员会", category="611")
    here = await make_org(database, "中共甲支部", parent=committee, area="510104")
    elsewhere = await make_org(database, "中共乙支部", parent=committee, area="510700")
    await make_member(database, "赵一", here)
    await make_member(database, "钱二", elsewhere)
    lo, hi = path_range(committee.party_path)
    assert await seen(database, Scope(DatabaseRole.ORG, lo, hi)) == {"赵一", "钱二"}
    assert await seen(database, Scope(DatabaseRole.AREA, "/51/5101/", "/51/51010")) == {"赵一"}
    lo, hi = path_range(here.party_path)
    assert await seen(database, Scope(DatabaseRole.ORG, lo, hi)) == {"赵一"}


async def test_a_member_sees_the_own_record_alone(database: OneConnection) -> None:
    org = await make_org(database, "中共甲支部")
    me = await make_member(database, "赵一", org)
    await make_member(database, "钱二", org)
    assert await seen(database, Scope(DatabaseRole.SELF, person_id=str(me.person_id))) == {"赵一"}


async def test_a_lawyer_record_carries_where_the_relationship_sits(database: OneConnection) -> None:
    firm = await make_firm(database, "甲律师事务所")
    own = await make_org(database, "中共甲律师事务所支部", firms=(firm,))
    other = await make_org(database, "中共乙支部")
    inside, outside = await make_person(database), await make_person(database)
    for person, name in ((inside, "赵一"), (outside, "钱二")):
        await make_lawyer(database, name, firm, person=person)
    await make_member(database, "赵一", own, person=inside)
    await make_member(database, "钱二", other, person=outside)
    async with database.as_admin() as session:
        rows = await session.exec(sa.text("SELECT name, affiliation_state, affiliation_name FROM lawyer"))  # type: ignore[call-overload]
        assert set(map(tuple, rows)) == {
            ("赵一", "in_firm_org", "中共甲律师事务所支部"),
            ("钱二", "in_area_org", "中共乙支部"),
        }
