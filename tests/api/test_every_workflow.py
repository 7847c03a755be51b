"""Random people, bodies and days through every workflow; what must always hold is looked at after each step.

The caller is told what it can do (`allowed_actions`): of that nothing may be refused as out of turn or as another's
business, and of all else nothing may succeed. The invariants are those of the transfer (2-domain 6.3) as SQL.
"""

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from app.models.accounts import StaffRole
from app.models.activity_certificates import ActivityAction
from app.models.development_files import FileAction
from app.models.membership_decisions import DecisionAction, DecisionKind
from app.models.temporary_affiliations import TemporaryAction
from app.models.transfers import TransferAction
from app.rules.civil_date import add_months
from app.schemas.membership_decisions import ACTION_EXAMPLES as DECISION_BODIES
from app.schemas.transfers import ACTION_EXAMPLES as TRANSFER_BODIES
from tests.api.client import Api, Caller
from tests.api.importing import rows
from tests.builders import make_id_number, make_member
from tests.conftest import SetClock
from tests.development import DAYS
from tests.transfers import OUTSIDE, PAPER_LETTER, World

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "4"))
REFUSED = {403, 404, 409, 422}
ENDING = {"withdraw", "return", "reject", "revoke", "decline", "refuse", "end"}
"""What ends a procedure is drawn more seldom, so that some come to their end."""
BRANCHES = ("a", "b", "c")
BROKEN = {
    "a member has another number of affiliations today than one": """
        SELECT m.person_id FROM member m
        LEFT JOIN affiliation a ON a.person_id = m.person_id AND upper_inf(a.valid_during)
        WHERE m.membership_status IN ('1', '2', '3') GROUP BY 1 HAVING count(a) <> 1""",
    "the member's record names another organization than the affiliation": """
        SELECT m.person_id FROM member m JOIN affiliation a ON a.person_id = m.person_id AND upper_inf(a.valid_during)
        WHERE (a.org_id, a.affiliation_name) IS DISTINCT FROM (m.org_id, m.affiliation_name)""",
    "between two affiliations there is a day without one": """
        SELECT person_id FROM (SELECT person_id, lower(valid_during) AS began,
            lag(upper(valid_during)) OVER (PARTITION BY person_id ORDER BY valid_during) AS ended FROM affiliation) d
        WHERE ended IS NOT NULL AND ended <> began""",
    "who is no member any more is affiliated": """
        SELECT m.person_id FROM member m JOIN affiliation a ON a.person_id = m.person_id AND upper_inf(a.valid_during)
        WHERE m.membership_status IN ('4', '5', '6')""",
    "an affiliation was changed by a transfer that was not accepted": """
        SELECT a.person_id FROM affiliation a JOIN transfer t ON t.id = a.transfer_id
        WHERE a.opened_by = 'transfer' AND t.state NOT IN ('accepted', 'receipt_sent', 'closed')""",
    "a member has two open transfers": """
        SELECT person_id FROM transfer WHERE state IN ('draft', 'submitted', 'branch_agreed', 'letter_issued',
            'in_transit', 'accepted', 'receipt_sent', 'returned') AND person_id IS NOT NULL
        GROUP BY 1 HAVING count(*) > 1""",
    "a letter is valid for another time than written": """
        SELECT id FROM letter WHERE valid_days NOT BETWEEN 1 AND 90 OR expires_on <> issued_on + valid_days""",
    "dues are in arrears on a letter": """
        SELECT id FROM letter WHERE dues_paid_to < date_trunc('month', issued_on) - interval '1 month'""",
    "a transfer was closed without a receipt": """
        SELECT t.id FROM transfer t WHERE t.state = 'closed' AND t.bulk_id IS NULL
            AND NOT EXISTS (SELECT FROM receipt r WHERE r.transfer_id = t.id)
            AND NOT EXISTS (SELECT FROM paper_receipt p WHERE p.transfer_id = t.id)""",
    "somebody is a guest twice": """
        SELECT subject_id FROM temporary_affiliation WHERE state IN ('applied', 'agreed', 'active')
        GROUP BY 1 HAVING count(*) > 1""",
}


