"""Whether the facts of one record agree with each other (N01, N03; the 2017 collection form).

A caller that could not read a field passes None and drops the faults of that field: it has named it already.
"""

import datetime as dt

from app.rules.civil_date import add_months
from app.rules.faults import Fault, Remark, RuleError
from app.rules.people.id_number import IdNumber

NORMAL_STATUS = "1"
SUSPENDED = "2"
RETAINED = "3"
EXPELLED_OR_REMOVED = frozenset({"4", "5"})
MEMBERSHIP_ENDED = EXPELLED_OR_REMOVED | {"6"}
FULL_MEMBER = "1"
PROBATIONARY_MEMBER = "2"
_MONTHS_TO_ADULTHOOD = 18 * 12


def check_identity(
    number: IdNumber, *, sex: str | None, birth_date: dt.date | None, today: dt.date
) -> tuple[list[Fault], list[Remark]]:
    """Compare a person's record with the identity number.

    Sex must agree; the birth date of the personnel file may differ and is kept. `sex` by GB/T 2261.1.
    Faults: `sex_differs_from_id_number`, `birth_date_in_future`. Remark: `birth_date_differs_from_id_number`.
    """
    faults, remarks = [], []
    if sex in {"1", "2"} and sex != number.sex:
        faults.append(Fault("sex", "sex_differs_from_id_number", "性别与公民身份号码第17位不一致，请核对性别和号码"))
    if (birth_date or number.birth_date) > today:
        faults.append(Fault("birth_date", "birth_date_in_future", "出生日期晚于今天，请核对"))
    elif birth_date and birth_date != number.birth_date:
        message = "出生日期与公民身份号码不一致，已按所填保存，请与档案核对"
        remarks.append(Remark("birth_date", "birth_date_differs_from_id_number", message))
    return faults, remarks


def check_membership(
    *,
    category: str,
    birth_date: dt.date | None,
    admitted_on: dt.date | None,
    regularized_on: dt.date | None,
    lost_contact: bool,
    lost_contact_on: dt.date | None,
    today: dt.date,
) -> list[Fault]:
    """What is wrong with the dates of a member: first each date by itself, and only if these hold, their order.

    So a date that cannot be right is named alone, and not also every date it clashes with.
    Codes: `admitted_on_required`, `admitted_in_future`, `regularized_on_required`, `regularized_on_unexpected`,
    `regularized_in_future`, `lost_contact_on_required`, `lost_contact_in_future`, `admitted_under_18`
    (Constitution of the Party, art. 1), `regularized_before_admitted`.
    """
    faults = []
    if admitted_on is None:
        faults.append(Fault("admitted_on", "admitted_on_required", "未填写加入党组织日期，请填写支部大会通过的日期"))
    elif admitted_on > today:
        faults.append(Fault("admitted_on", "admitted_in_future", "加入党组织日期晚于今天，请核对"))
    if category == FULL_MEMBER and regularized_on is None:
        message = "正式党员须填写转为正式党员日期；尚未转正的，请将人员类别改为预备党员"
        faults.append(Fault("regularized_on", "regularized_on_required", message))
    elif category == PROBATIONARY_MEMBER and regularized_on is not None:
        message = "预备党员不应有转为正式党员日期；已转正的，请将人员类别改为正式党员"
        faults.append(Fault("regularized_on", "regularized_on_unexpected", message))
    elif regularized_on is not None and regularized_on > today:
        faults.append(Fault("regularized_on", "regularized_in_future", "转为正式党员日期晚于今天，请核对"))
    if not faults and admitted_on:
        faults += _order_faults(birth_date, admitted_on, regularized_on)
    if lost_contact and lost_contact_on is None:
        message = "失联党员须填写失去联系日期；未失联的，请将“是否为失联党员”改为“否”"
        faults.append(Fault("lost_contact_on", "lost_contact_on_required", message))
    elif lost_contact_on is not None and lost_contact_on > today:
        faults.append(Fault("lost_contact_on", "lost_contact_in_future", "失去联系日期晚于今天，请核对"))
    return faults


def check_recorded_status(before: str | None, after: str) -> None:
    """What a form or a correction may say of the status: it records who is a member, and ends no membership.

    Errors: `membership_ended` (education and management regulation, art. 24: who was expelled or removed can only join
    anew), `status_needs_decision`. Status by `membership_status`; `before` None for a new record.
    """
    if before in MEMBERSHIP_ENDED and after != before:
        raise RuleError("membership_ended", "党籍已终止的不能恢复：被开除党籍或除名的只能重新入党，重新办理")
    if after in MEMBERSHIP_ENDED and after != before:
        message = "党籍的终止由所在党支部提出、上级党委决定（POST /api/v1/membership-decisions），不能直接登记"
        raise RuleError("status_needs_decision", message)


def _order_faults(birth_date: dt.date | None, admitted_on: dt.date, regularized_on: dt.date | None) -> list[Fault]:
    faults = []
    if birth_date and admitted_on < add_months(birth_date, _MONTHS_TO_ADULTHOOD):
        message = "加入党组织时未满18周岁，请核对加入党组织日期和出生日期"
        faults.append(Fault("admitted_on", "admitted_under_18", message))
    if regularized_on and regularized_on < admitted_on:
        message = "转为正式党员日期早于加入党组织日期，请核对"
        faults.append(Fault("regularized_on", "regularized_before_admitted", message))
    return faults
