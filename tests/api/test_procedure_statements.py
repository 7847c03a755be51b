"""What an action costs the database: the four statements of the kernel, and the action's own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import Pool

from app.models.accounts import StaffRole
from app.services.procedures import Binding
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member, make_person
from tests.support.development_walk import DAYS
from tests.support.procedures import BINDINGS
from tests.support.sharing_grants import applied
from tests.support.transfer_case import TransferCase

KERNEL = 4
OWN: dict[tuple[str, str], tuple[int, str]] = {
    ("TRANSFER", "submit"): (4, "member and person who travel, each side's organizations"),
    ("TRANSFER", "agree"): (0, ""),
    ("TRANSFER", "issue_letter"): (4, "the longest validity, the committee's counter and address, the letter"),
    ("TRANSFER", "dispatch"): (0, ""),
    ("TRANSFER", "reissue"): (5, "the old letter becomes void; the same four for the new"),
    ("TRANSFER", "accept"): (3, "moving, file, the function that moves all, the row anew; less the update, its own"),
    ("TRANSFER", "send_receipt"): (2, "the receipt and its ledger row"),
    ("TRANSFER", "confirm_receipt"): (1, "the receipt to be verified"),
    ("TEMPORARY_AFFILIATION", "accept"): (1, "the longest stay"),
    ("TEMPORARY_AFFILIATION", "extend"): (1, "the longest extension"),
    ("TEMPORARY_AFFILIATION", "end"): (0, ""),
    ("DECISION", "refuse"): (0, ""),
    ("DECISION", "decide"): (11, "member, standing, figures; affiliation, new standing, member, settling"),
    ("DEVELOPMENT_FILE", "complete"): (1, "entries, figures, committee and transfer, read under the lock"),
    ("ACTIVITY_CERTIFICATE", "assign_number"): (1, "the area's counter"),
    ("ACTIVITY_CERTIFICATE", "stamp"): (0, ""),
    ("CERTIFICATE_LETTER", "issue"): (2, "the committee's row is locked, its last number read"),
    ("CERTIFICATE_LETTER", "return"): (0, ""),
    ("CAMPAIGN", "extend"): (0, ""),
    ("CAMPAIGN", "close"): (2, "everybody's result and the figures are frozen"),
    ("CORRECTION", "accept_for_check"): (0, ""),
    ("CORRECTION", "reply"): (1, "the statement"),
    ("CORRECTION", "correct"): (6, "the member's PATCH: row, person, update, ledger, settling; and the change it made"),
    ("FORMATION", "approve"): (0, ""),
    ("FORMATION", "withdraw"): (2, "the firms are free again"),
    ("ELECTION", "approve"): (2, "the organization stands and does not move"),
    ("ELECTION", "withdraw"): (2, "the organization stands and does not move"),
    ("GRANT", "approve"): (2, "with the last approval the day by which data flow: figure and calendar"),
    ("GRANT", "bring_into_force"): (0, ""),
    ("GRANT", "suspend"): (0, ""),
}
"""How many statements an action has beside the kernel's, and for what."""

AROUND = re.compile(r"(BEGIN|COMMIT|;|SELECT set_config\(|SELECT current_setting\('jit'|WITH RECURSIVE typeinfo_tree)")
"""What every unit of work has around it: its transaction and scope, and what the driver asks once of a connection."""


@contextmanager
def statements() -> Iterator[list[str]]:
    """What a writing connection is sent meanwhile. Who asks was read before, by another connection."""
    sent: list[str] = []

    def by_sqlalchemy(_connection: Any, _cursor: Any, query: str, *_: Any) -> None:
        sent.append(" ".join(query.split()))

    def by_driver(record: Any) -> None:
        sent.append(" ".join(record.query.split()))

    def taken(raw: Any, *_: Any) -> None:
        driver: asyncpg.Connection = raw.driver_connection
        driver.add_query_logger(by_driver)

    def returned(raw: Any, *_: Any) -> None:
        driver: asyncpg.Connection = raw.driver_connection
        driver.remove_query_logger(by_driver)

    heard = (sa.Engine, "before_cursor_execute", by_sqlalchemy), (Pool, "checkout", taken), (Pool, "checkin", returned)
    for told in heard:
        event.listen(*told)
    yield sent
    for told in heard:
        event.remove(*told)


def beside_the_kernel(binding: Binding[Any, Any, Any, Any], action: str, sent: list[str]) -> int:
    """How many statements are not the kernel's: lock, update, step with ledger row, reading back, in this order.

    What something open may block asks first what is open, in one statement.
    """
    table, steps = (sa.inspect(kept).local_table.name for kept in (binding.table, binding.steps))
    sent = [sql for sql in sent if not AROUND.match(sql)]
    if action in binding.advancing:
        asked, *sent = sent
        assert asked.startswith("SELECT open_procedures(")
    assert not any("open_procedures(" in sql for sql in sent)
    lock, *between, step, back = sent
    assert lock.startswith(f"SELECT {table}.")
    assert lock.endswith("FOR UPDATE")
    assert sum(sql.startswith(f"UPDATE {table} ") for sql in between) <= 1, "the row is written twice"
    assert step.startswith(f"WITH beside AS (INSERT INTO {steps} ")
    assert "record_change(" in step
    assert back == " ".join(binding.reading.query.sql.split())
    return len(sent) - KERNEL


