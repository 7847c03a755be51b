"""Corrections: asked by whoever has no authority, answered by whoever has, clocked, without a value in the open."""

import logging
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import select

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.correction_requests import (
    CorrectionAction,
    CorrectionRequest,
    CorrectionState,
    CorrectionStatement,
    FieldSide,
)
from app.models.law_firms import LawFirm
from app.models.lawyers import Lawyer
from app.models.members import Member
from app.models.people import Person
from app.rules.reference.authority import FIELDS, side_of
from app.rules.sharing.sharing import DATA_SETS
from app.schemas.organizations.party_orgs import OrgUpdate
from app.schemas.people.members import MemberUpdate
from app.schemas.practice.law_firms import FirmUpdate
from app.schemas.practice.lawyers import LawyerUpdate
from app.workflows.correction import OPEN, PROCEDURE, STEPS, CorrectionBody
from tests.support.api_client import Api, Caller
from tests.support.builders import make_lawyer, make_member
from tests.support.chengdu import Chengdu, looks
from tests.support.clock import SetClock

CANARY = "金丝雀一九零"


@dataclass
class Corrections:
    """A member who is a lawyer of the firm, and those who have a word in it."""

    member: Member
    lawyer: Lawyer
    firm: LawFirm
    department: Caller
    bureau: Caller
    bar: Caller
    officer: Caller
    person: Caller

    def ask(self, **changes: Any) -> dict[str, Any]:
        return {
            "noun": "member",
            "record_id": str(self.member.person_id),
            "field": "education",
            "value_seen": "14",
            "value_believed": "11",
            "reason": "与学历证书不符",
        } | changes


@pytest.fixture
async def world(api: Api, city: Chengdu, department: Caller, bureau: Caller) -> Corrections:
    lawyer = await make_lawyer(api.admin, "赵一", city.firm)
    async with api.admin.as_admin() as session:
        person = await session.get_one(Person, lawyer.person_id)
    member = await make_member(api.admin, "赵一", city.of_firm, person=person)
    return Corrections(
        member,
        lawyer,
        city.firm,
        department,
        bureau,
        await api.as_(StaffRole.BAR_ASSOCIATION, area="5101"),
        await api.as_(StaffRole.ORG_OFFICER, org=city.of_firm.id),
        await api.as_(StaffRole.MEMBER, person=member.person_id),
    )


async def do(caller: Caller, request: Any, action: str, expect: int = 200, **facts: Any) -> Any:
    return await caller.post(f"/correction-requests/{request['id']}/actions", {"action": action, **facts}, expect)


async def test_the_bureau_asks_and_the_department_corrects_in_one_step_with_the_change(
    api: Api, world: Corrections
) -> None:
    refused = await world.bureau.patch(f"/members/{world.member.person_id}", {"education": "11"}, 403)
    assert "/api/v1/correction-requests" in refused["errors"][0]["message"]
    asked = await world.bureau.post("/correction-requests", world.ask(evidence={"reference": "证书复印件"}), 201)
    assert (asked["state"], asked["side"], asked["requested_by"]) == ("received", "party", "department")
    assert asked["allowed_actions"] == ["reply", "withdraw"]
    (said,) = asked["statements"]
    assert (said["value_seen"], said["value_believed"]) == ("14", "11")
    assert said["evidence"]["reference"] == "证书复印件"
    taken = await do(world.department, asked, "accept_for_check")
    assert taken["allowed_actions"] == ["correct", "refuse"]
    done = await do(world.department, asked, "correct", value="11", answer="已核对证书")
    assert (done["state"], done["answer"], done["allowed_actions"]) == ("corrected", "已核对证书", [])
    assert (await world.department.get(f"/members/{world.member.person_id}"))["education"] == "11"
    (latest, *_) = (await world.department.get(f"/members/{world.member.person_id}/history"))["items"]
    assert (latest["id"], latest["changed"]) == (done["change_id"], ["education"])
    assert asked["id"] in latest["reason"]
    async with api.admin.as_admin() as session:
        rows = await session.exec(select(Change).where(Change.entity_id == uuid.UUID(asked["id"])))
        ledger = list(rows.all())
    assert [change.op.value for change in ledger] == ["create", "update", "update"]
    assert {change.place_after for change in ledger} == {world.member.place_path}
    assert not [change for change in ledger if change.reason]


