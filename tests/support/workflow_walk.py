"""Everybody's desks: who can be called, what lies on them, how the next step is drawn, what must always hold."""

import datetime as dt
import os
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx
from hypothesis import event
from hypothesis import strategies as st

from app.models.accounts import StaffRole
from app.models.activity_certificates import ActivityAction
from app.models.campaigns import CampaignAction
from app.models.certificate_letters import CertificateAction
from app.models.correction_requests import CorrectionAction
from app.models.development_files import FileAction
from app.models.elections import ElectionAction
from app.models.formations import FormationAction
from app.models.membership_decisions import DecisionAction, DecisionKind
from app.models.temporary_affiliations import TemporaryAction
from app.models.transfers import TransferAction
from app.rules.civil_date import add_months
from app.schemas.decisions.membership_decisions import ACTION_EXAMPLES as DECISION_BODIES
from app.schemas.transfers.transfers import ACTION_EXAMPLES as TRANSFER_BODIES
from tests.support.api_client import Caller
from tests.support.builders import make_id_number
from tests.support.clock import SetClock
from tests.support.development_walk import DAYS
from tests.support.import_runs import rows
from tests.support.invariants import BROKEN
from tests.support.transfer_case import OUTSIDE, PAPER_LETTER, TransferCase

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "3"))
ENOUGH = 60
"""From so many examples on they are long, and nothing may be left out."""
IS_LONG = EXAMPLES >= ENOUGH
STEPS = 150 if IS_LONG else 45
NUMBERS = st.integers(0, 2**16 - 1)
ADMITTED_ON = dt.date(2005, 7, 1)
"""Of every member whom the builders make."""
DONE: set[tuple[str, str]] = set()
"""The path and action of whatever was carried out."""
REFUSED = {403, 404, 409, 422}
ENDING = {"withdraw", "return", "reject", "revoke", "decline", "refuse", "end"}
"""What ends a procedure is drawn more seldom, so that some come to their end."""
MATERIALS = {"hand_over", "check", "record_missing"}
"""Many small steps, without which a transfer of somebody on probation is not accepted."""
BRANCHES = ("a", "b", "c")


