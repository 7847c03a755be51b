"""Works out queued joint plans, in the worker process: read under who asked, solved apart, written at once."""

import asyncio
import datetime as dt
import json
import logging
import sys
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlmodel import and_, col, or_, select

from app.auth.principals import Principal
from app.auth.sessions import principal_of_grant
from app.core.clock import Clock
from app.core.database import Database, DatabaseRole, Scope, fetch_in
from app.models.joint_plans import JointPlan, JointPlanFirm, JointPlanGroup, PlanState
from app.queries.building import joint_plans as queries
from app.rules.building.joint_plans import (
    IMPOSSIBLE,
    PROBLEM,
    SOLUTION,
    Bounds,
    PlanFirm,
    PlanImpossible,
    Problem,
    Solution,
    business_lines,
    total_metres,
    why_left_over,
    why_together,
)
from app.rules.reference.areas import areas
from app.services.reference.figures import figure

SECONDS = 120.0
"""A plan that takes longer is given up; a large city takes about ten."""
LEASE = dt.timedelta(minutes=10)
MOST_ATTEMPTS = 2
_WORKER = Scope(DatabaseRole.WORKER)
_log = logging.getLogger(__name__)


Solver = Callable[[Problem], Awaitable[Solution]]


class PlanFailed(Exception):
    """Why a plan could not be worked out; the message is Chinese."""


async def run_next_plan(database: Database, clock: Clock, solver: Solver | None = None) -> bool:
    """Work out the oldest plan that waits; False where none does. Raises only while the database is away."""
    plan = await _take(database, clock)
    if plan is None:
        return False
    try:
        if plan.attempts > MOST_ATTEMPTS:  # each of them ended with the worker
            raise PlanFailed("未能完成计算，请缩小区划或距离后重试。")
        principal = await principal_of_grant(database, plan.grant_id)
        if principal is None:
            raise PlanFailed("提交人的授权已撤销，请由现任人员重新提交。")
        problem = await _read(database, clock, plan, principal)
        solution = await (solver or solve_apart)(problem)
    except (PlanFailed, PlanImpossible) as failure:
        await _end(database, clock, plan, str(failure))
        return True
    await _write(database, clock, plan, problem, solution)
    return True


