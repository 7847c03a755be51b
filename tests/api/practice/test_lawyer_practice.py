"""Where lawyers practise: moving within the scope, coming over from elsewhere."""

import asyncio
import datetime as dt
import random
from itertools import pairwise

import pytest
import sqlalchemy as sa

from app.models.accounts import StaffRole
from app.models.changes import AccessKind
from app.models.lawyers import Lawyer
from app.models.members import Member
from app.models.people import Person
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member, make_org
from tests.support.lawyers import (
    ASSOCIATION,
    BUREAU,
    DEPARTMENT,
    accesses,
    changes_of,
    claim_body,
    lawyer_body,
    practices_of,
)
from tests.support.postgres import OneConnection


async def test_a_move_closes_one_practice_and_opens_the_next(api: Api, database: OneConnection) -> None:
    firm, other = await make_firm(database, "甲律师事务所"), await make_firm(database, "乙律师事务所", area="510105")
    lawyer = await make_lawyer(database, "赵一", firm)
    caller = await api.as_(BUREAU, area="5101")
    path = f"/lawyers/{lawyer.person_id}"
    move = {
        "firm_id": str(other.id),
        "practice_type": "2",
        "licence_no": "15107201310000001",
        "from_on": "2026-03-01",
    }
    moved = await caller.post(f"{path}/practice", move)
    assert (moved["firm_name"], moved["practice_type"], moved["licence_no"]) == (
        "乙律师事务所",
        "2",
        move["licence_no"],
    )
    assert {"licence_area_differs", "licence_practice_type_differs"} <= {r["code"] for r in moved["remarks"]}
    assert await practices_of(database, lawyer.person_id) == [
        (dt.date(2020, 1, 1), dt.date(2026, 3, 1), "甲律师事务所", "1"),
        (dt.date(2026, 3, 1), None, "乙律师事务所", "2"),
    ]
    (change,) = await changes_of(database, lawyer.person_id)
    assert (change.place_before, change.place_after) == (firm.place_path, other.place_path)
    async with database.as_admin() as session:
        assert (await session.get_one(Person, lawyer.person_id)).place_path == other.place_path
    district = await api.as_(BUREAU, area="510104")
    await district.get(path, 404)
    assert [row["firm_name"] for row in (await district.get(f"{path}/practices"))["items"]] == ["甲律师事务所"]


async def test_a_second_move_on_one_day_replaces_the_first(api: Api, database: OneConnection) -> None:
    firms = [await make_firm(database, f"{name}律师事务所") for name in "甲乙丙"]
    lawyer = await make_lawyer(database, "赵一", firms[0])
    caller = await api.as_(BUREAU, area="5101")
    path = f"/lawyers/{lawyer.person_id}/practice"
    for firm in firms[1:]:
        await caller.post(path, {"firm_id": str(firm.id), "practice_type": "1", "from_on": "2026-03-01"})
    assert [row[2] for row in await practices_of(database, lawyer.person_id)] == ["甲律师事务所", "丙律师事务所"]
    early = {"firm_id": str(firms[1].id), "practice_type": "1", "from_on": "2026-02-28"}
    assert (await caller.post(path, early, 409))["code"] == "practice_out_of_order"


async def test_a_practice_of_unknown_start_held_on_the_day_before(api: Api, database: OneConnection) -> None:
    firm, other = await make_firm(database, "甲律师事务所"), await make_firm(database, "乙律师事务所")
    caller = await api.as_(BUREAU, area="5101")
    lawyer = await caller.post("/lawyers", lawyer_body(firm.id), 201)
    move = {"firm_id": str(other.id), "practice_type": "1", "from_on": "2026-11-01"}
    await caller.post(f"/lawyers/{lawyer['person_id']}/practice", move)
    assert [row[:3] for row in await practices_of(database, lawyer["person_id"])] == [
        (dt.date(2026, 10, 31), dt.date(2026, 11, 1), "甲律师事务所"),
        (dt.date(2026, 11, 1), None, "乙律师事务所"),
    ]


