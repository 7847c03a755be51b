"""Activity certificates, asked for and brought to a state by the bodies whose steps they are."""

from typing import Any

from app.models.activity_certificates import ActivityAction, ActivityState
from app.workflows.activity_certificate import CertificateBody
from tests.support.transfer_case import TransferCase

PATH = "/activity-certificates"

A, S, B = ActivityAction, ActivityState, CertificateBody

TO_ISSUE = (("a", A.FILL), ("department", A.ASSIGN_NUMBER), ("city", A.STAMP), ("a", A.ISSUE))

WAY: dict[ActivityState, tuple[tuple[str, ActivityAction], ...]] = {
    S.REQUESTED: (),
    S.FILLED: TO_ISSUE[:1],
    S.NUMBERED: TO_ISSUE[:2],
    S.STAMPED: TO_ISSUE[:3],
    S.ISSUED: TO_ISSUE,
    S.RETURNED: (*TO_ISSUE, ("a", A.TAKE_BACK)),
    S.LOST: (*TO_ISSUE, ("member", A.REPORT_LOST)),
    S.DECLINED: (("a", A.DECLINE),),
    S.WITHDRAWN: (("member", A.WITHDRAW),),
}

MORE: dict[ActivityAction, dict[str, Any]] = {
    A.REPORT_LOST: {"reason": "出差途中遗失"},
    A.DECLINE: {"reason": "能够正常参加组织生活"},
}


def asked(world: TransferCase, **changes: Any) -> dict[str, Any]:
    return {
        "member_id": str(world.member.person_id),
        "reason": "外出执业，暂不能接转组织关系",
        "destination_code": "6",
        "destination": "四川省成都市金堂县某律师事务所",
        "leaves_on": "2026-11-01",
    } | changes


async def act(world: TransferCase, key: str, who: str, action: ActivityAction, expect: int = 200) -> Any:
    body = {"action": action.value, **MORE.get(action, {})}
    return await world.callers[who].post(f"{PATH}/{key}/actions", body, expect)


async def reach(world: TransferCase, state: ActivityState) -> str:
    key = str((await world.callers["member"].post(PATH, asked(world), 201))["id"])
    for who, action in WAY[state]:
        await act(world, key, who, action)
    return key
