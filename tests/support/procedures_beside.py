"""Whatever may be open for a person or an organization: opened, and brought to its effect, over HTTP."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel, col, select

from app.models.accounts import StaffRole
from app.models.activity_certificates import ActivityCertificate, CertificateStep
from app.models.base import StepRow
from app.models.certificate_letters import CertificateLetter, CertificateLetterStep
from app.models.correction_requests import CorrectionRequest
from app.models.development_files import DevelopmentEntry, DevelopmentFile
from app.models.elections import Election
from app.models.floating_registrations import FloatingRegistration
from app.models.formations import Formation
from app.models.law_firms import LawFirm
from app.models.members import Member
from app.models.membership_decisions import MembershipDecision
from app.models.people import Person
from app.models.posts import Post
from app.models.temporary_affiliations import TemporaryAffiliation, TemporaryStep
from app.models.transfers import Transfer, TransferHop
from app.workflows.development_file import expected_materials
from app.workflows.together import Thing
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_id_number, make_lawyer, make_member, make_org
from tests.support.clock import TODAY, SetClock
from tests.support.development_walk import DAYS
from tests.support.keys import KEYRING
from tests.support.transfer_case import TransferCase

T = Thing
TABLES: Mapping[Thing, type[SQLModel]] = {
    T.TRANSFER: Transfer,
    T.DECISION: MembershipDecision,
    T.TEMPORARY: TemporaryAffiliation,
    T.CERTIFICATE: ActivityCertificate,
    T.CERTIFICATE_LETTER: CertificateLetter,
    T.FILE: DevelopmentFile,
    T.POST: Post,
    T.CORRECTION: CorrectionRequest,
    T.FLOATING: FloatingRegistration,
    T.BULK: Transfer,
    T.ELECTION: Election,
    T.FORMATION: Formation,
}
STEPS: Mapping[Thing, type[StepRow]] = {
    T.TRANSFER: TransferHop,
    T.BULK: TransferHop,
    T.TEMPORARY: TemporaryStep,
    T.CERTIFICATE: CertificateStep,
    T.CERTIFICATE_LETTER: CertificateLetterStep,
    T.FILE: DevelopmentEntry,
}
"""Of what something else may end; a post and a registration keep none."""


@dataclass
class Stage:
    """The small world with a firm whose three full members belong to branch a, somebody on probation there, and a
    general branch of the city's committee.

    `doing` meets what is open `beside` it; `met` are the records that are.
    """

    world: TransferCase
    firm: LawFirm
    full: list[Member]
    on_probation: Member
    doing: Thing = T.TRANSFER
    beside: frozenset[Thing] = frozenset()
    met: dict[Thing, Any] = field(default_factory=dict)
    begun: bool = False
    """Whether it was begun before it met anything."""
    number: str | None = None
    """Of somebody who has left the Party and applies anew."""

    @classmethod
    async def make(cls, api: Api) -> "Stage":
        firm = await make_firm(api.admin, "四川新设律师事务所")
        people = []
        for name in ("赵一", "钱二", "李四"):
            lawyer = await make_lawyer(api.admin, name, firm)
            async with api.admin.as_admin() as session:
                people.append(await session.get_one(Person, lawyer.person_id))
        world = await TransferCase.make(api, person=people[0])
        full = [world.member]
        for name, person in zip(("钱二", "李四"), people[1:], strict=True):
            full.append(await make_member(api.admin, name, world.orgs["a"], person=person))
        on_probation = await make_member(api.admin, "孙三", world.orgs["a"], category="2")
        world.orgs["g"] = await make_org(api.admin, "中共庚律师事务所总支部", category="621", parent=world.orgs["city"])
        stage = cls(world, firm, full, on_probation)
        await stage.sign_in()
        return stage

    async def sign_in(self) -> None:
        await self.world.sign_in()
        callers, api = self.world.callers, self.world.api
        callers["department"] = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
        callers["bureau"] = await api.as_(StaffRole.JUSTICE_BUREAU, area="51")

    @property
    def whom(self) -> str:
        """Somebody on probation where a development file is met, else a full member."""
        file = (self.doing is T.FILE or T.FILE in self.beside) and T.POST not in self.beside
        return str(self.on_probation.person_id if file else self.full[0].person_id)

    @property
    def clock(self) -> SetClock:
        clock = self.world.api.clock
        assert isinstance(clock, SetClock)
        return clock

    def org(self, name: str) -> str:
        return str(self.world.orgs[name].id)

    async def post(self, who: str, path: str, body: dict[str, Any]) -> Any:
        """What comes of it, or the problem that refuses it."""
        answer = await self.world.callers[who]("POST", path, json=body)
        known = answer.status_code in {200, 201, 204, 409}
        assert known, f"{who} {path}: {answer.status_code} {answer.text[:2000]}"
        return answer.json() if answer.content else {}

    async def act(self, path: str, made: Any, who: str, action: str, **more: Any) -> Any:
        """One action; gives the record, or the problem that refuses it."""
        asked = {"action": action, **more}
        answer = await self.world.callers[who]("POST", f"{path}/{made['id']}/actions", json=asked)
        assert answer.status_code in {200, 409}, f"{who} {action} {path}: {answer.status_code} {answer.text[:2000]}"
        return answer.json()

    async def walk(self, path: str, made: Any, *steps: tuple[str, str, dict[str, Any]]) -> Any:
        """Take these actions until one is refused."""
        shown = made
        for who, action, more in steps:
            shown = await self.act(path, made, who, action, **more)
            if "code" in shown:
                return shown
        return shown

    async def row(self, other: Thing, key: str) -> Any:
        """A record as it is kept."""
        table: Any = TABLES[other]
        async with self.world.api.admin.as_admin() as session:
            return (await session.exec(select(table).where(table.id == UUID(key)))).one()

    async def last_step(self, other: Thing, key: str) -> Any:
        """The last that was done with it; nothing where no steps are kept."""
        if other not in STEPS:
            return None
        table: Any = STEPS[other]
        async with self.world.api.admin.as_admin() as session:
            steps = select(table).where(getattr(table, table.of()) == UUID(key)).order_by(table.number.desc())
            return (await session.exec(steps)).first()

    async def listed(self, bulk: str) -> str:
        """The row of the pair's person on a moving organization's list."""
        async with self.world.api.admin.as_admin() as session:
            mine = (col(Transfer.bulk_id) == UUID(bulk), col(Transfer.person_id) == UUID(self.whom))
            return str((await session.exec(select(Transfer.id).where(*mine))).one())

    # How each begins.

    async def transfer(self) -> Any:
        if self.doing is T.DISSOLUTION:
            asked = self.world.request("b", member_id=self.whom)
        else:
            asked = self.world.request("c", member_id=self.whom)
        return await self.post("a", "/transfers", asked)

    async def decision(self, kind: str, **facts: Any) -> Any:
        asked = {"member_id": self.whom, "kind": kind, "reason": "支部大会讨论通过", **facts}
        return await self.post("a", "/membership-decisions", asked)

    async def removal(self) -> Any:
        return await self.decision("withdrawal")

    async def suspension(self) -> Any:
        return await self.decision("suspension", ground="settled_abroad")

    async def death(self) -> Any:
        return await self.decision("death", since_on=str(TODAY))

    async def stay(self) -> Any:
        host = "c" if self.doing is T.CORRECTED_HOME else "b"
        asked = {"member_id": self.whom, "host_org_id": self.org(host), "reason": "cannot_transfer_yet"}
        return await self.post("a", "/temporary-affiliations", asked)

    async def guest(self) -> Any:
        host = "c" if self.doing is T.CORRECTED_HOME else "b"
        return await self.act("/temporary-affiliations", await self.stay(), host, "accept")

    async def certificate(self) -> Any:
        away = {"destination_code": "6", "destination": "广东省深圳市某律师事务所", "leaves_on": "2026-11-01"}
        return await self.post("a", "/activity-certificates", {"member_id": self.whom, "reason": "驻外", **away})

    async def letter(self) -> Any:
        days = {"starts_on": str(TODAY), "ends_on": "2027-02-22"}
        asked = {"member_id": self.whom, "host_name": "中共某学院支部", "reason": "外出进修", **days}
        return await self.post("a", "/certificate-letters", asked)

    async def file(self) -> Any:
        """Of the one on probation, the regularization ahead; of a newcomer, or a former member, the admission."""
        if self.number:
            asked = {"id_number": self.number, "name": "赵一", "history": _history(14)}
        elif T.BULK in self.beside or self.doing is T.DISSOLUTION:
            history = _history(16, meeting_on=TODAY - dt.timedelta(days=20))
            asked = {"id_number": make_id_number(), "name": "周新", "history": history}
        else:
            history = _history(22, meeting_on=self.on_probation.admitted_on)
            asked = {"person_id": self.whom, "history": history}
        return await self.post("b" if self.doing is T.DISSOLUTION else "a", "/development-files", asked)

    async def file_met(self) -> Any:
        """Where a post is to be held, of whom has become a full member by it."""
        made = await self.file()
        return await self.admit(made) if self.doing is T.POST else made

    async def leave_the_party(self) -> None:
        """The pair's person, who then applies anew."""
        await self.decide(await self.removal())
        async with self.world.api.admin.as_admin() as session:
            person = await session.get_one(Person, UUID(self.whom))
        self.number = KEYRING.unseal(person.id_cipher).decode()

    async def appointed(self) -> Any:
        """A post of the pair's person; in a branch that is to end, of somebody sent there."""
        post = {"org_id": self.org("a"), "kind": "deputy_secretary", "basis": "elected", "document": "律党〔2024〕3号"}
        if self.doing is T.DISSOLUTION:
            sent = {"name": "周局", "position": "司法局副局长", "basis": "appointed", "org_id": self.org("b")}
            return await self.post("department", "/posts", post | sent)
        second = self.doing is T.POST and T.POST in self.met
        kind = "secretary" if self.doing is T.ELECTION or second else post["kind"]
        held = {"person_id": self.whom, "kind": kind, "from_on": "2026-11-01"}
        return await self.post("department", "/posts", post | held)

    async def correction(self) -> Any:
        about: dict[str, Any] = {"noun": "member", "record_id": self.whom, "field": "education", "value_believed": "11"}
        if T.BULK in self.beside or self.doing is T.DISSOLUTION:
            org = self.org("b" if self.doing is T.DISSOLUTION else "a")
            about = {"noun": "party_org", "record_id": org, "field": "secretary_name", "value_believed": "王五"}
        asked = {**about, "value_seen": None, "reason": "登记有误"}
        return await self.post("bureau", "/correction-requests", asked)

    async def floating(self) -> Any:
        where = {"reach": "other_province", "destination_code": "6", "destination": "广东省深圳市某公司"}
        asked = {"member_id": self.whom, "reason": "长期驻外", "away_since": "2026-05-23", **where}
        return await self.post("a", "/floating-registrations", asked)

    @property
    def moving(self) -> str:
        return "g" if self.doing is T.FORMATION or T.FORMATION in self.beside else "a"

    async def bulk(self) -> Any:
        asked = {"route": "bulk", "from_org_id": self.org(self.moving), "to_org_id": self.org("county")}
        asked |= {"reason": "律师事务所迁址", "dues_paid_to": "2026-10"}
        return await self.post(self.moving, "/transfers", asked)

    async def on_its_way(self) -> Any:
        """The organization, submitted; the one to which somebody is to go, where one may not set out from it."""
        if self.doing is T.TRANSFER and self.begun:
            asked = {"route": "bulk", "from_org_id": self.org("c"), "to_org_id": self.org("city")}
            made = await self.post("c", "/transfers", asked | {"reason": "迁址", "dues_paid_to": "2026-10"})
            return await self.act("/transfers", made, "c", "submit")
        return await self.act("/transfers", await self.bulk(), self.moving, "submit")

    async def election(self) -> Any:
        org, places = {T.MOVE: ("county", 3), T.DISSOLUTION: ("b", 1)}.get(self.doing, ("a", 1))
        asked = {"org_id": self.org(org), "planned_on": str(TODAY), "places": places, "shift_reason": "届满"}
        return await self.post(org, "/elections", asked)

    async def formation(self) -> Any:
        under = "g" if T.BULK in self.beside or self.doing in {T.BULK, T.DISSOLUTION} else "city"
        by = {"parent_id": self.org(under), "local_decision": "市律师行业党委会议纪要〔2026〕2号"}
        asked = {"firm_ids": [str(self.firm.id)], "name": "中共新设律师事务所支部", "representative": "赵一", **by}
        return await self.post("department", "/formations", asked)

    # How each takes effect, from where it began; what is done at once is done here.

    async def arrive(self, made: Any) -> Any:
        steps: list[tuple[str, str, dict[str, Any]]] = [("a", "submit", {}), ("a", "agree", {})]
        steps += [("city", "issue_letter", {"valid_days": 60}), ("city", "dispatch", {})]
        shown = await self.walk("/transfers", made, *steps)
        if "code" in shown:
            return shown
        if T.FILE in self.beside:
            for material in expected_materials(22):
                missing = {"action": "record_missing", "material": material.value, "reason": "原单位未留存"}
                await self.act("/development-files", self.met[T.FILE], "county", **missing)
        return await self.act("/transfers", made, "county", "accept", to_branch_id=self.org("c"))

    async def decide(self, made: Any) -> Any:
        return await self.act("/membership-decisions", made, "city", "decide", document="成律党〔2026〕12号")

    async def host(self, made: Any) -> Any:
        return await self.act("/temporary-affiliations", made, "b", "accept")

    async def issue(self, made: Any) -> Any:
        steps: list[tuple[str, str, dict[str, Any]]] = [("department", "assign_number", {}), ("city", "stamp", {})]
        return await self.walk("/activity-certificates", made, *steps, ("a", "issue", {}))

    async def issue_letter(self, made: Any) -> Any:
        return await self.act("/certificate-letters", made, "city", "issue")

    async def admit(self, made: Any) -> Any:
        """The next step of the committee; of a former member all from the branch meeting on, the day after the end."""
        path = "/development-files"
        if not self.number:
            bodies = [("city", 17)] if made["step"] == 16 else [("a", 23), ("city", 24)]
            return await self.walk(
                path, made, *((who, "complete", {"step": step, "on": str(TODAY)}) for who, step in bodies)
            )
        self.clock.advance(days=1)
        await self.sign_in()
        today = str(self.clock.today())
        steps = [("a", 15), ("city", 16), ("city", 17)]
        return await self.walk(path, made, *((who, "complete", {"step": step, "on": today}) for who, step in steps))

    async def correct(self, made: Any) -> Any:
        value = "王五" if T.BULK in self.beside else "11"
        return await self.act("/correction-requests", made, "department", "correct", value=value)

    async def put_right(self) -> Any:
        asked = {"org_id": self.org("b"), "from_on": str(TODAY), "reason": "登记有误"}
        return await self.post("department", f"/members/{self.whom}/affiliations/correct", asked)

    async def move_in(self, made: Any) -> Any:
        agreed: list[tuple[str, str, dict[str, Any]]] = [(self.moving, "submit", {}), ("city", "agree", {})]
        agreed += [("city", "issue_letter", {"valid_days": 60}), ("city", "dispatch", {}), ("county", "accept", {})]
        return await self.walk("/transfers", made, *agreed)

    async def confirm(self, made: Any) -> Any:
        ballot = {"person_id": str(self.full[1].person_id), "votes": 3, "kind": "secretary"}
        result = {"held_on": str(TODAY), "entitled": 3, "present": 3, "candidates": [ballot]}
        steps: list[tuple[str, str, dict[str, Any]]] = [("city", "approve", {"document": "律党〔2026〕15号"})]
        steps += [("a", "record_result", result), ("city", "confirm", {"document": "律党〔2026〕18号"})]
        return await self.walk("/elections", made, *steps)

    async def found(self, made: Any) -> Any:
        vote = {"held_on": str(TODAY), "entitled": 3, "present": 3, "votes": 3, "secretary_name": "赵一"}
        steps: list[tuple[str, str, dict[str, Any]]] = [("city", "approve", {"document": "律党〔2026〕12号"})]
        return await self.walk(
            "/formations", made, *steps, ("department", "record_election", vote), ("department", "found", {})
        )

    async def dissolve(self) -> Any:
        """The branch to which what is met leads; where its person belongs it still has members."""
        elsewhere = {T.TRANSFER, T.TEMPORARY, T.FILE, T.POST, T.CORRECTION, T.ELECTION}
        org = "g" if T.FORMATION in self.beside else "b" if self.beside <= elsewhere else "a"
        return await self.post("department", f"/party-orgs/{self.org(org)}/dissolve", {"reason": "不再具备条件"})

    async def put_under(self) -> Any:
        """The branch under the general branch; a committee under another, where its own election is met."""
        org, under = ("county", "city") if T.ELECTION in self.beside else ("a", "g")
        asked = {"parent_id": self.org(under), "reason": "调整隶属关系", "local_decision": "市委决定"}
        return await self.post("department", f"/party-orgs/{self.org(org)}/move", asked)


