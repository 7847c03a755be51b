"""The change feed: a long poll with sealed cursors that do not expire."""

import asyncio
import time
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.core.database import Row
from app.core.errors import raises
from app.models.changes import NUMBERED
from app.sharing.cursors import Cursors
from app.sharing.dependencies import CallerAgainDep, CallerDep, DiscloserDep, SharingRoute
from app.sharing.disclosing import Discloser, Leaving, keys_of
from app.sharing.feed import HEAD, SCANNED, events_query
from app.sharing.partners import Caller
from app.sharing.problems import BadCursor, GrantChanged, QuotaExceeded, TokenRefused, UnknownInput
from app.sharing.schemas import EventPage

router = APIRouter(prefix="/share/v1", tags=["变更推送"], route_class=SharingRoute)

_LOOK_SECONDS = 2.0
"""So often a call that waits asks whether its grant still stands, and whether it missed a notification."""
_REST_SECONDS = 0.2
"""Between two looks while the ledger grows."""
_SCANS = 50
"""Statements per request: what lies further is asked for again."""


class ChangeQuery(BaseModel):
    """From where, and how long to wait for something new."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[
        str | None,
        Field(max_length=500, description="上次的 next；不填则从头｜the last `next`; from the beginning without"),
    ] = None
    wait: Annotated[int, Field(ge=0, le=25, description="没有新变更时等待的秒数｜seconds to wait for news")] = 0
    limit: Annotated[int, Field(ge=1, le=500, description="至多多少个变更｜at most so many changes")] = 200


@router.get(
    "/changes",
    response_model=EventPage,
    summary="变更｜Changes",
    responses=raises(TokenRefused, UnknownInput, BadCursor, GrantChanged, QuotaExceeded, public=True),
)
async def list_changes(
    request: Request,
    caller: CallerDep,
    again: CallerAgainDep,
    discloser: DiscloserDep,
    query: Annotated[ChangeQuery, Query()],
) -> Response:
    """进入、更新、离开授权范围的记录，不丢失、可重复取；没有新变更时最多等待 25 秒。｜Gap-free, repeatable, long poll."""
    cursors = Cursors(discloser.keyring, caller.grant, "feed")
    after = 0
    if query.after is not None:
        facts = cursors.open(query.after)
        if facts["content"] != caller.grant.version:
            raise GrantChanged
        after = facts["seq"]
    deadline = time.monotonic() + query.wait
    with request.app.state.listener.woken_by(NUMBERED) as woken:
        for _ in range(_SCANS):
            head, lag_ms = await _head(discloser, caller)
            while after >= head and (rest := deadline - time.monotonic()) > 0:
                await asyncio.sleep(min(rest, _REST_SECONDS))
                with suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), min(rest, _LOOK_SECONDS) - _REST_SECONDS)
                woken.clear()
                if (await again()).grant.version != caller.grant.version:
                    raise GrantChanged
                head, lag_ms = await _head(discloser, caller)
            answer, after, found = await _scan(discloser, caller, cursors, after, head, query.limit, lag_ms)
            if found or (after >= head and time.monotonic() >= deadline):
                break
    return answer


async def _head(discloser: Discloser, caller: Caller) -> tuple[int, int]:
    row = await discloser.database.fetch(caller.scope, HEAD, {})
    assert row is not None  # noqa: S101 - the function always answers
    return row[0], row[1]


async def _scan(
    discloser: Discloser, caller: Caller, cursors: Cursors, after: int, head: int, limit: int, lag_ms: int
) -> tuple[Response, int, bool]:
    """One statement: its answer, how far it came, whether it found anything."""
    grant, until = caller.grant, min(head, after + SCANNED)
    seen: list[Row] = []

    def reached(row: Row) -> int:
        return int(row[3]) if row[4] else max(until, after)

    def compose(row: Row) -> Leaving:
        seen.append(row)
        following = cursors.seal({"seq": reached(row), "content": grant.version})
        more = "true" if row[4] or until < head else "false"
        events = discloser.readable(row[0], *grant.data_sets.values())
        body = f'{{"events":{events},"next":"{following}","more":{more}}}'.encode()
        return Leaving(body, keys_of(row), row[2], {"Feed-Lag-Ms": str(lag_ms)})

    query = events_query(tuple((name, tuple(fields.items())) for name, fields in grant.data_sets.items()))
    parameters: dict[str, Any] = {"after": after, "until": until, "limit": limit}
    parameters |= {"lo": caller.scope.lo, "hi": caller.scope.hi}
    parameters |= {"grant_id": grant.id, "salt": discloser.salt(caller)}
    answer = await discloser.hand_over(caller, "changes", "all", query, parameters, compose)
    (row,) = seen
    return answer, reached(row), bool(row[5] or row[4])
