"""Letters of introduction: numbered, valid for a time, void when replaced, printed under the eyes of the log."""

import datetime as dt
import io
import uuid

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from sqlmodel import col, select

from app.models.accounts import StaffRole
from app.models.changes import Access, AccessKind
from app.models.party_orgs import PartyOrg
from app.models.people import Person
from app.models.transfers import Letter
from tests.support.api_client import Api
from tests.support.builders import make_id_number
from tests.support.clock import SetClock
from tests.support.keys import KEYRING
from tests.support.transfer_case import TransferCase


def text_of(pdf: bytes) -> str:
    """What is printed, without blanks."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


async def test_numbers_follow_each_other_per_issuer_and_year(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    serials = []
    for _ in range(2):
        transfer = await world.letter_in("letter_issued")
        serials.append((await world.callers["city"].get(f"/transfers/{transfer}"))["letter_serial"])
        await world.act(transfer, "city", "revoke")
    clock.advance(days=60)
    await world.sign_in()
    transfer = await world.open("c", dues_paid_to="2026-12")
    await world.walk(transfer, world.letter_path(), until="letter_issued")
    serials.append((await world.callers["city"].get(f"/transfers/{transfer}"))["letter_serial"])
    assert serials == ["2026001", "2026002", "2027001"]

    back = await world.with_another("钱二", branch="c")
    other = await back.open("a", route="letter")
    await back.act(other, "c", "submit")
    await back.act(other, "c", "agree")
    issued = await back.act(other, "county", "issue_letter", valid_days=10, dues_paid_to="2026-12")
    assert issued["letter_serial"] == "2027001"


@pytest.mark.parametrize("valid_days", [91, 999])
async def test_a_letter_is_valid_for_ninety_days_at_most(api: Api, valid_days: int) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("branch_agreed")
    problem = await world.act(transfer, "city", "issue_letter", 422, valid_days=valid_days)
    assert problem["errors"][0]["field"] == "valid_days"
    assert problem["errors"][0]["code"] == "valid_days_out_of_range"
    issued = await world.act(transfer, "city", "issue_letter", valid_days=90)
    assert issued["letter_expires_on"] == "2027-02-21"


async def test_dues_are_paid_to_the_month_before_at_least(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.open("c", dues_paid_to="2026-09")
    await world.walk(transfer, world.letter_path(), until="branch_agreed")
    problem = await world.act(transfer, "city", "issue_letter", 422, valid_days=30)
    assert problem["code"] == "dues_in_arrears"
    assert "2026年10月" in problem["detail"]
    issued = await world.act(transfer, "city", "issue_letter", valid_days=30, dues_paid_to="2026-10")
    assert issued["letters"][0]["dues_paid_to"] == issued["dues_paid_to"] == "2026-10"


@pytest.mark.parametrize("state", ["letter_issued", "in_transit"])
async def test_a_letter_that_expired_is_void(api: Api, clock: SetClock, state: str) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in(state)
    clock.advance(days=60)
    await world.sign_in()
    assert (await world.callers["city"].get(f"/transfers/{transfer}"))["state"] == state
    clock.advance(days=1)
    await world.sign_in()
    shown = await world.callers["city"].get(f"/transfers/{transfer}")
    assert (shown["state"], shown["allowed_actions"]) == ("expired", ["return", "report_lost", "reissue"])
    expired = await world.callers["city"].get("/transfers?state=expired")
    assert [item["id"] for item in expired["items"]] == [transfer]
    assert (await world.callers["city"].get(f"/transfers?state={state}"))["items"] == []
    accept = await world.act(transfer, "county", "accept", 409, to_branch_id=str(world.orgs["c"].id))
    assert accept["code"] == "letter_expired"
    pdf = await world.callers["city"]("GET", f"/transfers/{transfer}/letter.pdf", 200)
    assert "作废" in text_of(pdf.content)


async def test_an_expired_letter_is_issued_again_under_a_new_number(api: Api, clock: SetClock) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    clock.advance(days=61)
    await world.sign_in()
    issued = await world.act(transfer, "city", "reissue", valid_days=30, dues_paid_to="2026-12")
    assert (issued["state"], issued["letter_serial"]) == ("letter_issued", "2027001")
    assert issued["hops"][-1]["from_state"] == "expired"
    new, old = issued["letters"]
    assert (old["serial"], old["void_on"]) == ("2026001", "2027-01-23")
    assert (new["void_on"], new["expires_on"], new["dues_paid_to"]) == (None, "2027-02-22", "2026-12")
    await world.walk(transfer, world.letter_path()[3:], until="closed")


async def test_a_lost_letter_is_replaced_for_as_long_as_the_lost_one(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    issued = await world.act(transfer, "city", "report_lost", note="途中遗失")
    new, old = issued["letters"]
    assert (old["serial"], old["void_reason"]) == ("2026001", "途中遗失")
    assert (new["serial"], new["valid_days"]) == ("2026002", old["valid_days"])


async def test_the_letter_prints_what_the_form_asks_for(api: Api) -> None:
    number = make_id_number(birth=dt.date(1988, 12, 1), serial=7)
    world = await TransferCase.make(api, number=number)
    async with api.admin.as_admin() as session:
        city = col(PartyOrg.id) == world.orgs["city"].id
        phone = KEYRING.seal_text("02800000001")
        await session.exec(sa.update(PartyOrg).where(city).values(contact_phone_cipher=phone))
        nation = sa.update(Person).where(col(Person.id) == world.member.person_id)
        await session.exec(nation.values(ethnic_group="04"))
    transfer = await world.letter_in("in_transit")
    pdf = await world.callers["a"]("GET", f"/transfers/{transfer}/letter.pdf", 200)
    assert pdf.headers["content-type"] == "application/pdf"
    printed = text_of(pdf.content)
    for expected in (
        "2026001",
        "赵一",
        number,
        "37岁",
        "藏族",
        "中共甲律师事务所支部",
        "中共丙律师事务所支部",
        "中共金堂县律师行业委员会",
        "贰零贰陆年壹拾月",
        "陆拾天",
        "贰零贰陆年壹拾壹月贰拾叁日",
        "19900001234",
        "成都市甲路1号",
        "02800000001",
        "610000",
    ):
        assert expected in printed
    assert "作废" not in printed


async def test_the_letter_is_logged_before_it_is_shown(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    for who in ("member", "a", "city", "county"):
        await world.callers[who]("GET", f"/transfers/{transfer}/letter.pdf", 200)
    async with api.admin.as_admin() as session:
        looks = (await session.exec(select(Access).where(Access.kind == AccessKind.LETTER))).all()
    assert len(looks) == 4
    assert {look.person_id for look in looks} == {world.member.person_id}
    assert all(look.reason and "2026001" in look.reason for look in looks)


async def test_who_sees_the_transfer_without_being_a_party_to_it_does_not_see_the_letter(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    for caller in (world.callers["province"], bureau):
        await caller.get(f"/transfers/{transfer}")
        refused = await caller("GET", f"/transfers/{transfer}/letter.pdf", 403)
        assert refused.json()["code"] == "not_the_acting_body"


async def test_without_a_letter_there_is_nothing_to_print(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("branch_agreed")
    refused = await world.callers["city"]("GET", f"/transfers/{transfer}/letter.pdf", 409)
    assert refused.json()["code"] == "letter_not_issued"


async def test_a_void_letter_prints_as_void(api: Api) -> None:
    world = await TransferCase.make(api)
    transfer = await world.letter_in("in_transit")
    await world.act(transfer, "county", "return", reason="请补充材料")
    pdf = await world.callers["city"]("GET", f"/transfers/{transfer}/letter.pdf", 200)
    assert "作废" in text_of(pdf.content)


async def test_the_numbers_on_a_letter_are_kept_enciphered(api: Api) -> None:
    number = make_id_number(serial=8)
    world = await TransferCase.make(api, number=number)
    transfer = await world.letter_in("in_transit")
    shown = await world.callers["county"]("GET", f"/transfers/{transfer}", 200)
    assert number not in shown.text
    assert "19900001234" not in shown.text
    async with api.admin.as_admin() as session:
        letter = (await session.exec(select(Letter).where(Letter.transfer_id == uuid.UUID(transfer)))).one()
        stored = await session.exec(sa.text("SELECT to_jsonb(t)::text FROM transfer t"))  # type: ignore[call-overload]
        assert number not in str(stored.one())
    assert letter.committee_postcode == "610000"