@pytest.mark.parametrize("seed", range(4))
async def test_however_a_lawyer_moves_practices_follow_each_other_and_the_last_is_the_record(
    api: Api, database: OneConnection, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a repeatable sequence
    firms = [await make_firm(database, f"{name}律师事务所") for name in "甲乙丙"]
    caller = await api.as_(BUREAU, area="5101")
    lawyer = await caller.post("/lawyers", lawyer_body(firms[0].id, licence_no=None), 201)
    path, day = f"/lawyers/{lawyer['person_id']}", dt.date(2026, 10, 1)
    for _ in range(12):
        day += dt.timedelta(days=chance.choice((-3, 0, 1, 5)))
        if chance.random() < 0.2:
            await caller.patch(path, {"status": "cancelled"})
        else:
            move = {"firm_id": str(chance.choice(firms).id), "practice_type": "1", "from_on": day.isoformat()}
            assert (await caller("POST", f"{path}/practice", json=move)).status_code in {200, 409}
        record, rows = await caller.get(path), await practices_of(database, lawyer["person_id"])
        assert all(before[1] <= after[0] for before, after in pairwise(rows))
        assert all(row[1] is None or row[0] < row[1] for row in rows)
        still_open = [row[2] for row in rows if row[1] is None]
        assert still_open == ([] if record["status"] == "cancelled" else [record["firm_name"]])


async def test_a_claim_brings_the_lawyer_over_and_tells_the_old_bureau(api: Api, database: OneConnection) -> None:
    here, far = await make_firm(database, "甲律师事务所"), await make_firm(database, "绵阳律师事务所", area="5107")
    number = make_id_number()
    lawyer = await make_lawyer(database, "赵一", far, number=number)
    new, old = await api.as_(BUREAU, area="5101"), await api.as_(BUREAU, area="5107")
    path = f"/lawyers/{lawyer.person_id}"
    claimed = await new.post("/lawyers/claim", claim_body(here.id, number))
    assert (claimed["person_id"], claimed["firm_name"]) == (str(lawyer.person_id), "甲律师事务所")
    assert claimed["version"] == 2
    await new.get(path)
    await old.get(path, 404)
    assert [row["firm_name"] for row in (await old.get(f"{path}/practices"))["items"]] == ["绵阳律师事务所"]
    for caller in (new, old):
        (entry,) = (await caller.get(f"{path}/history"))["items"]
        assert (entry["reason"], "firm_id" in entry["changed"]) == ("川司许律〔2026〕123号", True)
    assert [row[:3] for row in await practices_of(database, lawyer.person_id)] == [
        (dt.date(2020, 1, 1), dt.date(2026, 11, 1), "绵阳律师事务所"),
        (dt.date(2026, 11, 1), None, "甲律师事务所"),
    ]
    (logged,) = await accesses(api, AccessKind.CLAIM)
    assert (logged.person_id, logged.reason) == (lawyer.person_id, "川司许律〔2026〕123号")


async def test_a_claim_says_the_same_of_an_unknown_number_and_of_a_wrong_licence(
    api: Api, database: OneConnection
) -> None:
    here, far = await make_firm(database, "甲律师事务所"), await make_firm(database, "绵阳律师事务所", area="5107")
    number = make_id_number()
    lawyer = await make_lawyer(database, "赵一", far, number=number)
    async with database.as_admin() as session:
        await session.exec(sa.update(Lawyer).values(licence_no="15107201310000002"))
    caller = await api.as_(BUREAU, area="5101")
    answers = [
        await caller("POST", "/lawyers/claim", 404, json=claim_body(here.id, n)) for n in (number, make_id_number())
    ]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["code"] == "lawyer_not_found"
    assert {row.person_id for row in await accesses(api, AccessKind.CLAIM)} == {lawyer.person_id, None}
    assert len(await practices_of(database, lawyer.person_id)) == 1
    too_early = claim_body(here.id, number, licence_no="15101201310000002", from_on="2020-01-01")
    assert (await caller.post("/lawyers/claim", too_early, 409))["code"] == "practice_out_of_order"


async def test_a_member_elsewhere_who_starts_to_practise_here_is_claimed(api: Api, database: OneConnection) -> None:
    here, far = await make_firm(database, "甲律师事务所"), await make_org(database, "中共绵阳支部", area="5107")
    number = make_id_number()
    member = await make_member(database, "赵一", far, number=number)
    caller = await api.as_(BUREAU, area="5101")
    claimed = await caller.post("/lawyers/claim", claim_body(here.id, number))
    assert (claimed["person_id"], claimed["name"]) == (str(member.person_id), "赵一")
    assert (claimed["political_status"], claimed["affiliation_name"]) == ("01", "中共绵阳支部")
    assert claimed["mobile"] is None, "the person stays where the member record is"
    changes = await changes_of(database, member.person_id)
    assert changes[0].op == "create"
    async with database.as_admin() as session:
        assert (await session.get_one(Member, member.person_id)).firm_id == here.id


async def test_a_claim_from_before_an_import_of_unknown_start_is_taken(api: Api, database: OneConnection) -> None:
    here, far = await make_firm(database, "甲律师事务所"), await make_firm(database, "绵阳律师事务所", area="5107")
    number = make_id_number()
    old, new = await api.as_(BUREAU, area="5107"), await api.as_(BUREAU, area="5101")
    lawyer = await old.post("/lawyers", lawyer_body(far.id, id_number=number), 201)
    await new.post("/lawyers/claim", claim_body(here.id, number))
    assert [row[:3] for row in await practices_of(database, lawyer["person_id"])] == [
        (dt.date(2026, 10, 31), dt.date(2026, 11, 1), "绵阳律师事务所"),
        (dt.date(2026, 11, 1), None, "甲律师事务所"),
    ]


@pytest.mark.parametrize("role", [DEPARTMENT, ASSOCIATION])
async def test_only_a_bureau_claims(api: Api, database: OneConnection, role: StaffRole) -> None:
    firm = await make_firm(database, "甲律师事务所")
    caller = await api.as_(role, area="5101")
    assert (await caller.post("/lawyers/claim", claim_body(firm.id, make_id_number()), 403))["code"] == "forbidden"


async def test_of_two_bureaus_that_claim_at_once_one_wins(committed: Api) -> None:
    far = await make_firm(committed.admin, "绵阳律师事务所", area="5107")
    number = make_id_number()
    lawyer = await make_lawyer(committed.admin, "赵一", far, number=number)
    areas = {"5101": "510104", "5103": "510302", "5104": "510402"}
    firms = {city: await make_firm(committed.admin, f"{city}律师事务所", area=area) for city, area in areas.items()}
    callers = {city: await committed.as_(BUREAU, area=city) for city in areas}
    answers = await asyncio.gather(
        *(callers[city]("POST", "/lawyers/claim", json=claim_body(firm.id, number)) for city, firm in firms.items())
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert len(await practices_of(committed.admin, lawyer.person_id)) == 2
