"""What a member sees of the own record, and does with it."""

from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.people import Person
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_lawyer
from tests.support.clock import SetClock
from tests.support.transfer_case import TransferCase


async def with_practice(world: TransferCase) -> None:
    """The member is a lawyer too."""
    api = world.api
    async with api.admin.as_admin() as session:
        person = (await session.exec(select(Person).where(Person.id == world.member.person_id))).one()
    await make_lawyer(api.admin, "赵一", await make_firm(api.admin, "四川甲律师事务所"), person=person)


async def test_everything_on_record_is_on_one_page(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    await with_practice(world)
    transfer = await world.letter_in("in_transit")
    clock.advance(days=3)
    await world.sign_in()
    await world.callers["a"].post(
        "/temporary-affiliations",
        {
            "member_id": str(world.member.person_id),
            "host_org_id": str(world.orgs["b"].id),
            "reason": "cannot_transfer_yet",
        },
        201,
    )
    me = world.callers["member"]
    shown = await me.get("/me/record")
    assert shown["member"] == await me.get(f"/members/{world.member.person_id}")
    assert shown["lawyer"] == await me.get(f"/lawyers/{world.member.person_id}")
    assert [stay["affiliation_name"] for stay in shown["affiliations"]] == ["中共甲律师事务所支部"]
    assert [practice["firm_name"] for practice in shown["practices"]] == ["四川甲律师事务所"]
    assert [(t["id"], t["state"], t["held_by"], t["held_since"]) for t in shown["transfers"]] == [
        (transfer, "in_transit", "中共金堂县律师行业委员会", "2026-11-23")
    ]
    assert [stay["host_name"] for stay in shown["temporary_affiliations"]] == ["中共乙律师事务所支部"]
    assert (shown["development_files"], shown["membership_decisions"], shown["correction_requests"]) == ([], [], [])


async def test_another_s_record_is_not_on_the_page(api: Api) -> None:
    world = await TransferCase.make(api)
    another = await world.with_another("钱二")
    await another.letter_in("in_transit")
    shown = await world.callers["member"].get("/me/record")
    assert (shown["member"]["name"], shown["lawyer"], shown["transfers"]) == ("赵一", None, [])
    for caller in (world.callers["a"], await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")):
        await caller.get("/me/record", 403)


async def test_a_draft_and_an_ended_transfer_are_with_nobody(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("c")
    (draft,) = (await world.callers["member"].get("/me/record"))["transfers"]
    assert (draft["held_by"], draft["held_since"]) == (None, None)
    await world.act(transfer, "member", "submit")
    await world.act(transfer, "member", "withdraw")
    (ended,) = (await world.callers["member"].get("/me/record"))["transfers"]
    assert (ended["state"], ended["held_by"]) == ("withdrawn", None)


async def test_the_member_prints_the_own_letter_and_receipt_once_they_are_there(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("branch_agreed")
    me = world.callers["member"]
    assert (await me("GET", f"/transfers/{transfer}/letter.pdf", 409)).json()["code"] == "letter_not_issued"
    await world.walk(transfer, world.letter_path()[2:])
    for paper in ("letter.pdf", "receipt.pdf"):
        assert (await me("GET", f"/transfers/{transfer}/{paper}", 200)).content.startswith(b"%PDF")