async def test_an_action_takes_the_four_statements_of_the_kernel_and_its_own(committed: Api) -> None:
    api = committed
    world = await TransferCase.make(api)
    callers, orgs = world.callers, world.orgs
    callers["department"] = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    callers["local"] = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="510104")
    callers["bureau"] = await api.as_(StaffRole.JUSTICE_BUREAU, area="51")
    callers["admin"] = await api.as_(StaffRole.SECURITY_ADMIN)
    firm = await make_firm(api.admin, "四川新设律师事务所")
    for name in ("吴六", "郑七", "王八"):
        person = await make_person(api.admin, place=firm.place_path)
        await make_lawyer(api.admin, name, firm, person=person)
        await make_member(api.admin, name, orgs["b"], person=person)
    people = [str((await make_member(api.admin, f"钱{name}", orgs["a"])).person_id) for name in "一二三四五六"]
    taken: dict[tuple[str, str], int] = {}

    async def opened(who: str, path: str, **body: Any) -> str:
        made = await callers[who].post(path, body, 201)
        return f"{path}/{made['id']}/actions"

    async def act(name: str, path: str, who: str, action: str, **more: Any) -> None:
        with statements() as sent:
            await callers[who].post(path, {"action": action, **more})
        taken[name, action] = beside_the_kernel(BINDINGS[name], action, sent)

    path = await opened("member", "/transfers", **world.request("c"))
    await act("TRANSFER", path, "member", "submit")
    await act("TRANSFER", path, "a", "agree")
    await act("TRANSFER", path, "city", "issue_letter", valid_days=60)
    await act("TRANSFER", path, "city", "dispatch")
    await act("TRANSFER", path, "city", "reissue", valid_days=60)
    await act("TRANSFER", path, "city", "dispatch")
    await act("TRANSFER", path, "county", "accept", to_branch_id=str(orgs["c"].id))
    await act("TRANSFER", path, "county", "send_receipt", handler_name="李四")
    await act("TRANSFER", path, "city", "confirm_receipt")

    stay = {"member_id": people[0], "host_org_id": str(orgs["c"].id), "reason": "cannot_transfer_yet"}
    path = await opened("a", "/temporary-affiliations", **stay)
    await act("TEMPORARY_AFFILIATION", path, "c", "accept")
    await act("TEMPORARY_AFFILIATION", path, "a", "extend", reason="工作需要")
    await act("TEMPORARY_AFFILIATION", path, "c", "end", reason="工作需要")

    proposal = {"kind": "suspension", "ground": "settled_abroad", "reason": "支部大会讨论通过"}
    path = await opened("a", "/membership-decisions", member_id=people[1], **proposal)
    await act("DECISION", path, "city", "refuse", reason="材料不足")
    path = await opened("a", "/membership-decisions", member_id=people[1], **proposal)
    await act("DECISION", path, "city", "decide", document="成律党〔2026〕1号")

    history = [{"step": number, "on": DAYS[number]} for number in range(1, 4)]
    path = await opened("a", "/development-files", id_number=make_id_number(), name="周新", history=history)
    await act("DEVELOPMENT_FILE", path, "city", "complete", step=4, on=DAYS[4])

    away = {"destination_code": "6", "destination": "广东省深圳市某律师事务所", "leaves_on": "2026-11-23"}
    path = await opened("a", "/activity-certificates", member_id=people[2], reason="长期在外办案", **away)
    await act("ACTIVITY_CERTIFICATE", path, "local", "assign_number")
    await act("ACTIVITY_CERTIFICATE", path, "city", "stamp")

    absence = {
        "host_name": "中共某学院委员会",
        "reason": "外出进修",
        "starts_on": "2026-11-23",
        "ends_on": "2027-01-31",
    }
    path = await opened("a", "/certificate-letters", member_id=people[3], **absence)
    await act("CERTIFICATE_LETTER", path, "city", "issue")
    await act("CERTIFICATE_LETTER", path, "a", "return")

    notice = {"title": "集中接转", "document": "关于集中接转的通知", "area_code": "51", "deadline": "2026-12-31"}
    path = await opened("department", "/campaigns", **notice)
    await act("CAMPAIGN", path, "department", "extend", deadline="2027-06-30", reason="部分地区尚未完成")
    await act("CAMPAIGN", path, "department", "close")

    about = {"noun": "member", "record_id": people[4], "field": "education", "value_seen": None}
    path = await opened("bureau", "/correction-requests", **about, value_believed="11", reason="与学历证书不符")
    await act("CORRECTION", path, "department", "accept_for_check")
    await act("CORRECTION", path, "bureau", "reply", evidence={"text": "补充"})
    await act("CORRECTION", path, "department", "correct", value="11")

    applying = {"firm_ids": [str(firm.id)], "name": "中共新设律师事务所支部", "representative": "吴六"}
    above = {"parent_id": str(orgs["city"].id), "local_decision": "市律师行业党委会议纪要〔2026〕2号"}
    path = await opened("department", "/formations", **applying, **above)
    await act("FORMATION", path, "city", "approve", document="律党〔2026〕12号")
    await act("FORMATION", path, "department", "withdraw", reason="不再组建")

    election = {"org_id": str(orgs["a"].id), "planned_on": "2026-11-23", "places": 1, "shift_reason": "届满"}
    path = await opened("a", "/elections", **election)
    await act("ELECTION", path, "city", "approve", document="律党〔2026〕15号")
    await act("ELECTION", path, "a", "withdraw", reason="改期")

    grant = await applied(callers["admin"], api, data_sets={"members": {"name": "full", "law_firm_id": "full"}})
    path = f"/sharing-grants/{grant['id']}"
    for owner in ("department", "bureau"):
        await act("GRANT", f"{path}/answers", owner, "approve", document="成组函〔2026〕5号")
    await act("GRANT", f"{path}/actions", "admin", "bring_into_force")
    await act("GRANT", f"{path}/actions", "admin", "suspend", reason="密钥可能泄露")

    assert taken == {deed: number for deed, (number, _) in OWN.items()}
    assert {name for name, _ in taken} == BINDINGS.keys()