@pytest.mark.parametrize(
    ("noun", "field", "value", "answering"),
    [
        ("member", "name", "赵壹", "bureau"),
        ("member", "education", "11", "officer"),
        ("lawyer", "political_status", "01", "bureau"),
        ("law_firm", "is_key_firm", True, "department"),
        ("law_firm", "address", "新路1号", "bureau"),
        ("member", "mobile", "19900005678", "bar"),
    ],
)
async def test_each_field_is_put_right_by_the_side_whose_it_is(
    world: Corrections, noun: str, field: str, value: Any, answering: str
) -> None:
    record = world.firm.id if noun == "law_firm" else world.member.person_id
    asking = world.person if noun != "law_firm" else {"bureau": world.department}.get(answering, world.bureau)
    body = world.ask(noun=noun, record_id=str(record), field=field, value_seen=None, value_believed=value)
    asked = await asking.post("/correction-requests", body, 201)
    authorities = {"department": FieldSide.PARTY, "officer": FieldSide.PARTY, "bureau": FieldSide.PRACTICE, "bar": None}
    for name, side in authorities.items():
        caller = getattr(world, name)
        may_write = noun == "member" or name != "officer"
        mine = may_write and asked["side"] in {"contact", side}
        if not mine and caller is not asking:
            refused = await do(caller, asked, "correct", 403, value=value)
            assert refused["code"] == "not_the_acting_body", name
    done = await do(getattr(world, answering), asked, "correct", value=value)
    assert done["state"] == "corrected"
    assert done["answered_by"]
    assert (await asking.get(f"/correction-requests/{asked['id']}"))["state"] == "corrected"


async def test_who_has_the_authority_changes_the_record_instead_of_asking(world: Corrections) -> None:
    for caller in (world.department, world.officer):
        refused = await caller.post("/correction-requests", world.ask(), 409)
        assert refused["code"] == "own_field"
    firm = world.ask(noun="law_firm", record_id=str(world.firm.id), field="address")
    assert (await world.bureau.post("/correction-requests", firm, 409))["code"] == "own_field"
    await world.bar.post("/correction-requests", firm, 201)


async def test_the_person_asks_about_the_own_records_and_sees_the_own_requests_alone(
    api: Api, city: Chengdu, world: Corrections
) -> None:
    mine = await world.person.post("/correction-requests", world.ask(), 201)
    assert mine["requested_by"] == "person"
    of_licence = world.ask(noun="lawyer", field="licence_no", value_seen=None, value_believed="15101201310000001")
    await world.person.post("/correction-requests", of_licence, 201)
    theirs = await world.bureau.post("/correction-requests", world.ask(field="job_post"), 201)
    other = await make_member(api.admin, "钱二", city.joint)
    for noun, record in (("member", other.person_id), ("law_firm", city.firm.id), ("party_org", city.of_firm.id)):
        body = world.ask(noun=noun, record_id=str(record), field="name")
        assert (await world.person.post("/correction-requests", body, 404))["code"] == "not_found"
    listed = await world.person.get("/correction-requests", params={"include": "total"})
    assert {item["field"] for item in listed["items"]} == {"education", "licence_no"}
    await world.person.get(f"/correction-requests/{theirs['id']}", 404)
    await do(world.person, mine, "reply", evidence={"text": "另附毕业证"})
    withdrawn = await do(world.person, mine, "withdraw")
    assert (withdrawn["state"], len(withdrawn["statements"])) == ("withdrawn", 2)


