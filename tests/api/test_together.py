"""Procedures that know each other: a case for every pair of the table, and what it was made for (F3, F6), as walks."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from app.core.settings import Settings
from app.main import provide
from app.services.together import OrgInBulkTransfer
from app.workflows.together import OPEN, TOGETHER, Kind, Pair, Thing
from tests.support.api_client import Api
from tests.support.clock import SetClock
from tests.support.keys import KEYRING
from tests.support.password_accounts import CHEAP
from tests.support.postgres import OneConnection
from tests.support.procedures_beside import BEGIN, DO, GO_ON, MEET, STEPS, Stage, T

APART = {(T.MOVE, T.ELECTION), (T.BULK, T.FORMATION), (T.FILE, T.POST)}
"""Pairs that need a place or a person of their own, as all do with a file or an organization on its way."""
ARRIVAL = {T.TRANSFER: ("c", "county"), T.CORRECTED_HOME: ("b", "city"), T.BULK: ("a", "county"), T.MOVE: ("a", "city")}
"""The branch where whatever goes along has come, and the committee above it."""
PLACE = {
    T.DECISION: ("branch_id", "committee_id"),
    T.TEMPORARY: ("home_org_id", None),
    T.CERTIFICATE: ("home_org_id", "committee_id"),
    T.CERTIFICATE_LETTER: ("branch_id", "committee_id"),
    T.FILE: ("org_id", None),
    T.ELECTION: (None, "approver_id"),
    T.FORMATION: (None, "approver_id"),
}
"""The columns of an open one that say where it is."""


@dataclass
class Met:
    """An open one before something else opened, when it had opened, and when that had taken effect."""

    before: Any
    at_opening: Any = None
    after: Any = None
    step: Any = None
    seen: Any = None


@dataclass
class Course:
    """What came of a thing done beside others: the answers with which it opened and took effect."""

    met: dict[Thing, Met]
    opened: Any = None
    done: Any = None


@pytest.fixture(scope="module")
async def stage(engine: AsyncEngine, app: FastAPI) -> AsyncIterator[Stage]:
    """One world for all pairs: each is taken back."""
    clock = SetClock()
    async with OneConnection.open(engine) as database:
        provide(app, database=database, settings=Settings(), keyring=KEYRING, clock=clock, passwords=CHEAP)
        async with Api.open(app, database, clock) as api:
            yield await Stage.make(api)


@pytest.fixture(scope="module")
def courses() -> dict[tuple[Thing, frozenset[Thing]], Course]:
    """What blocks nothing is met together, once."""
    return {}


def is_apart(doing: Thing, other: Thing) -> bool:
    pair = TOGETHER[doing, other]
    alone = (doing, other) in APART or other in {T.FILE, T.BULK}
    return alone or Kind.BLOCKS in {pair.opening, pair.effect}


@pytest.mark.parametrize(("doing", "other"), TOGETHER, ids=lambda thing: thing.value)
async def test_what_becomes_of_an_open_one(
    stage: Stage, courses: dict[tuple[Thing, frozenset[Thing]], Course], doing: Thing, other: Thing
) -> None:
    pair = TOGETHER[doing, other]
    beside = frozenset(o for o in OPEN if not is_apart(doing, o)) if not is_apart(doing, other) else frozenset({other})
    if pair.opening is Kind.BLOCKS:
        course = await take(stage, doing, beside)
        look_at_refusal(pair, course.opened)
        assert course.met[other].at_opening == course.met[other].before
        if pair.effect is None:
            return
    if (doing, beside) not in courses:
        courses[doing, beside] = await take(stage, doing, beside, first=pair.opening is Kind.BLOCKS)
    course = courses[doing, beside]
    met = course.met[other]
    assert pair.opening in {None, Kind.IGNORES, Kind.BLOCKS}
    assert met.at_opening == met.before
    if pair.effect is Kind.BLOCKS:
        look_at_refusal(pair, course.done)
        assert met.after == met.before
        return
    assert "code" not in course.done, course.done
    if pair.effect is Kind.IGNORES:
        assert met.after == met.before
    elif pair.effect is Kind.CARRIES:
        look_at_place(stage, doing, other, met)
    else:
        look_at_end(stage, doing, other, met)


async def take(stage: Stage, doing: Thing, beside: Collection[Thing], *, first: bool = False) -> Course:
    """Do it beside what is open, from the opening to the effect; `first` where it has to be open before them."""
    stage.doing, stage.beside, stage.met, stage.begun, stage.number = doing, frozenset(beside), {}, first, None
    began = stage.clock.moment
    async with stage.world.api.admin.undone():
        opened = await BEGIN[doing](stage) if first else None
        keys = {}
        for other in (o for o in OPEN if o in stage.beside):
            made = await MEET[other](stage)
            assert "code" not in made, made
            stage.met[other] = made
            keys[other] = str(made["id"])
        if (doing, stage.beside) == (T.FILE, frozenset({T.POST})):
            await stage.leave_the_party()
        if (doing, stage.beside) == (T.DEATH, frozenset({T.BULK})):
            keys[T.BULK] = await stage.listed(keys[T.BULK])
        course = Course({other: Met(await stage.row(other, key)) for other, key in keys.items()}, opened)
        if doing in BEGIN and not first:
            course.opened = await BEGIN[doing](stage)
        for other, key in keys.items():
            course.met[other].at_opening = await stage.row(other, key)
        if doing in DO:
            course.done = await DO[doing](stage)
        elif "code" not in course.opened:
            course.done = await GO_ON[doing](stage, course.opened)
        for other, key in keys.items():
            met = course.met[other]
            met.after, met.step = await stage.row(other, key), await stage.last_step(other, key)
            met.seen = await seen_above(stage, doing, other, key)
    if stage.clock.moment != began:
        stage.clock.moment = began
        await stage.sign_in()
    return course


async def seen_above(stage: Stage, doing: Thing, other: Thing, key: str) -> Any:
    """What the committee to which it has come sees of it, where no column tells."""
    paths = {T.CORRECTION: "/correction-requests", T.FILE: "/development-files"}
    if other not in paths or doing not in ARRIVAL:
        return None
    return (await stage.world.callers[ARRIVAL[doing][1]]("GET", f"{paths[other]}/{key}")).json()


def look_at_refusal(pair: Pair, answer: Any) -> None:
    assert answer.get("code") == pair.code
    assert pair.code is not None
    if pair.words is not None:  # at an arrival the organization refuses, with the words of whatever else it refuses
        assert answer["detail"] in {pair.words, OrgInBulkTransfer.detail}


def look_at_place(stage: Stage, doing: Thing, other: Thing, met: Met) -> None:
    branch, committee = ARRIVAL[doing]
    assert met.after.state == met.before.state
    for column, org in zip(PLACE.get(other, ()), (branch, committee), strict=False):
        if column:
            assert str(getattr(met.after, column)) == stage.org(org), column
    if other in {T.CORRECTION, T.FILE}:
        assert met.seen["state"] == met.after.state
        assert met.seen.get("committee_id", stage.org(committee)) == stage.org(committee)
    if other is T.TRANSFER:
        assert met.after.from_party_path == f"{stage.world.orgs['g'].party_path}{stage.org('a')}/"


def look_at_end(stage: Stage, doing: Thing, other: Thing, met: Met) -> None:
    """It says by whose act it ended: by a step, where it keeps any."""
    if other in STEPS:
        assert met.before.state != met.after.state
        assert (met.step.from_state, met.step.to_state) == (met.before.state, met.after.state)
        acted = {T.TRANSFER: "county", T.DECISION: "city", T.DEATH: "city"}.get(doing)
        assert (met.step.number, met.step.body_id) == (met.before.version, acted and stage.world.orgs[acted].id)
        assert met.step.body_name == (stage.world.orgs[acted].name if acted else met.step.body_name)
    elif other is T.POST:
        assert (met.before.valid_during.upper, met.before.end_reason) == (None, None)
        assert None not in {met.after.valid_during.upper, met.after.end_reason}
    else:
        assert (met.before.ended_on, met.before.end_reason) == (None, None)
        assert None not in {met.after.ended_on, met.after.end_reason}
