"""The yearly table from history: each row by its kind, no difference, and what leaves one side arrives at the other."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import delete

from app.models.accounts import StaffRole
from app.models.lawyers import AffiliationState
from app.models.members import Affiliation, AffiliationOpening, MembershipStanding
from tests.support.api_client import Api, Caller
from tests.support.builders import make_id_number, make_person
from tests.support.clock import SetClock
from tests.support.transfer_case import TransferCase

YEAR = dt.date(2026, 1, 1)


async def balance(caller: Caller, **query: Any) -> dict[int, int]:
    shown = await caller.get("/statistics/membership", params={"year": 2026} | query)
    rows = {row["row"]: row["count"] for row in shown["rows"]}
    assert list(rows) == list(range(1, 16))
    assert rows[15] == shown["difference"] == 0
    assert rows[2] == rows[3] + rows[4] + rows[5]
    assert rows[7] == rows[8] + rows[9] + rows[10] + rows[11]
    assert rows[13] == rows[1] + rows[2] - rows[7] == rows[14]
    return {number: count for number, count in rows.items() if count and number not in {2, 7, 13}}


async def test_what_leaves_one_committee_arrives_at_the_other(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    await world.walk(await world.open("c"), world.letter_path())
    stays = await world.with_another("钱二", "b")
    await stays.bulk_in("closed", "b")
    gone = await world.with_another("孙三")
    transfer = await gone.open("c", route="outgoing", to_org_id=None, to_outside={"name": "中共某大学委员会"})
    await gone.walk(transfer, gone.outgoing_path())
    incoming = await world.open_incoming(id_number=make_id_number())
    await world.walk(incoming, world.incoming_path())
    city, county, province = (world.callers[name] for name in ("city", "county", "province"))
    assert await balance(city, org=str(world.orgs["city"].id)) == {1: 3, 11: 3, 12: 1}
    assert await balance(county, org=str(world.orgs["county"].id)) == {5: 3, 6: 1, 14: 3}
    assert await balance(province, org=str(world.orgs["province"].id)) == {1: 3, 5: 1, 11: 1, 14: 3}
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    assert await balance(department, area="51") == {1: 3, 5: 1, 11: 1, 14: 3}
    assert await balance(department, area="51", year=2025) == {1: 3, 14: 3}
    assert await balance(department, area="51", year=2019) == {}


async def test_a_first_record_of_unknown_start_held_before(api: Api) -> None:
    world = await TransferCase.make(api, since_day=dt.date(2026, 5, 1), start_known=False)
    officer = world.callers["city"]
    assert await balance(officer, org=str(world.orgs["city"].id)) == {1: 1, 14: 1}


async def test_a_renamed_organization_neither_loses_nor_gains(api: Api) -> None:
    world = await TransferCase.make(api)
    admin = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    await admin.patch(f"/party-orgs/{world.orgs['a'].id}", {"name": "中共新甲律师事务所支部"})
    assert await balance(admin, org=str(world.orgs["a"].id)) == {1: 1, 14: 1}


async def test_one_scope_is_asked_for_by_whoever_counts(api: Api) -> None:
    world = await TransferCase.make(api)
    for query in ({}, {"area": "51", "org": str(world.orgs["city"].id)}, {"area": "51", "year": "x"}):
        await world.callers["city"]("GET", "/statistics/membership", 422, params={"year": 2026} | query)
    await world.callers["member"].get("/statistics/membership?year=2026&area=51", 403)


@dataclass
class History:
    """Where somebody belonged from which day on (a, b, or nowhere here), and the status from which day on."""

    homes: list[tuple[int, str | None]]
    statuses: list[tuple[int, str]] = field(default_factory=list)

    def at(self, scope: set[str], day: dt.date) -> bool:
        """The plain reading: where the last change put them, unless the last status sets them apart."""
        number = (day - dt.date(2025, 6, 1)).days
        home = [place for begins, place in self.homes if begins <= number][-1:] or [None]
        status = [code for begins, code in self.statuses if begins <= number][-1:] or ["1"]
        return home[0] in scope and status[0] in {"1", "3"}

    def turns(self, scope: set[str]) -> Iterator[tuple[bool, dt.date]]:
        """Each day of the year on which they begin (True) or cease (False) to count."""
        days = [YEAR + dt.timedelta(days=n) for n in range(-1, 327)]
        for before, day in pairwise(days):
            if self.at(scope, before) != self.at(scope, day):
                yield self.at(scope, day), day


_days = st.integers(0, 530)
_homes = st.lists(
    st.tuples(_days, st.sampled_from(["a", "b", "c", None])), min_size=1, max_size=4, unique_by=lambda h: h[0]
)
_statuses = st.lists(st.tuples(_days, st.sampled_from(["2", "1", "3"])), max_size=2, unique_by=lambda s: s[0])
_histories = st.lists(st.builds(History, _homes.map(sorted), _statuses.map(sorted)), min_size=1, max_size=5)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories=_histories)
async def test_any_history_balances_as_a_walk_over_its_days_does(api: Api, histories: list[History]) -> None:
    worlds = _worlds.setdefault(id(api), [])
    if not worlds:
        worlds.append(await TransferCase.make(api))
    world = worlds[0]
    async with api.admin.as_admin() as session:
        for table in (Affiliation, MembershipStanding):
            await session.exec(delete(table))
    for history in histories:
        await write(api, world, history)
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    last = dt.date(2025, 12, 31)
    for scope, org in (({"a", "b"}, "city"), ({"c"}, "county"), ({"a", "b", "c"}, "province")):
        rows = await balance(department, org=str(world.orgs[org].id))
        turns = [turn for history in histories for turn in history.turns(scope)]
        assert rows.get(1, 0) == sum(history.at(scope, last) for history in histories)
        assert rows.get(14, 0) == sum(history.at(scope, dt.date(2026, 11, 23)) for history in histories)
        assert sum(rows.get(n, 0) for n in (3, 4, 5)) == sum(begins for begins, _ in turns)
        assert sum(rows.get(n, 0) for n in (8, 9, 10, 11)) == sum(not begins for begins, _ in turns)


_worlds: dict[int, list[TransferCase]] = {}


async def write(api: Api, world: TransferCase, history: History) -> None:
    """The rows that such a history leaves, neighbours in one branch as two rows."""
    person = await make_person(api.admin)
    first = dt.date(2025, 6, 1)
    for (begins, place), (ends, _) in pairwise([*history.homes, (None, None)]):
        org = world.orgs[place] if place else None
        until = first + dt.timedelta(days=ends) if ends is not None else None
        row = Affiliation(
            person_id=person.id,
            valid_during=Range(first + dt.timedelta(days=begins or 0), until),
            org_id=org.id if org else None,
            name="无名",
            name_key="wu ming",
            sex="1",
            id_masked="990***********0013",
            category="1",
            affiliation_name=org.name if org else "外地支部",
            affiliation_state=AffiliationState.IN_AREA_ORG if org else AffiliationState.OUTSIDE,
            opened_by=AffiliationOpening.TRANSFER,
            place_path=org.place_path if org else "",
            party_path=org.party_path if org else "",
        )
        await api.admin.add(row)
    for (begins, code), (ends, _) in pairwise([*history.statuses, (None, "")]):
        until = first + dt.timedelta(days=ends) if ends is not None else None
        period = Range(first + dt.timedelta(days=begins or 0), until)
        standing = MembershipStanding(
            person_id=person.id, valid_during=period, membership_status=code, place_path="/51/", party_path=""
        )
        await api.admin.add(standing)
