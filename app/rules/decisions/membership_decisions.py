"""What a decision on membership does, when it may be taken (N03; education and management regulation art. 24, 31)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from app.models.membership_decisions import DecisionKind, SuspensionGround
from app.rules.civil_date import add_months
from app.rules.faults import Fault
from app.rules.people.membership import MEMBERSHIP_ENDED, NORMAL_STATUS, PROBATIONARY_MEMBER, RETAINED, SUSPENDED

K = DecisionKind
_LASTING = frozenset({NORMAL_STATUS, SUSPENDED, RETAINED})
ADMITTED = "11"
"""The kind of increase (`member_increase_type`) by which an admission counts in the yearly balance."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The status that follows, under which code it counts in the yearly balance, and from which status it may be taken.

    `status` by `membership_status`; `change_code` by `member_decrease_type` and `member_increase_type`.
    """

    status: str | None
    change_code: str | None
    applies_to: frozenset[str] = _LASTING


EFFECTS: Mapping[DecisionKind, Effect] = {
    K.LOST_CONTACT: Effect(None, None, frozenset({NORMAL_STATUS, RETAINED})),
    K.CONTACT_REGAINED: Effect(None, None),
    K.SUSPENSION: Effect("2", "22", frozenset({NORMAL_STATUS, RETAINED})),
    K.RESTORATION: Effect("1", "12", frozenset({SUSPENDED})),
    K.EXPULSION: Effect("4", "211"),
    K.WITHDRAWAL: Effect("5", "212"),
    K.PERSUADED_WITHDRAWAL: Effect("5", "213"),
    K.REFUSED_PERSUASION: Effect("5", "214"),
    K.SELF_SEPARATION: Effect("5", "215"),
    K.PROBATION_CANCELLED: Effect("5", "216"),
    K.NOT_RECOGNISED: Effect("5", "217"),
    K.DEATH: Effect("6", "23"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The member as the rules see it; `status_since` is the first day of the present status."""

    category: str
    status: str
    status_since: dt.date
    lost_contact: bool
    lost_contact_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Case:
    """What is proposed, with the day from which its limit counts."""

    kind: DecisionKind
    since_on: dt.date | None = None
    ground: SuspensionGround | None = None
    lost_contact_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The regulations' calendar months."""

    stop: int
    removal: int
    absence: int
    study_abroad: int


def check_case(case: Case, member: Standing, on: dt.date, limits: Limits) -> list[Fault]:
    """What forbids the decision on a day; no fault means that the body may decide, never that it must.

    Codes: `membership_ended` (art. 24: who was expelled or removed can only join anew), `status_not_applicable`,
    `since_on_required`, `since_on_unexpected`, `since_on_in_future`, `ground_required`, `ground_unexpected`,
    `lost_contact_reason_required`, `lost_contact_reason_unexpected`, `contact_already_lost`, `contact_not_lost`,
    `lost_contact_too_short` (art. 24: six months), `study_abroad_too_short` (art. 24), `suspension_first`,
    `suspended_too_short` (art. 24: two years), `absence_too_short` (Constitution, art. 9), `not_probationary`.
    """
    if member.status in MEMBERSHIP_ENDED:
        message = "党籍已终止：被开除党籍或除名的只能重新入党，不能恢复党籍"
        return [Fault("member_id", "membership_ended", message)]
    if member.status not in EFFECTS[case.kind].applies_to:
        message = "现在的党籍状态不能作此决定（恢复党籍只适用于停止党籍的，停止党籍只适用于正常和保留党籍的）"
        return [Fault("kind", "status_not_applicable", message)]
    return _shape_faults(case, member, on) or _limit_faults(case, member, on, limits)


def _shape_faults(case: Case, member: Standing, on: dt.date) -> list[Fault]:
    expected = {
        "since_on": case.kind in {K.LOST_CONTACT, K.DEATH}
        or case.ground is SuspensionGround.STUDY_ABROAD
        or (case.kind is K.SELF_SEPARATION and member.status != SUSPENDED),
        "ground": case.kind is K.SUSPENSION,
        "lost_contact_reason": case.kind is K.LOST_CONTACT,
    }
    names = {"since_on": "起算日期", "ground": "停止党籍的情形", "lost_contact_reason": "失去联系的原因"}
    faults = []
    for field, wanted in expected.items():
        given = getattr(case, field) is not None
        if wanted and not given:
            faults.append(Fault(field, f"{field}_required", f"此项决定须填写{names[field]}"))
        elif given and not wanted:
            faults.append(Fault(field, f"{field}_unexpected", f"此项决定不填写{names[field]}，请删去"))
    if case.since_on and case.since_on > on:
        faults.append(Fault("since_on", "since_on_in_future", "起算日期晚于办理日期，请核对"))
    return faults


def _limit_faults(case: Case, member: Standing, on: dt.date, limits: Limits) -> list[Fault]:
    def short(since: dt.date | None, months: int) -> bool:
        return since is None or add_months(since, months) > on

    match case.kind:
        case K.LOST_CONTACT if member.lost_contact:
            return [Fault("kind", "contact_already_lost", "已登记为失联党员，不必重复登记")]
        case K.CONTACT_REGAINED if not member.lost_contact:
            return [Fault("kind", "contact_not_lost", "该党员没有登记为失联")]
        case K.SUSPENSION if case.ground is SuspensionGround.LOST_CONTACT:
            if not member.lost_contact:
                return [Fault("ground", "contact_not_lost", "请先登记失去联系的日期和原因")]
            if short(member.lost_contact_on, limits.stop):
                message = f"失去联系未满{limits.stop}个月，期满并经多方查找仍无法取得联系的才停止党籍"
                return [Fault("ground", "lost_contact_too_short", message)]
        case K.SUSPENSION if case.ground is SuspensionGround.STUDY_ABROAD and short(case.since_on, limits.study_abroad):
            message = f"出国（境）学习研究未满{limits.study_abroad}个月"
            return [Fault("since_on", "study_abroad_too_short", message)]
        case K.SELF_SEPARATION if member.status == SUSPENDED and short(member.status_since, limits.removal):
            message = f"停止党籍未满{limits.removal}个月，期满仍无法取得联系的才按自行脱党除名"
            return [Fault("kind", "suspended_too_short", message)]
        case K.SELF_SEPARATION if member.status != SUSPENDED and member.lost_contact:
            return [Fault("kind", "suspension_first", "失联党员应先停止党籍，期满后再按自行脱党除名")]
        case K.SELF_SEPARATION if member.status != SUSPENDED and short(case.since_on, limits.absence):
            message = f"无正当理由不参加组织生活、不交纳党费或不做所分配工作未连续满{limits.absence}个月"
            return [Fault("since_on", "absence_too_short", message)]
        case K.PROBATION_CANCELLED if member.category != PROBATIONARY_MEMBER:
            return [Fault("kind", "not_probationary", "只有预备党员才能取消预备党员资格")]
    return []
