"""Development files in the small world of the transfers: opened, walked step by step, each step by its own body."""

from dataclasses import dataclass
from typing import Any

from app.models.accounts import StaffRole
from tests.support.api_client import Api
from tests.support.builders import make_id_number, make_member
from tests.support.transfer_case import TransferCase

DAYS = {
    **{1: "2024-01-10", 2: "2024-02-01", 3: "2024-03-01", 4: "2024-03-05", 5: "2024-03-10", 6: "2025-03-01"},
    **{7: "2025-03-05", 8: "2025-03-10", 9: "2025-03-15", 10: "2025-03-20", 11: "2025-04-01", 12: "2025-04-10"},
    **{13: "2025-04-20", 14: "2025-05-01", 15: "2025-06-01", 16: "2025-06-10", 17: "2025-07-01", 18: "2025-07-05"},
    **{19: "2025-07-06", 20: "2025-07-07", 21: "2026-05-01", 22: "2026-05-20", 23: "2026-06-01", 24: "2026-07-01"},
    25: "2026-07-02",
}
"""A way through the 25 steps that keeps every interval, to the day where one is shortest."""

REVIEWS = ("2024-09-01", "2025-02-28")
COMMITTEE_STEPS = {4, 8, 11, 13, 16, 17, 18, 24}


@dataclass
class Way:
    """A world with a second full member in branch a, and whoever becomes a member there."""

    world: TransferCase
    full: list[str]
    number: str

    @classmethod
    async def make(cls, api: Api) -> "Way":
        world = await TransferCase.make(api)
        second = await make_member(api.admin, "钱二", world.orgs["a"])
        return cls(world, [str(world.member.person_id), str(second.person_id)], make_id_number())

    async def open(self, until: int = 1, expect: int = 201, by: str = "a", **changes: Any) -> Any:
        history = [{"step": step, "on": DAYS[step]} for step in range(1, until + 1)]
        body = {"id_number": self.number, "name": "孙三", "history": history} | changes
        return await self.world.callers[by].post(
            "/development-files", {key: value for key, value in body.items() if value is not None}, expect
        )

    async def act(self, file: Any, action: str, expect: int = 200, by: str = "a", **facts: Any) -> Any:
        path = f"/development-files/{file['id']}/actions"
        return await self.world.callers[by].post(path, {"action": action, **facts}, expect)

    def facts(self, step: int) -> dict[str, Any]:
        """What the step's entry has to say."""
        own: dict[int, dict[str, Any]] = {
            5: {"mentors": self.full[:1]},
            9: {"sponsors": self.full},
            11: {"course_days": 3},
        }
        return {"step": step, "on": DAYS[step], **own.get(step, {})}

    async def complete(self, file: Any, step: int, expect: int = 200, by: str | None = None, **changes: Any) -> Any:
        who = by or ("city" if step in COMMITTEE_STEPS else "a")
        body = {key: value for key, value in (self.facts(step) | changes).items() if value is not None}
        return await self.act(file, "complete", expect, who, **body)

    async def walk(self, file: Any, until: int) -> Any:
        """Every step from where the file stands, with the reviews that the training needs."""
        shown = file
        for step in range(file["step"] + 1, until + 1):
            if step == 6:
                for day in REVIEWS:
                    await self.act(file, "review", on=day, note="表现良好")
            shown = await self.complete(file, step)
        return shown

    async def at(self, step: int, **changes: Any) -> Any:
        """A file that was walked to a step."""
        return await self.walk(await self.open(**changes), step)


def codes(refused: Any) -> list[str]:
    return [error["code"] for error in refused["errors"]]


async def under_way(way: Way, file: dict[str, Any]) -> str:
    """A transfer of the file's member to the county's branch, its letter in transit."""
    world = way.world
    request = world.request("c", member_id=file["person_id"])
    opened = await world.callers["a"].post("/transfers", request, 201)
    transfer: str = opened["id"]
    for who, step in (("a", {"action": "submit"}), *world.letter_path()[1:4]):
        await world.act(transfer, who, **step)
    return transfer


async def on_file(way: Way, step: int = 17) -> dict[str, Any]:
    """The file of a probationary member whose record a letter can be printed from."""
    file: dict[str, Any] = await way.at(step)
    bureau = await way.world.api.as_(StaffRole.JUSTICE_BUREAU, area="51")
    await bureau.patch(f"/members/{file['person_id']}", {"ethnic_group": "01", "mobile": "19900001234"})
    return file