@dataclass
class Office:
    """Everybody's desks: who can be called, what is on them, and how the next step is drawn."""

    world: World
    clock: SetClock
    draw: Callable[[st.SearchStrategy[Any]], Any]
    people: list[str]
    items: list[tuple[str, str]] = field(default_factory=list)
    newcomers: int = 0

    @property
    def today(self) -> dt.date:
        return self.clock.today()

    @property
    def last_month(self) -> str:
        return f"{add_months(self.today.replace(day=1), -1):%Y-%m}"

    def one_of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def number(self) -> str:
        """Of somebody new, the same in every run."""
        self.newcomers += 1
        return make_id_number(birth=dt.date(1980, 5, 17), serial=self.newcomers)

    async def step(self) -> None:
        deed = self.one_of("act", "act", "act", "act", "act", "open", "open", "day", "astray")
        if deed == "day":
            self.clock.advance(days=self.one_of(1, 9, 35, 100, 190))
            await self.sign_in()
        elif deed == "open" or not self.items:
            await self.open()
        else:
            await self.act(astray=deed == "astray")

    async def sign_in(self) -> None:
        await self.world.sign_in()
        self.world.callers["department"] = await self.world.api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")

    async def open(self) -> None:
        person, org = self.one_of(*self.people), str(self.world.orgs[self.one_of(*BRANCHES)].id)
        path, body = self.one_of(
            ("/transfers", transfer := self.transfer(person, org)),
            ("/transfers", transfer),
            ("/transfers", transfer),
            ("/temporary-affiliations", {"member_id": person, "host_org_id": org, "reason": "cannot_transfer_yet"}),
            ("/membership-decisions", self.decision(person)),
            ("/development-files", self.file()),
            ("/activity-certificates", self.certificate(person)),
        )
        for who in self.draw(st.permutations(sorted(self.world.callers))):
            answer = await self.world.callers[who]("POST", path, json=body)
            assert answer.status_code in {201, *REFUSED}, answer.text
            if answer.status_code == 201:
                self.items.append((path, answer.json()["id"]))
                event(f"{path} opened {body.get('route', '')}")
                return

    def transfer(self, person: str, org: str) -> dict[str, Any]:
        common = {"reason": "调入该所执业", "dues_paid_to": self.last_month}
        letter = PAPER_LETTER | {
            "id_number": self.number(),
            "issued_on": self.today.isoformat(),
            "dues_paid_to": self.last_month,
        }
        route: dict[str, Any] = self.one_of(
            {"route": "internal", "member_id": person, "to_org_id": org, **common},
            {"route": "letter", "member_id": person, "to_org_id": org, **common},
            {"route": "letter", "member_id": person, "to_org_id": org, **common},
            {"route": "outgoing", "member_id": person, "to_outside": OUTSIDE, **common},
            {"route": "incoming", "to_org_id": org, "reason": "凭介绍信转入", "letter": letter},
            {"route": "bulk", "from_org_id": str(self.world.orgs["b"].id), "to_org_id": org, **common},
        )
        return route

    def decision(self, person: str) -> dict[str, Any]:
        kind = self.one_of(*DecisionKind)
        more: dict[str, Any] = {
            DecisionKind.LOST_CONTACT: {
                "lost_contact_reason": "4",
                "since_on": str(self.today - dt.timedelta(days=200)),
            },
            DecisionKind.SUSPENSION: {"ground": "lost_contact"},
            DecisionKind.DEATH: {"since_on": self.today.isoformat()},
        }.get(kind, {})
        return {"member_id": person, "kind": kind.value, "reason": "支部大会讨论通过", **more}

    def certificate(self, person: str) -> dict[str, Any]:
        away = {"destination_code": "6", "destination": "广东省深圳市某律师事务所", "leaves_on": self.today.isoformat()}
        return {"member_id": person, "reason": "长期在外办案", **away}

    def file(self) -> dict[str, Any]:
        history = [{"step": step, "on": DAYS[step]} for step in range(1, self.one_of(1, 3, 5) + 1)]
        return {"id_number": self.number(), "name": "周新", "history": history}

    async def act(self, *, astray: bool) -> None:
        path, key = self.one_of(*self.items)
        order = self.draw(st.permutations(sorted(self.world.callers)))
        for who in order:
            caller = self.world.callers[who]
            seen = await caller("GET", f"{path}/{key}")
            allowed = seen.json()["allowed_actions"] if seen.status_code == 200 else []
            if astray:
                beyond = sorted(set(ACTIONS[path]) - set(allowed))
                action = self.one_of(*beyond)
                answer = await self.submit(caller, path, key, action, seen)
                assert answer.status_code in REFUSED, f"{who} {action} {path}: {answer.text}"
                return
            if allowed:
                forward = [action for action in allowed if action not in ENDING]
                action = self.one_of(*(forward * 4 + allowed))
                answer = await self.submit(caller, path, key, action, seen)
                assert answer.status_code in {200, 409, 422}, f"{who} {action} {path}: {answer.text}"
                code = answer.json().get("code", "")
                assert "out_of_turn" not in code, f"{who} {action} {path}: {answer.text}"
                event(f"{path} {action} {code or 'done'}")
                return

    async def submit(self, caller: Caller, path: str, key: str, action: str, seen: httpx.Response) -> httpx.Response:
        item = seen.json() if seen.status_code == 200 else {}
        body = {"action": action} | FILL[path](self, action, item)
        return await caller("POST", f"{path}/{key}/actions", json=body)

    def for_transfer(self, action: str, item: dict[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = TRANSFER_BODIES[action]["value"] | {
            "accept": {"accepted_on": self.today.isoformat()},
            "enter_receipt": {"received_on": self.today.isoformat()},
        }.get(action, {})
        if action == "accept":
            body["to_branch_id"] = (
                None if item.get("route") == "bulk" else self.branch_under(item.get("to_committee_id"))
            )
        if action in {"submit", "issue_letter", "reissue", "report_lost"} and item.get("route") != "incoming":
            body["dues_paid_to"] = self.last_month
        return body

    def branch_under(self, committee_id: str | None) -> str:
        orgs = self.world.orgs
        return str(orgs["c" if str(orgs["county"].id) == committee_id else self.one_of("a", "b")].id)

    def for_guest(self, action: str, item: dict[str, Any]) -> dict[str, Any]:
        if action == "convert":
            return {"dues_paid_to": self.last_month}
        return {"reason": "工作需要"} if action in {"decline", "extend", "end"} else {}

    def for_certificate(self, action: str, item: dict[str, Any]) -> dict[str, Any]:
        return {"reason": "情况属实"} if action in {"decline", "report_lost"} else {}

    def for_decision(self, action: str, item: dict[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = DECISION_BODIES[action]["value"]
        return body

    def for_file(self, action: str, item: dict[str, Any]) -> dict[str, Any]:
        step = item.get("step", 1) + 1
        full = self.people[:2]
        facts: dict[int, dict[str, Any]] = {5: {"mentors": full[:1]}, 9: {"sponsors": full}, 11: {"course_days": 3}}
        material = self.one_of("application", "training_record", "thought_reports", "political_review")
        bodies: dict[str, dict[str, Any]] = {
            "complete": {"step": min(step, 25), "on": self.today.isoformat(), **facts.get(step, {})},
            "review": {"on": self.today.isoformat(), "note": "表现良好"},
            "begin_move": {"to_org_id": str(self.world.orgs["c"].id), "reason": "调往另一律师事务所"},
            "call_off_move": {"reason": "不再调动"},
            "discuss_again": {"reason": "重新讨论"},
            "hand_over": {"material": material},
            "check": {"material": material},
            "record_missing": {"material": material, "reason": "原单位未留存"},
            "extend_probation": {"months": 6, "document": "成律党〔2026〕20号"},
            "postpone_discussion": {"months": 3, "reason": "需要继续考察"},
            "end": {"reason": "本人申请终止"},
        }
        return bodies.get(action, {})

    async def look(self) -> None:
        """Nothing that must hold is broken, and both sides' figures of this year and the last balance."""
        for what, query in BROKEN.items():
            assert await rows(self.world.api, query) == [], what
        for name in ("city", "county"):
            params = {"year": self.today.year, "org": str(self.world.orgs[name].id)}
            assert (await self.world.callers[name].get("/statistics/membership", params=params))["difference"] == 0


ACTIONS: dict[str, list[str]] = {
    "/transfers": [*TransferAction],
    "/temporary-affiliations": [*TemporaryAction],
    "/membership-decisions": [*DecisionAction],
    "/development-files": [*FileAction],
    "/activity-certificates": [*ActivityAction],
}
FILL: dict[str, Callable[[Office, str, dict[str, Any]], dict[str, Any]]] = {
    "/transfers": Office.for_transfer,
    "/temporary-affiliations": Office.for_guest,
    "/membership-decisions": Office.for_decision,
    "/development-files": Office.for_file,
    "/activity-certificates": Office.for_certificate,
}


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
async def test_whatever_is_done_the_relationship_of_everybody_is_in_order(
    api: Api, clock: SetClock, data: st.DataObject
) -> None:
    began = clock.moment
    async with api.admin.undone():
        world = await World.make(api)
        people = [world.member]
        for name, branch, category in (("钱二", "a", "1"), ("孙三", "b", "1"), ("李四", "c", "2")):
            people.append(await make_member(api.admin, name, world.orgs[branch], category=category))
        office = Office(world, clock, data.draw, [str(person.person_id) for person in people])
        await office.sign_in()
        for _ in range(45):
            await office.step()
            await office.look()
    clock.moment = began