@dataclass
class Office:
    """Everybody's desks: who can be called, what is on them, and how the next step is drawn."""

    world: TransferCase
    clock: SetClock
    draw: Callable[[st.SearchStrategy[Any]], Any]
    people: list[str]
    firm: str
    focus: str = ""
    """The procedure to which the example is drawn."""
    breaks_off: bool = False
    """Whether it is drawn to the ends of it that nobody wants."""
    on_probation: str = ""
    admitted: list[str] = field(default_factory=list)
    """Who is on probation and has a file, which goes along."""
    items: list[tuple[str, str]] = field(default_factory=list)
    taken: set[tuple[str, str]] = field(default_factory=set)
    newcomers: int = 0

    @property
    def today(self) -> dt.date:
        return self.clock.today()

    @property
    def last_month(self) -> str:
        return f"{add_months(self.today.replace(day=1), -1):%Y-%m}"

    def one_of(self, *choices: Any) -> Any:
        """Drawn as a number of one range: how many choices are left may differ when a run is repeated."""
        return choices[self.draw(NUMBERS) % len(choices)]

    def shuffled(self, things: Iterable[Any]) -> list[Any]:
        order = sorted(things)
        random.Random(self.draw(NUMBERS)).shuffle(order)  # noqa: S311 - no secret
        return order

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
        callers, api = self.world.callers, self.world.api
        callers["department"] = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
        callers["bureau"] = await api.as_(StaffRole.JUSTICE_BUREAU, area="51")

    async def arrive_on_probation(self) -> None:
        """Somebody on probation comes from the county with the file, of which the city records what is missing."""
        desks, to = self.world.callers, str(self.world.orgs["a"].id)
        opened = {"person_id": self.on_probation, "history": self.history(19, ADMITTED_ON)}
        file = await desks["c"].post("/development-files", opened, 201)
        asked = {"route": "letter", "member_id": self.on_probation, "to_org_id": to, "reason": "调入该所执业"}
        transfer = await desks["c"].post("/transfers", asked | {"dues_paid_to": self.last_month}, 201)
        path = f"/transfers/{transfer['id']}/actions"
        for who, action in (("c", "submit"), ("c", "agree"), ("county", "issue_letter"), ("county", "dispatch")):
            more = {"valid_days": 60} if action == "issue_letter" else {}
            await desks[who].post(path, {"action": action, **more})
        for material in [m["material"] for m in file["materials"] if m["expected"]]:
            missing = {"action": "record_missing", "material": material, "reason": "原单位未留存"}
            await desks["city"].post(f"/development-files/{file['id']}/actions", missing)
        await desks["city"].post(path, {"action": "accept", "to_branch_id": to, "accepted_on": str(self.today)})
        self.items += [("/transfers", transfer["id"]), ("/development-files", file["id"])]

    async def open(self) -> None:
        person = self.one_of(*self.people, *self.admitted * 6)
        org = str(self.world.orgs[self.one_of(*BRANCHES)].id)
        bodies: dict[str, Callable[[], dict[str, Any]]] = {
            "/transfers": lambda: self.transfer(person, org),
            "/temporary-affiliations": lambda: self.guest(person, org),
            "/membership-decisions": lambda: self.decision(person),
            "/development-files": self.file,
            "/activity-certificates": lambda: self.certificate(person),
            "/certificate-letters": lambda: self.absence(person),
            "/campaigns": self.campaign,
            "/correction-requests": lambda: self.correction(person),
            "/formations": self.formation,
            "/elections": lambda: self.election(self.one_of("a", "a", "b")),
        }
        moving = ["/transfers"] * (8 if self.admitted else 2)  # who is on probation takes a file along
        path = self.one_of(*[self.focus] * 8, *moving, *sorted(bodies))
        body = bodies[path]()
        for who in self.shuffled(self.world.callers):
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
        within = {"route": "internal", "member_id": person, "to_org_id": org, **common}
        between = within | {"route": "letter"}
        route: dict[str, Any] = self.one_of(
            *[within, between, between] * (9 if person in self.admitted else 1),
            {"route": "outgoing", "member_id": person, "to_outside": OUTSIDE, **common},
            {"route": "incoming", "to_org_id": org, "reason": "凭介绍信转入", "letter": letter},
            {"route": "bulk", "from_org_id": str(self.world.orgs["b"].id), "to_org_id": org, **common},
        )
        return route

    def guest(self, person: str, org: str) -> dict[str, Any]:
        return {"member_id": person, "host_org_id": org, "reason": "cannot_transfer_yet"}

    def absence(self, person: str) -> dict[str, Any]:
        days = {"starts_on": self.today.isoformat(), "ends_on": (self.today + dt.timedelta(days=90)).isoformat()}
        return {"member_id": person, "host_name": "中共某省某学院委员会", "reason": "外出进修", **days}

    def campaign(self) -> dict[str, Any]:
        deadline = (self.today + dt.timedelta(days=60)).isoformat()
        return {"title": "集中接转", "document": "关于集中接转的通知", "area_code": "51", "deadline": deadline}

    def correction(self, person: str) -> dict[str, Any]:
        about = {"noun": "member", "record_id": person, "field": "education", "value_seen": None}
        evidence = {"reference": "律师执业档案"}
        return {**about, "value_believed": "11", "reason": "与学历证书不符", "evidence": evidence}

    def formation(self) -> dict[str, Any]:
        by = {"parent_id": str(self.world.orgs["city"].id), "local_decision": "市律师行业党委会议纪要〔2026〕2号"}
        return {"firm_ids": [self.firm], "name": "中共新设律师事务所支部", "representative": "吴六", **by}

    def election(self, branch: str) -> dict[str, Any]:
        planned = (self.today + dt.timedelta(days=self.one_of(0, 30))).isoformat()
        org = str(self.world.orgs[branch].id)
        return {"org_id": org, "planned_on": planned, "places": 1, "shift_reason": "届满"}

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
        """Of somebody new, or of the one who is on probation already."""
        if self.one_of(False, True):
            self.admitted = [self.on_probation]
            return {"person_id": self.on_probation, "history": self.history(19, ADMITTED_ON)}
        return {"id_number": self.number(), "name": "周新", "history": self.history(self.one_of(1, 4, 14, 14, 14))}

    def history(self, until: int, admitted_on: dt.date | None = None) -> list[dict[str, Any]]:
        days = {step: dt.date.fromisoformat(day) for step, day in DAYS.items()}
        shift = admitted_on - days[15] if admitted_on else dt.timedelta()
        return [{"step": step, "on": str(days[step] + shift)} for step in range(1, until + 1)]

    async def act(self, *, astray: bool) -> None:
        here = [item for item in self.items if item[0] == self.focus]
        path, key = self.one_of(*(here[-3:] * 6 + self.items[-2:] * 6 + self.items))
        desks = []
        for who in self.shuffled(self.world.callers):
            seen = await self.world.callers[who]("GET", f"{path}/{key}")
            desks.append((who, seen, seen.json()["allowed_actions"] if seen.status_code == 200 else []))
        if astray:
            await self.act_astray(path, key, *desks[0])
        else:
            await self.act_as_told(path, key, [(who, seen, action) for who, seen, all_ in desks for action in all_])

    async def act_astray(self, path: str, key: str, who: str, seen: httpx.Response, allowed: list[str]) -> None:
        if beyond := sorted(set(ACTIONS[path]) - set(allowed)):
            action = self.one_of(*beyond)
            answer = await self.submit(self.world.callers[who], path, key, action, seen)
            assert answer.status_code in REFUSED, f"{who} {action} {path}: {answer.text}"

    async def act_as_told(self, path: str, key: str, options: list[tuple[str, httpx.Response, str]]) -> None:
        if not options:
            return
        wanted = [option for option in options if self.is_wanted(path, option[2])]
        forward = [option for option in options if option[2] not in ENDING]
        forward += [option for option in options if option[2] in MATERIALS] * 4
        who, seen, action = self.one_of(*(wanted * 6 + forward * 3 + options))
        answer = await self.submit(self.world.callers[who], path, key, action, seen)
        assert answer.status_code in {200, 409, 422}, f"{who} {action} {path}: {answer.text}"
        code = answer.json().get("code", "")
        assert "out_of_turn" not in code, f"{who} {action} {path}: {answer.text}"
        self.done(path, action, answer)

    def is_wanted(self, path: str, action: str) -> bool:
        """Whether an action is still to be shown: in a long run by any example, else by this one."""
        if IS_LONG:
            return (path, str(action)) not in DONE
        return (path, str(action)) not in self.taken and (self.breaks_off or action not in ENDING)

    def done(self, path: str, action: str, answer: httpx.Response) -> None:
        told = answer.json()
        event(f"{path} {action} {told.get('code', 'done')}")
        if answer.status_code == 200:
            self.taken.add((path, str(action)))
            DONE.add((path, str(action)))

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
        materials = [m for m in item.get("materials", ()) if m["expected"] and m["outcome"] is None]
        waiting = [m["material"] for m in materials if (m["handed_over_on"] is None) == (action == "hand_over")]
        material = self.one_of(*(waiting or ["application", "training_record", "thought_reports"]))
        over = dt.date.fromisoformat(item.get("probation_until") or self.today.isoformat())
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
            "postpone_discussion": {"until": add_months(over, 3).isoformat(), "reason": "需要继续考察"},
            "end": {"reason": "本人申请终止"},
        }
        return bodies.get(action, {})

    def for_letter(self, action: str, item: dict[str, Any]) -> dict[str, Any]:
        return {"reason": "应接转组织关系"} if action == "refuse" else {}

    def for_campaign(self, action: str, item: dict[str, Any]) -> dict[str, Any]:
        later = {"deadline": (self.today + dt.timedelta(days=200)).isoformat(), "reason": "部分地区尚未完成"}
        return {"extend": later, "cancel": {"reason": "与上级部署合并"}}.get(action, {})

    def for_correction(self, action: str, item: dict[str, Any]) -> dict[str, Any]:
        bodies: dict[str, dict[str, Any]] = {
            "correct": {"value": "11"},
            "refuse": {"reason": "经核对档案，登记无误"},
            "reply": {"evidence": {"reference": "学历证书"}},
        }
        return bodies.get(action, {})

    def for_formation(self, action: str, item: dict[str, Any]) -> dict[str, Any]:
        vote = {"held_on": self.today.isoformat(), "entitled": 3, "present": 3, "votes": 3, "secretary_name": "吴六"}
        document = {"document": "律党〔2026〕12号"}
        bodies: dict[str, dict[str, Any]] = {"approve": document, "file": document, "record_election": vote}
        return bodies.get(action, {"reason": "暂缓"} if action in {"refuse", "withdraw"} else {})

    def for_election(self, action: str, item: dict[str, Any]) -> dict[str, Any]:
        ballot = {"person_id": self.one_of(*self.people[:3]), "votes": 1, "kind": "secretary"}
        result = {"held_on": self.today.isoformat(), "entitled": 1, "present": 1, "candidates": [ballot]}
        document = {"document": "律党〔2026〕15号"}
        bodies: dict[str, dict[str, Any]] = {"approve": document, "confirm": document, "record_result": result}
        return bodies.get(action, {"reason": "情况有变，请重新办理"})

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
    "/certificate-letters": [*CertificateAction],
    "/campaigns": [*CampaignAction],
    "/correction-requests": [*CorrectionAction],
    "/formations": [*FormationAction],
    "/elections": [*ElectionAction],
}
"""Every workflow of organizations and members, and all that can be done in it."""
FILL: dict[str, Callable[[Office, str, dict[str, Any]], dict[str, Any]]] = {
    "/transfers": Office.for_transfer,
    "/temporary-affiliations": Office.for_guest,
    "/membership-decisions": Office.for_decision,
    "/development-files": Office.for_file,
    "/activity-certificates": Office.for_certificate,
    "/certificate-letters": Office.for_letter,
    "/campaigns": Office.for_campaign,
    "/correction-requests": Office.for_correction,
    "/formations": Office.for_formation,
    "/elections": Office.for_election,
}
