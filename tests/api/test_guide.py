"""The administrators' guide is carried out step by step, as it is written."""

import re
from pathlib import Path
from typing import Any

from app.models.accounts import StaffRole
from app.rules.civil_date import add_months
from tests.support.api_client import Api, Caller
from tests.support.import_runs import association, import_all, rows

GUIDE = Path(__file__).parents[2] / "docs" / "guide-for-administrators.zh-CN.md"
STEP = re.compile(
    r"```http (?P<who>.+)\n(?P<method>[A-Z]+) /api/v1(?P<path>\S+)\n(?P<body>[\s\S]*?)```\n"
    r"> (?P<status>\d{3})(?P<then>.*)"
)
TOLD = re.compile(r"(?P<keep>记下 )?(?P<where>[\w.]+) 为 (?P<value>\S+)")
DEPARTMENTS = {"成都市司法局": StaffRole.JUSTICE_BUREAU, "成都市律师协会": StaffRole.BAR_ASSOCIATION}


class Reader:
    """Somebody who does what the guide says, and notes down what it tells to note down."""

    def __init__(self, api: Api) -> None:
        today = api.clock.today()
        month = add_months(today.replace(day=1), -1)
        self.api, self.noted = api, {"今天": today.isoformat(), "上月": f"{month:%Y-%m}"}

    def fill(self, text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: self.noted[found[1]], text)

    async def acting_as(self, who: str) -> Caller:
        if who == "党员本人":
            return await self.api.as_(StaffRole.MEMBER, person=self.noted["律师"])
        if who in DEPARTMENTS:
            return await self.api.as_(DEPARTMENTS[who], area="5101")
        ((org_id,),) = await rows(self.api, "SELECT id FROM party_org WHERE name = :name", name=who)
        return await self.api.as_(StaffRole.ORG_OFFICER, org=org_id)

    async def carry_out(self, step: re.Match[str]) -> None:
        caller = await self.acting_as(step["who"])
        content = {"Content-Type": "application/json"} if step["body"] else {}
        answer = await caller(
            step["method"],
            self.fill(step["path"]),
            int(step["status"]),
            content=self.fill(step["body"]).encode(),
            headers=content,
        )
        for told in TOLD.finditer(step["then"]):
            value = found(answer.json(), told["where"])
            if told["keep"]:
                self.noted[told["value"].strip("{}")] = value
            else:
                assert str(value).lower() == self.fill(told["value"]), step[0]


def found(answer: Any, where: str) -> Any:
    """The part of an answer at a dotted path."""
    for part in where.split("."):
        answer = answer[int(part)] if isinstance(answer, list) else answer[part]
    return answer


async def test_a_newcomer_s_relationship_arrives_by_the_steps_of_the_guide(api: Api) -> None:
    await import_all(api, await association(api))
    reader = Reader(api)
    text = GUIDE.read_text(encoding="utf-8")
    steps = list(STEP.finditer(text))
    assert len(steps) == text.count("```http")
    for step in steps:
        await reader.carry_out(step)
    ((org,),) = await rows(
        api,
        "SELECT o.name FROM affiliation a JOIN party_org o ON o.id = a.org_id "
        "WHERE a.person_id = :person AND upper_inf(a.valid_during)",
        person=reader.noted["律师"],
    )
    assert org == "中共德道033律师事务所支部"