async def test_outside_the_scope_looks_like_not_existing(api: Api, city: Chengdu, world: Corrections) -> None:
    elsewhere = await make_member(api.admin, "孙三", city.elsewhere)
    answers = [
        await world.bureau("POST", "/correction-requests", 404, json=world.ask(record_id=str(key)))
        for key in (elsewhere.person_id, uuid.uuid4())
    ]
    assert answers[0].content == answers[1].content
    asked = await world.bureau.post("/correction-requests", world.ask(), 201)
    stranger = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5107")
    await stranger.get(f"/correction-requests/{asked['id']}", 404)
    await do(stranger, asked, "accept_for_check", 404)
    assert (await stranger.get("/correction-requests"))["items"] == []


async def test_an_officer_sees_and_answers_what_concerns_the_own_organization(
    api: Api, city: Chengdu, world: Corrections
) -> None:
    asked = await world.bureau.post("/correction-requests", world.ask(), 201)
    other = await make_member(api.admin, "钱二", city.joint)
    await world.bureau.post("/correction-requests", world.ask(record_id=str(other.person_id)), 201)
    of_firm = world.ask(noun="law_firm", record_id=str(world.firm.id), field="head_name")
    await world.department.post("/correction-requests", of_firm, 201)
    seen = (await world.officer.get("/correction-requests"))["items"]
    assert {(item["noun"], item["field"]) for item in seen} == {("member", "education"), ("law_firm", "head_name")}
    assert (await do(world.officer, asked, "refuse", reason="登记无误"))["answered_by"] == city.of_firm.name


async def test_a_request_follows_its_record_and_stays_with_who_asked(
    api: Api, city: Chengdu, world: Corrections
) -> None:
    asked = await world.bureau.post("/correction-requests", world.ask(), 201)
    async with api.admin.as_admin() as session:
        member = await session.get_one(Member, world.member.person_id)
        member.place_path, member.party_path = city.elsewhere.place_path, city.elsewhere.party_path
        session.add(member)
    there = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5107")
    await do(there, asked, "refuse", reason="经核对无误")
    await world.department.get(f"/correction-requests/{asked['id']}", 404)
    assert (await world.bureau.get(f"/correction-requests/{asked['id']}"))["answer"] == "经核对无误"


async def test_the_clock_counts_working_days_and_overdue_is_computed(
    api: Api, world: Corrections, clock: SetClock
) -> None:
    asked = await world.bureau.post("/correction-requests", world.ask(), 201)
    assert (asked["requested_on"], asked["due_on"]) == ("2026-11-23", "2026-12-07")
    for days, overdue in ((14, False), (1, True)):
        clock.advance(days=days)
        department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101")
        listed = await department.get("/correction-requests", params={"overdue": str(overdue).lower()})
        assert [item["overdue"] for item in listed["items"]] == [overdue]
        assert (await department.get("/correction-requests", params={"overdue": str(not overdue).lower()}))[
            "items"
        ] == []
    done = await do(department, asked, "refuse", reason="登记无误")
    assert (done["overdue"], done["closed_on"]) == (False, "2026-12-08")
    assert (await department.get("/correction-requests", params={"open": "true"}))["items"] == []


async def test_an_open_request_is_a_task_of_the_department_until_it_is_answered(world: Corrections) -> None:
    asked = await world.bureau.post("/correction-requests", world.ask(), 201)
    firm = world.ask(noun="law_firm", record_id=str(world.firm.id), field="address")
    await world.bar.post("/correction-requests", firm, 201)
    tasks = (await world.department.get("/tasks", params={"kind": "correction"}))["items"]
    assert {(task["about"], task["due_on"]) for task in tasks} == {
        ("赵一", "2026-12-07"),
        ("四川甲律师事务所", "2026-12-07"),
    }
    assert f"/api/v1/correction-requests/{asked['id']}" in {task["link"] for task in tasks}
    await do(world.department, asked, "refuse", reason="登记无误")
    assert len((await world.department.get("/tasks", params={"kind": "correction"}))["items"]) == 1


