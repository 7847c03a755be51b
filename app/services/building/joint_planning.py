"""Works out queued joint plans, in the worker process: read under who asked, solved apart, written at once."""

import asyncio
import json
import sys
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from app.auth.principals import Principal
from app.auth.sessions import principal_of_grant
from app.core.clock import Clock
from app.core.database import Database, fetch_in
from app.core.jobs import Claim, JobFailed
from app.models.joint_plans import JointPlan, JointPlanFirm, JointPlanGroup
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
from app.services.building.joint_plans import PLANS
from app.services.reference.figures import figure

SECONDS = 120.0
"""A plan that takes longer is given up; a large city takes about ten."""

Solver = Callable[[Problem], Awaitable[Solution]]


class PlannerEnded(Exception):
    """The planner's process ended with this code, without an answer."""


async def run_next_plan(database: Database, clock: Clock, solver: Solver | None = None) -> bool:
    """Work out the oldest plan that waits; False where none does. Raises only while the database is away."""

    async def carry_out(claim: Claim[JointPlan]) -> None:
        principal = await principal_of_grant(database, claim.job.grant_id)
        if principal is None:
            raise JobFailed("grant_revoked", "提交人的授权已撤销，请由现任人员重新提交。")
        problem = await _read(database, clock, claim.job, principal)
        try:
            solution = await (solver or solve_apart)(problem)
        except PlanImpossible as reason:
            raise JobFailed("plan_impossible", str(reason)) from reason
        await _write(database, claim, problem, solution)

    return await PLANS.work_next(database, clock, carry_out)


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
    """The plan, worked out in a process of its own within `SECONDS`.

    Errors: `JobFailed` where it takes longer, `PlanImpossible`, `PlannerEnded`.
    """
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    command = (sys.executable, "-m", "app.run.planner")
    planner = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=nowhere)
    try:
        told, _ = await asyncio.wait_for(planner.communicate(PROBLEM.dump_json(problem)), SECONDS)
    except TimeoutError as exc:
        raise JobFailed("plan_takes_too_long", "计算时间过长，请缩小区划或距离后重试。") from exc
    finally:
        if planner.returncode is None:
            planner.kill()
            await planner.wait()
    if planner.returncode == IMPOSSIBLE:
        raise PlanImpossible(told.decode())
    if planner.returncode:
        raise PlannerEnded(planner.returncode)
    return SOLUTION.validate_json(told)


async def _write(database: Database, claim: Claim[JointPlan], problem: Problem, solution: Solution) -> None:
    """Groups, firms and the plan's end become visible together."""
    plan = claim.job
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

    async with database.session(PLANS.scope) as session:
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
        await session.flush()
        left_over = len(solution.left_over)
        await claim.finish(
            session,
            firms=fresh,
            placed=fresh - left_over,
            left_over=left_over,
            left_over_bound=solution.bound,
            groups=len(solution.groups),
            groups_before=len(problem.previous),
            groups_kept=solution.kept,
            metres=total_metres(solution.groups),
        )