async def _take(database: Database, clock: Clock) -> JointPlan | None:
    now = clock.now()
    abandoned = and_(col(JointPlan.state) == PlanState.RUNNING, col(JointPlan.started_at) < now - LEASE)
    statement = (
        select(JointPlan)
        .where(or_(col(JointPlan.state) == PlanState.QUEUED, abandoned))
        .order_by(col(JointPlan.created_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    async with database.session(_WORKER) as session:
        plan = (await session.exec(statement)).one_or_none()
        if plan is not None:
            plan.state, plan.started_at, plan.attempts = PlanState.RUNNING, now, plan.attempts + 1
    return plan


async def _read(database: Database, clock: Clock, plan: JointPlan, principal: Principal) -> Problem:
    """What the one who asked may see of the area, and no more."""
    today, area = clock.today(), queries.area_parameters(plan.area_code)
    async with database.session(principal.scope) as session:
        small = await _rows(session, queries.SMALL_FIRMS, area | {"today": today})
        covered = await _rows(session, queries.COVERED_FIRMS, area) if plan.include_existing else []
        earlier = await _rows(session, queries.PREVIOUS, {"plan_id": plan.previous_id}) if plan.previous_id else []
        bounds = Bounds(
            least_full=await figure(session, "org.min_full_members", today),
            most_units=await figure(session, "joint_branch.max_units", today),
            most_members=await figure(session, "branch.max_members", today),
            max_metres=plan.max_metres,
            same_county=plan.same_county,
        )
    units: dict[str, int] = {}
    for row in covered:
        units[row["branch"]] = units.get(row["branch"], 0) + 1
    with_room = {
        row["branch"]: (row["full"], row["members"])
        for row in covered
        if units[row["branch"]] < bounds.most_units and row["members"] < bounds.most_members
    }
    firms = [_firm(row, full=row["full"], members=row["members"]) for row in small]
    firms += [_firm(row, branch=row["branch"], full=0, members=0) for row in covered if row["branch"] in with_room]
    return Problem(
        firms=tuple(firms),
        bounds=bounds,
        branches=with_room,
        pinned=tuple((one, other) for one, other in plan.pinned),
        forbidden=tuple((one, other) for one, other in plan.forbidden if one != other),
        previous=tuple(tuple(sorted(row["firms"])) for row in earlier),
    )


def _firm(row: Mapping[str, Any], **facts: Any) -> PlanFirm:
    return PlanFirm(
        key=row["key"],
        name=row["name"],
        county=row["county"],
        business=business_lines(row["business_types"]),
        longitude=row["longitude"],
        latitude=row["latitude"],
        **facts,
    )


async def _rows(session: Any, query: Any, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    row = await fetch_in(session, query, parameters)
    rows: list[dict[str, Any]] = json.loads(row[0]) if row else []
    return rows


async def solve_apart(problem: Problem) -> Solution:
    """The plan, worked out in a process of its own within `SECONDS`. Errors: `PlanFailed`, `PlanImpossible`."""
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    command = (sys.executable, "-m", "app.run.planner")
    planner = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=nowhere)
    try:
        told, _ = await asyncio.wait_for(planner.communicate(PROBLEM.dump_json(problem)), SECONDS)
    except TimeoutError as exc:
        raise PlanFailed("计算时间过长，请缩小区划或距离后重试。") from exc
    finally:
        if planner.returncode is None:
            planner.kill()
            await planner.wait()
    if planner.returncode == IMPOSSIBLE:
        raise PlanImpossible(told.decode())
    if planner.returncode:
        _log.error("the planner ended with %s", planner.returncode)
        raise PlanFailed("未能完成计算，请稍后重试或联系系统管理员。")
    return SOLUTION.validate_json(told)


async def _write(database: Database, clock: Clock, plan: JointPlan, problem: Problem, solution: Solution) -> None:
    """Groups, firms and the plan's end become visible together."""
    firms = {firm.key: firm for firm in problem.firms}
    fresh = sum(firm.branch is None for firm in problem.firms)
    codes = {area.place_path: area.code for area in areas().values()}

    def told(key: str, **facts: Any) -> JointPlanFirm:
        firm = firms[key]
        return JointPlanFirm(
            plan_id=plan.id,
            firm_id=uuid.UUID(key),
            name=firm.name,
            area_code=codes[firm.county],
            full_members=firm.full,
            members=firm.members,
            business=list(firm.business),
            longitude=firm.longitude,
            latitude=firm.latitude,
            is_existing=firm.branch is not None,
            **facts,
        )

    async with database.session(_WORKER) as session:
        for number, group in enumerate(solution.groups, 1):
            existing = problem.branches.get(group.branch) if group.branch else None
            full, members = existing or (0, 0)
            session.add(
                JointPlanGroup(
                    plan_id=plan.id,
                    number=number,
                    org_id=uuid.UUID(group.branch) if group.branch else None,
                    host_firm_id=uuid.UUID(group.host),
                    units=len(group.firms),
                    full_members=full + sum(firms[key].full for key in group.firms),
                    members=members + sum(firms[key].members for key in group.firms),
                    metres=sum(group.metres),
                    likeness=group.likeness,
                    is_kept=group.is_kept,
                    why=why_together(group, firms, existing),
                )
            )
            for key, metres in zip(group.firms, group.metres, strict=True):
                session.add(told(key, group_number=number, metres=metres))
        for key, reason in solution.left_over.items():
            session.add(told(key, left_over=reason, why=why_left_over(reason, problem.bounds)))
        done = await session.get_one(JointPlan, plan.id)
        done.state, done.finished_at = PlanState.DONE, clock.now()
        done.firms, done.left_over, done.left_over_bound = fresh, len(solution.left_over), solution.bound
        done.placed, done.groups = fresh - done.left_over, len(solution.groups)
        done.groups_before, done.groups_kept = len(problem.previous), solution.kept
        done.metres = total_metres(solution.groups)


async def _end(database: Database, clock: Clock, plan: JointPlan, failure: str) -> None:
    async with database.session(_WORKER) as session:
        failed = await session.get_one(JointPlan, plan.id)
        failed.state, failed.finished_at, failed.failure = PlanState.FAILED, clock.now(), failure[:500]