async def test_a_correction_may_point_to_a_change_made_already(world: Corrections) -> None:
    asked = await world.bureau.post("/correction-requests", world.ask(), 201)
    await world.department.patch(f"/members/{world.member.person_id}", {"mobile": "19900009999"})
    await world.department.patch(f"/members/{world.member.person_id}", {"education": "11"})
    made, other, *_ = (await world.department.get(f"/members/{world.member.person_id}/history"))["items"]
    for wrong in (other["id"], str(uuid.uuid4())):
        refused = await do(world.department, asked, "correct", 422, change_id=wrong)
        assert refused["code"] == "correction_change_not_found"
    assert (await do(world.department, asked, "correct", change_id=made["id"]))["change_id"] == made["id"]


@pytest.mark.parametrize(
    ("field", "facts", "code"),
    [
        ("education", {"value": "99"}, "code_unknown"),
        ("category", {"value": None}, "required"),
        ("lost_contact", {"value": "maybe"}, "bool_parsing"),
        ("affiliation_state", {"value": "outside"}, "corrected_elsewhere"),
        ("org_id", {"value": "x"}, "affiliation_needs_transfer"),
        ("admitted_on", {"value": "2030-01-01"}, "admitted_in_future"),
        ("education", {}, "value_error"),
        ("education", {"value": "11", "change_id": "00000000-0000-7000-8000-000000000000"}, "value_error"),
    ],
)
async def test_a_correction_obeys_the_rules_of_the_record_or_nothing_happens(
    world: Corrections, field: str, facts: dict[str, Any], code: str
) -> None:
    asked = await world.bureau.post("/correction-requests", world.ask(field=field), 201)
    refused = await do(world.department, asked, "correct", 422, **facts)
    assert code in {refused["code"], *(fault["code"] for fault in refused["errors"])}, refused
    after = await world.department.get(f"/correction-requests/{asked['id']}")
    assert (after["state"], after["version"]) == ("received", 1)


async def test_every_state_takes_the_actions_of_the_table_by_the_bodies_of_the_table(
    api: Api, world: Corrections
) -> None:
    asked = await world.bureau.post("/correction-requests", world.ask(), 201)
    facts: dict[str, Any] = {
        "correct": {"value": "11"},
        "refuse": {"reason": "登记无误"},
        "reply": {"evidence": {"text": "补充"}},
    }
    callers = {"authority": world.department, "requester": world.bureau, "nobody": world.bar}
    for state in CorrectionState:
        for action in CorrectionAction:
            for who, caller in callers.items():
                await put_into(api, asked["id"], state)
                body = {"action": action, **facts.get(action, {})}
                answer = await caller("POST", f"/correction-requests/{asked['id']}/actions", json=body)
                step = STEPS.get((state, action))
                ever = who in PROCEDURE.bodies_for(action)
                expected = 403 if not ever else 409 if step is None else 200 if who in step.by else 403
                assert answer.status_code == expected, (state, action, who, answer.text)
                if expected == 200 and step:
                    assert answer.json()["state"] == step.to_state
                    assert (answer.json()["closed_on"] is None) == (step.to_state in OPEN)
    assert {body for step in STEPS.values() for body in step.by} == set(CorrectionBody)


async def put_into(api: Api, request_id: str, state: CorrectionState) -> None:
    async with api.admin.as_admin() as session:
        row = await session.get_one(CorrectionRequest, uuid.UUID(request_id), populate_existing=True)
        row.state, row.answer = state, "理由" if state is CorrectionState.REFUSED else None
        row.closed_on = None if state in OPEN else row.requested_on
        row.change_id = uuid.uuid4() if state is CorrectionState.CORRECTED else None
        session.add(row)


async def test_one_open_request_per_requester_and_field(world: Corrections) -> None:
    asked = await world.bureau.post("/correction-requests", world.ask(), 201)
    assert (await world.bureau.post("/correction-requests", world.ask(), 409))["code"] == "correction_already_open"
    await world.person.post("/correction-requests", world.ask(), 201)
    await do(world.bureau, asked, "withdraw")
    await world.bureau.post("/correction-requests", world.ask(), 201)


