"""Whatever is transferred when: on every day from the first recorded one a member has one affiliation."""

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from app.models.members import Affiliation, Member
from app.models.transfers import Route, Transfer, TransferState
from tests.support.api_client import Api
from tests.support.builders import make_member
from tests.support.clock import TODAY
from tests.support.transfer_case import TransferCase

Move = tuple[int, str]
"""How many days after the last change of affiliation (or before it) a branch accepts the member."""

HISTORIES = st.lists(st.tuples(st.integers(-2, 30), st.sampled_from("abc")), min_size=1, max_size=5)


@pytest.fixture
async def world(api: Api) -> TransferCase:
    return await TransferCase.make(api)


async def accept(world: TransferCase, member: Member, here: str, branch: str, accepted_on: dt.date) -> int:
    """One acceptance of a transfer that is ready for it; whatever comes of it, the way is free for the next."""
    internal = "c" not in {here, branch} or here == branch
    receiver = "county" if branch == "c" else "city"
    target, source = world.orgs[branch], world.orgs[here]
    transfer = Transfer(
        person_id=member.person_id,
        route=Route.INTERNAL if internal else Route.LETTER,
        state=TransferState.BRANCH_AGREED if internal else TransferState.IN_TRANSIT,
        reason="调入",
        dues_paid_to=dt.date(2026, 10, 1),
        from_org_id=source.id,
        from_org_name=source.name,
        to_org_id=target.id,
        to_org_name=target.name,
        to_committee_id=world.orgs[receiver].id,
        name=member.name,
        id_masked=member.id_masked,
        submitted_on=dt.date(2019, 1, 1),
        to_party_path=target.party_path,
        from_party_path=source.party_path,
    )
    await world.api.admin.add(transfer)
    body = {"action": "accept", "to_branch_id": str(target.id), "accepted_on": accepted_on.isoformat()}
    answer = await world.callers[receiver]("POST", f"/transfers/{transfer.id}/actions", json=body)
    async with world.api.admin.as_admin() as session:
        await session.exec(sa.update(Transfer).values(state=TransferState.WITHDRAWN))
    return answer.status_code


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORIES, start_known=st.booleans())
@example(history=[(0, "b"), (0, "c"), (1, "c")], start_known=False)
@example(history=[(0, "b"), (5, "a"), (5, "c"), (1, "a")], start_known=True)
async def test_every_day_has_one_affiliation_and_it_is_the_one_that_was_accepted(
    world: TransferCase, history: list[Move], start_known: bool
) -> None:
    admin = world.api.admin
    first = dt.date(2026, 6, 1)
    member = await make_member(admin, "钱二", world.orgs["a"], since_day=first, start_known=start_known)
    expected, last, known = {first: "a"}, first, start_known
    for days, branch in history:
        here, accepted_on = expected[last], last + dt.timedelta(days=days)
        allowed = branch != here and (days > 0 or (days == 0 and not known)) and accepted_on <= TODAY
        assert await accept(world, member, here, branch, accepted_on) in ({200} if allowed else {409, 422})
        if allowed:
            if days == 0:
                expected[last - dt.timedelta(days=1)] = here
            expected[accepted_on], last, known = branch, accepted_on, True

    async with admin.as_admin() as session:
        mine = select(Affiliation).where(Affiliation.person_id == member.person_id)
        rows = (await session.exec(mine)).all()
        held = (await session.exec(select(Member.org_id).where(col(Member.person_id) == member.person_id))).one()
    day = min(expected)
    while day <= TODAY:
        here = expected[max(start for start in expected if start <= day)]
        assert [row.org_id for row in rows if day in row.valid_during] == [world.orgs[here].id]
        day += dt.timedelta(days=1)
    assert held == world.orgs[expected[last]].id
    assert not any(min(expected) - dt.timedelta(days=1) in row.valid_during for row in rows)