BEGIN: Mapping[Thing, Callable[[Stage], Awaitable[Any]]] = {
    T.TRANSFER: Stage.transfer,
    T.DECISION: Stage.removal,
    T.SUSPENSION: Stage.suspension,
    T.DEATH: Stage.death,
    T.TEMPORARY: Stage.stay,
    T.CERTIFICATE: Stage.certificate,
    T.CERTIFICATE_LETTER: Stage.letter,
    T.FILE: Stage.file,
    T.CORRECTION: Stage.correction,
    T.BULK: Stage.bulk,
    T.ELECTION: Stage.election,
    T.FORMATION: Stage.formation,
}
GO_ON: Mapping[Thing, Callable[[Stage, Any], Awaitable[Any]]] = {
    T.TRANSFER: Stage.arrive,
    T.DECISION: Stage.decide,
    T.SUSPENSION: Stage.decide,
    T.DEATH: Stage.decide,
    T.TEMPORARY: Stage.host,
    T.CERTIFICATE: Stage.issue,
    T.CERTIFICATE_LETTER: Stage.issue_letter,
    T.FILE: Stage.admit,
    T.CORRECTION: Stage.correct,
    T.BULK: Stage.move_in,
    T.ELECTION: Stage.confirm,
    T.FORMATION: Stage.found,
}
DO: Mapping[Thing, Callable[[Stage], Awaitable[Any]]] = {
    T.POST: Stage.appointed,
    T.FLOATING: Stage.floating,
    T.CORRECTED_HOME: Stage.put_right,
    T.DISSOLUTION: Stage.dissolve,
    T.MOVE: Stage.put_under,
}
"""What takes effect at once; it may be refused."""
MEET: Mapping[Thing, Callable[[Stage], Awaitable[Any]]] = {
    T.TRANSFER: Stage.transfer,
    T.DECISION: Stage.removal,
    T.TEMPORARY: Stage.guest,
    T.CERTIFICATE: Stage.certificate,
    T.CERTIFICATE_LETTER: Stage.letter,
    T.FILE: Stage.file_met,
    T.POST: Stage.appointed,
    T.CORRECTION: Stage.correction,
    T.FLOATING: Stage.floating,
    T.BULK: Stage.on_its_way,
    T.ELECTION: Stage.election,
    T.FORMATION: Stage.formation,
}
"""How what is met comes to be open."""


def _history(until: int, meeting_on: dt.date | None = None) -> list[dict[str, Any]]:
    """The steps done so far, at the usual intervals around the branch meeting."""
    days = {step: dt.date.fromisoformat(day) for step, day in DAYS.items()}
    shift = (meeting_on or days[15]) - days[15]
    return [{"step": step, "on": str(days[step] + shift)} for step in range(1, until + 1)]