async def test_a_repeated_request_under_one_key_is_one(world: Corrections) -> None:
    key = {"Idempotency-Key": "one"}
    first = await world.bureau("POST", "/correction-requests", 201, json=world.ask(), headers=key)
    again = await world.bureau("POST", "/correction-requests", 201, json=world.ask(), headers=key)
    assert first.content == again.content
    other = await world.bureau("POST", "/correction-requests", 422, json=world.ask(field="job_post"), headers=key)
    assert other.json()["code"] == "idempotency_key_reused"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"field": "dues"}, "field"),
        ({"noun": "area"}, "noun"),
        ({"reason": ""}, "reason"),
        ({"evidence": {}}, "evidence"),
        ({"evidence": {"digest": "xyz"}}, "evidence.digest"),
        ({"value_seen": 3}, "value_seen"),
        ({"value_believed": "二" * 301}, "value_believed"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_a_request_names_what_is_wrong(world: Corrections, change: dict[str, Any], field: str) -> None:
    refused = await world.bureau.post("/correction-requests", world.ask(**change), 422)
    assert refused["errors"][0]["field"].startswith(field)


async def test_no_value_lies_open_in_table_ledger_list_or_log(
    api: Api, world: Corrections, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = world.ask(value_seen=CANARY, value_believed=CANARY, reason=f"应为{CANARY}", evidence={"text": CANARY})
    asked = await world.bureau.post("/correction-requests", body, 201)
    assert CANARY in str(asked["statements"])
    await do(world.bureau, asked, "reply", evidence={"text": CANARY})
    await do(world.department, asked, "correct", 422, value=CANARY)
    assert CANARY not in (await world.department("GET", "/correction-requests", 200)).text
    async with api.admin.as_admin() as session:
        for table in (CorrectionRequest, CorrectionStatement, Change):
            rows = await session.exec(sa.text(f"SELECT to_jsonb(t)::text FROM {table.__tablename__} t"))  # type: ignore[call-overload] # noqa: S608
            assert CANARY not in str(rows.all())
    assert CANARY not in caplog.text


async def test_a_look_at_a_request_is_a_look_at_the_person(api: Api, world: Corrections) -> None:
    asked = await world.bureau.post("/correction-requests", world.ask(), 201)
    await world.department.get(f"/correction-requests/{asked['id']}")
    assert await looks(api, world.member.person_id) == [("record", "organization_department")]


async def test_the_table_of_authorities_is_whole_and_published(world: Corrections) -> None:
    shown = {item["noun"]: item["fields"] for item in (await world.person.get("/field-authorities"))["items"]}
    assert shown.keys() == FIELDS.keys()
    education = next(field for field in shown["member"] if field["field"] == "education")
    assert (education["side"], education["departments"]) == ("party", ["organization_department"])
    shared = {(noun, field["shared_as"]) for noun, fields in shown.items() for field in fields if field["shared_as"]}
    assert shared == {(data_set.noun, name) for data_set in DATA_SETS.values() for name in data_set.fields}
    beside = {"reason", "document", "outside_name"}
    shapes: dict[str, type[BaseModel]] = {
        "member": MemberUpdate,
        "lawyer": LawyerUpdate,
        "law_firm": FirmUpdate,
        "party_org": OrgUpdate,
    }
    for noun, shape in shapes.items():
        assert shape.model_fields.keys() - beside <= FIELDS[noun].keys(), noun
    for data_set in DATA_SETS.values():
        for shared_field in data_set.fields.values():
            side = side_of(data_set.noun, shared_field.column)
            assert shared_field.authority.value == {"party": "organization_department"}.get(side, "justice_bureau")


@pytest.mark.parametrize("role", [StaffRole.SYSTEM_ADMIN, StaffRole.SECURITY_ADMIN, StaffRole.AUDIT_ADMIN])
async def test_administrators_have_no_word_in_it(api: Api, world: Corrections, role: StaffRole) -> None:
    admin = await api.as_(role)
    await admin.get("/correction-requests", 403)
    await admin.post("/correction-requests", world.ask(), 403)
