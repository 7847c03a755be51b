"""Corrections by partners: in scope and grant alone, answered by whose word counts, the answer in the feed."""

import datetime as dt
import logging
import re
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.correction_requests import CorrectionRequest, CorrectionState, CorrectionStatement
from app.models.members import Member
from app.models.sharing import Disclosure
from app.workflows.correction import OPEN
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_lawyer, make_member, make_org
from tests.support.change_feed import drain, kinds, numbered
from tests.support.clock import SetClock
from tests.support.sharing_partner import Department, Sharing

CANARY = "金丝雀一九零"


async def member_of(sharing: Sharing, area: str = "5101", name: str = "赵一") -> Member:
    org = await make_org(sharing.admin, f"中共{uuid.uuid4().hex[:6]}支部", area=area)
    return await make_member(sharing.admin, name, org)


async def shown_id(department: Department, path: str = "/members") -> str:
    return str((await department.get(path))["items"][0]["id"])


def claim(record_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "data_set": "members",
        "id": record_id,
        "field": "member_category",
        "value_seen": "1",
        "value_believed": "2",
        "reason": "本单位掌握的情况不同",
    } | changes


async def ask(department: Department, body: dict[str, Any], expect: int = 201, key: str | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return (await department("POST", "/corrections", expect, json=body, headers=headers)).json()


async def reply(department: Department, request: Any, expect: int = 200, **body: Any) -> Any:
    return (await department("POST", f"/corrections/{request['id']}/reply", expect, json=body)).json()


async def requests(sharing: Sharing) -> list[CorrectionRequest]:
    async with sharing.admin.as_admin() as session:
        return list((await session.exec(select(CorrectionRequest))).all())


async def test_a_partner_asks_the_department_corrects_and_the_feed_tells_both(sharing: Sharing, api: Api) -> None:
    member = await member_of(sharing)
    partner = await sharing.partner()
    record_id = await shown_id(partner)
    _, cursor = await drain(sharing, partner)
    asked = await ask(partner, claim(record_id, evidence={"reference": "川组函〔2026〕3号"}))
    assert (asked["data_set"], asked["record_id"], asked["field"]) == ("members", record_id, "member_category")
    assert (asked["state"], asked["case_no"], asked["due_on"]) == ("received", "成司党2026-17号", "2026-12-07")
    assert asked["statements"][0]["evidence"]["reference"] == "川组函〔2026〕3号"
    (row,) = await requests(sharing)
    assert (row.record_id, row.field, row.side.value) == (member.person_id, "category", "party")
    events, cursor = await drain(sharing, partner, cursor)
    assert kinds(events) == [("enter", "corrections")]
    assert (events[0]["id"], events[0]["record"]["state"]) == (asked["id"], "received")
    officer = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    seen = await officer.get(f"/correction-requests/{asked['id']}")
    assert (seen["requested_by"], seen["requester_name"], seen["field"]) == ("partner", row.requester_name, "category")
    assert seen["statements"][0]["value_believed"] == "2"
    body = {"action": "correct", "change_id": None, "value": "1", "answer": "经核对档案无误后重新登记"}
    await officer.post(f"/correction-requests/{asked['id']}/actions", body)
    events, cursor = await drain(sharing, partner, cursor)
    assert kinds(events) == [("upsert", "members"), ("upsert", "corrections")]
    answer = events[1]["record"]
    assert (answer["state"], answer["answer"]) == ("corrected", "经核对档案无误后重新登记")
    shown = await partner.get(f"/corrections/{asked['id']}")
    assert {name: shown[name] for name in answer} == answer
    assert (await partner.get("/corrections"))["items"] == [answer]


async def test_a_refusal_comes_with_its_written_reason(sharing: Sharing, api: Api) -> None:
    firm = await make_firm(sharing.admin, "甲律师事务所")
    partner = await sharing.partner()
    body = claim(str(firm.id), data_set="law_firms", field="address", value_seen=None, value_believed="新路1号")
    asked = await ask(partner, body)
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    refusal = {"action": "refuse", "reason": "执业许可证所载与登记一致"}
    path = f"/correction-requests/{asked['id']}/actions"
    assert (await department.post(path, refusal, 403))["code"] == "not_the_acting_body"
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    await bureau.post(path, {"action": "refuse"}, 422)
    await bureau.post(path, {"action": "accept_for_check"})
    await bureau.post(path, refusal)
    answer = await partner.get(f"/corrections/{asked['id']}")
    assert (answer["state"], answer["answer"]) == ("refused", "执业许可证所载与登记一致")
    assert answer["answered_by"]


async def test_what_lies_outside_the_scope_answers_as_what_does_not_exist(sharing: Sharing) -> None:
    await member_of(sharing, "5107")
    await member_of(sharing)
    elsewhere = await sharing.partner("绵阳", area_code="5107")
    theirs = await shown_id(elsewhere)
    firm = await make_firm(sharing.admin, "乙律师事务所", area="5107")
    partner = await sharing.partner()
    wrong = [
        claim(theirs),
        claim("0" * 32),
        claim("x"),
        claim(str(firm.id), data_set="law_firms", field="name"),
        claim(str(uuid.uuid4()), data_set="law_firms", field="name"),
        claim("x", data_set="law_firms", field="name"),
    ]
    answers = {(await partner("POST", "/corrections", 404, json=body)).content for body in wrong}
    assert len(answers) == 1
    assert await requests(sharing) == []


async def test_another_partners_identifier_names_nobody(sharing: Sharing) -> None:
    await member_of(sharing)
    one, other = await sharing.partner(), await sharing.partner("另一系统")
    await ask(one, claim(await shown_id(other)), 404)


async def test_only_granted_fields_can_be_called_wrong(sharing: Sharing) -> None:
    await member_of(sharing)
    partner = await sharing.partner(data_sets={"members": {"name": "full", "sex": "omit"}})
    record_id = await shown_id(partner)
    for field in ("member_category", "sex", "nonsense"):
        refused = await ask(partner, claim(record_id, field=field), 400)
        assert (refused["code"], refused["errors"][0]["field"]) == ("unknown_input", "field")
    assert (await ask(partner, claim(record_id, data_set="lawyers", field="name"), 403))["code"] == (
        "data_set_not_granted"
    )
    assert (await ask(partner, claim(record_id, surprise=1), 400))["code"] == "unknown_input"
    await ask(partner, claim(record_id, field="name", reason=""), 422)


async def test_a_request_is_its_grants_own(sharing: Sharing) -> None:
    await member_of(sharing)
    partner, other = await sharing.partner(), await sharing.partner("另一系统")
    asked = await ask(partner, claim(await shown_id(partner)))
    await other("GET", f"/corrections/{asked['id']}", 404)
    await reply(other, asked, 404, action="withdraw")
    assert (await other.get("/corrections"))["items"] == []
    first = partner.grant_id
    await sharing.grant(partner.partner_id, partner)
    await partner("GET", f"/corrections/{asked['id']}", 404)
    await reply(partner, asked, 404, action="withdraw")
    events, _ = await drain(sharing, partner)
    assert "corrections" not in {event["data_set"] for event in events}
    partner.grant_id = first
    await partner.sign_in()
    await partner.get(f"/corrections/{asked['id']}")


async def test_a_request_outlives_the_records_stay_in_the_scope(sharing: Sharing, api: Api) -> None:
    member = await member_of(sharing)
    partner = await sharing.partner()
    asked = await ask(partner, claim(await shown_id(partner)))
    _, cursor = await drain(sharing, partner)
    async with sharing.admin.as_admin() as session:
        row = await session.get_one(Member, member.person_id)
        row.place_path = "/51/5107/"
        session.add(row)
    officer = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5107")
    await officer.post(f"/correction-requests/{asked['id']}/actions", {"action": "refuse", "reason": "登记无误"})
    events, _ = await drain(sharing, partner, cursor)
    assert [(event["kind"], event["record"]["state"]) for event in events] == [("upsert", "refused")]


@pytest.mark.parametrize("state", CorrectionState)
async def test_evidence_and_withdrawal_are_taken_until_the_answer(sharing: Sharing, state: CorrectionState) -> None:
    await member_of(sharing)
    partner = await sharing.partner()
    record_id = await shown_id(partner)
    for action, facts in (("reply", {"evidence": {"text": "另附材料"}}), ("withdraw", {})):
        field = {"reply": "member_category", "withdraw": "sex"}[action]
        asked = await ask(partner, claim(record_id, field=field))
        async with sharing.admin.as_admin() as session:
            row = await session.get_one(CorrectionRequest, uuid.UUID(asked["id"]))
            row.state, row.answer = state, "理由"
            row.closed_on = None if state in OPEN else row.requested_on
            row.change_id = uuid.uuid4() if state is CorrectionState.CORRECTED else None
            session.add(row)
        answer = await reply(partner, asked, 200 if state in OPEN else 409, action=action, **facts)
        if state not in OPEN:
            assert answer["code"] == "correction_answered"
        elif action == "withdraw":
            assert (answer["state"], answer["closed_on"]) == ("withdrawn", "2026-11-23")
        else:
            assert (answer["state"], len(answer["statements"])) == (state, 2)
    await reply(partner, asked, 422, action="correct", value="2")


async def test_any_retry_has_the_effect_of_one(sharing: Sharing) -> None:
    await member_of(sharing)
    partner = await sharing.partner()
    body = claim(await shown_id(partner))
    first = await ask(partner, body, key="one")
    assert await ask(partner, body, key="one") == first
    assert (await ask(partner, body, 409))["code"] == "correction_already_open"
    more = {"action": "reply", "evidence": {"text": "另附材料"}}
    path, headers = f"/corrections/{first['id']}/reply", {"Idempotency-Key": "two"}
    answers = [await partner("POST", path, 200, json=more, headers=headers) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert len((await partner.get(f"/corrections/{first['id']}"))["statements"]) == 2
    assert len(await requests(sharing)) == 1


async def test_the_list_pages_and_filters(sharing: Sharing, clock: SetClock) -> None:
    await member_of(sharing)
    partner = await sharing.partner()
    record_id = await shown_id(partner)
    asked = [await ask(partner, claim(record_id, field=field)) for field in ("name", "sex", "member_category")]
    await reply(partner, asked[1], action="withdraw")
    found, cursor = [], None
    while True:
        page = await partner.get("/corrections", params={"limit": 1} | ({"cursor": cursor} if cursor else {}))
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(found) == sorted(item["id"] for item in asked)
    withdrawn = await partner.get("/corrections", params={"state": "withdrawn"})
    assert [item["id"] for item in withdrawn["items"]] == [asked[1]["id"]]
    assert (await partner("GET", "/corrections", 400, params={"cursor": "x"})).json()["code"] == "cursor_invalid"
    await partner("GET", "/corrections", 400, params={"overdue": "true"})


async def test_the_clock_counts_working_days(sharing: Sharing, clock: SetClock) -> None:
    await member_of(sharing)
    clock.advance(days=4)  # a Friday
    partner = await sharing.partner()
    asked = await ask(partner, claim(await shown_id(partner)))
    assert (asked["requested_on"], asked["due_on"]) == ("2026-11-27", "2026-12-11")


async def test_no_value_lies_open_in_table_ledger_list_feed_or_log(
    sharing: Sharing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await member_of(sharing)
    partner = await sharing.partner()
    _, cursor = await drain(sharing, partner)
    said = {"value_seen": CANARY, "value_believed": CANARY, "reason": CANARY, "evidence": {"text": CANARY}}
    asked = await ask(partner, claim(await shown_id(partner), **said), key="one")
    assert CANARY in str(asked["statements"])
    await reply(partner, asked, action="reply", evidence={"text": CANARY})
    assert CANARY not in str((await drain(sharing, partner, cursor))[0])
    assert CANARY not in (await partner("GET", "/corrections", 200)).text
    async with sharing.admin.as_admin() as session:
        for table in (CorrectionRequest, CorrectionStatement, Change, "partner_key"):
            name = table if isinstance(table, str) else table.__tablename__
            rows = await session.exec(sa.text(f"SELECT to_jsonb(t)::text FROM {name} t"))  # type: ignore[call-overload] # noqa: S608
            assert CANARY not in str(rows.all())
    assert CANARY not in caplog.text


async def test_a_request_hands_nothing_over_and_is_no_disclosure(sharing: Sharing) -> None:
    await member_of(sharing)
    partner = await sharing.partner()
    record_id = await shown_id(partner)
    _, cursor = await drain(sharing, partner)
    async with sharing.admin.as_admin() as session:
        before = len((await session.exec(select(Disclosure.id))).all())
    asked = await ask(partner, claim(record_id))
    await partner.get(f"/corrections/{asked['id']}")
    await partner.get("/corrections")
    events, _ = await drain(sharing, partner, cursor)
    assert len(events) == 1
    async with sharing.admin.as_admin() as session:
        assert len((await session.exec(select(Disclosure.id))).all()) == before


async def test_the_sharing_process_can_write_no_answer(sharing: Sharing) -> None:
    await member_of(sharing)
    partner = await sharing.partner()
    asked = await ask(partner, claim(await shown_id(partner)))
    caller = await sharing.app.state.partners.caller(partner.token)
    answered: list[tuple[dict[str, Any], str]] = [
        ({"answer": "理由"}, "permission denied"),
        ({"state": "refused", "closed_on": dt.date(2026, 11, 23)}, "row-level security"),
        ({"state": "corrected", "closed_on": dt.date(2026, 11, 23)}, "row-level security"),
    ]
    for values, refusal in answered:
        update = sa.update(CorrectionRequest).where(col(CorrectionRequest.id) == uuid.UUID(asked["id"])).values(values)
        async with sharing.admin.session(caller.scope) as session, session.begin_nested():
            with pytest.raises(sa.exc.DBAPIError, match=refusal):
                await session.exec(update)
            await session.rollback()


async def test_what_others_ask_about_the_same_record_shows_in_no_byte(sharing: Sharing, api: Api) -> None:
    member = await member_of(sharing)
    partner, other = await sharing.partner(), await sharing.partner("另一系统")
    _, cursor = await drain(sharing, partner)

    async def told() -> list[bytes]:
        await numbered(sharing)
        answers = [await partner("GET", "/changes", 200, params={"after": cursor})]
        answers += [await partner("GET", path, 200) for path in ("/corrections", "/members")]
        return [re.sub(rb'"next":"[^"]+"', b"", answer.content) for answer in answers]

    before = await told()
    theirs = await ask(other, claim(await shown_id(other)))
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    body = {"noun": "member", "record_id": str(member.person_id), "field": "education", "reason": "与证书不符"}
    await bureau.post("/correction-requests", body, 201)
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
    refusal = {"action": "refuse", "reason": "登记无误"}
    await department.post(f"/correction-requests/{theirs['id']}/actions", refusal)
    assert await told() == before


async def test_a_lawyer_is_named_by_the_pairwise_id_too(sharing: Sharing, api: Api) -> None:
    firm = await make_firm(sharing.admin, "甲律师事务所")
    lawyer = await make_lawyer(sharing.admin, "钱二", firm)
    partner = await sharing.partner()
    record_id = await shown_id(partner, "/lawyers")
    believed = "01"
    body = claim(record_id, data_set="lawyers", field="political_status", value_seen=None, value_believed=believed)
    asked = await ask(partner, body)
    assert asked["record_id"] == record_id
    assert str(lawyer.person_id) not in str(asked)
    bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    path = f"/correction-requests/{asked['id']}/actions"
    await bureau.post(path, {"action": "correct", "value": believed})
    assert (await partner.get("/lawyers"))["items"][0]["political_status"] == believed
