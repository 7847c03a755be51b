"""Two officers at one correction request: one answers, the other is told so, and the record is written once."""

import asyncio
import uuid
from collections import Counter
from typing import Any

from sqlmodel import func, select

from app.models.accounts import StaffRole
from app.models.changes import Change
from app.models.correction_requests import CorrectionRequest
from app.models.members import Member
from tests.support.api_client import Api, Caller
from tests.support.builders import make_member, make_org


async def asked(committed: Api) -> tuple[Member, dict[str, Any], Caller]:
    member = await make_member(committed.admin, "赵一", await make_org(committed.admin, "中共甲支部"))
    bureau = await committed.as_(StaffRole.JUSTICE_BUREAU, area="5101")
    body = {"noun": "member", "record_id": str(member.person_id), "field": "education", "reason": "与证书不符"}
    return member, body, bureau


async def test_of_many_answers_at_once_one_is_given(committed: Api) -> None:
    member, body, bureau = await asked(committed)
    request = await bureau.post("/correction-requests", body, 201)
    path = f"/correction-requests/{request['id']}/actions"
    officers = [await committed.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101") for _ in range(4)]
    answers = [
        {"action": "correct", "value": "11"},
        {"action": "refuse", "reason": "登记无误"},
        {"action": "correct", "value": "12"},
        {"action": "refuse", "reason": "登记无误"},
    ]
    said = await asyncio.gather(
        *(officer("POST", path, json=answer) for officer, answer in zip(officers, answers, strict=True)),
        bureau("POST", path, json={"action": "withdraw"}),
    )
    assert Counter(answer.status_code for answer in said) == {200: 1, 409: 4}
    (done,) = [answer.json() for answer in said if answer.status_code == 200]
    async with committed.admin.as_admin() as session:
        changes = select(func.count()).select_from(Change).where(Change.entity_id == member.person_id)
        assert (await session.exec(changes)).one() == (1 if done["state"] == "corrected" else 0)
        row = await session.get_one(CorrectionRequest, uuid.UUID(request["id"]))
        assert (row.state, row.version) == (done["state"], 2)


async def test_of_many_requests_at_once_one_is_received(committed: Api) -> None:
    _, body, bureau = await asked(committed)
    said = await asyncio.gather(*(bureau("POST", "/correction-requests", json=body) for _ in range(8)))
    assert Counter(answer.status_code for answer in said) == {201: 1, 409: 7}
    key = {"Idempotency-Key": "one"}
    again = body | {"field": "category"}
    said = await asyncio.gather(
        *(bureau("POST", "/correction-requests", json=again, headers=key) for _ in range(8)),
    )
    assert Counter(answer.status_code for answer in said) == {201: 8}
    assert len({answer.content for answer in said}) == 1
