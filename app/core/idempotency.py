"""Idempotency keys: a repeated POST has the effect of one, and gets the same answer."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Header
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.crypto import Keyring
from app.core.errors import Problem
from app.core.responses import Answer


class IdempotencyKeyReused(Problem):
    status, code, title = 422, "idempotency_key_reused", "幂等键已用于另一请求"
    detail = "同一个 Idempotency-Key 只能重复提交相同的内容；新的请求请换一个键。"


ClientKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="幂等键：同键同内容重复提交只办一次｜the same key and body are carried out once",
    ),
]


async def answer_once(
    session: AsyncSession,
    keyring: Keyring,
    kept: type[Any],
    claim: Mapping[str, Any],
    digest: bytes,
    create: Callable[[], Awaitable[Answer]],
) -> Answer:
    """The answer of `create`, or the one already given under this key to the same request.

    `kept` is the table of answers, `claim` the primary key of this one. The claim is inserted in the transaction of the
    work: a second request meanwhile waits for the first, and takes over where that fails.
    """
    mine = insert(kept).values(**claim, request_digest=digest).on_conflict_do_nothing()
    if (await session.exec(mine)).rowcount == 0:
        row = (await session.exec(select(kept).filter_by(**claim))).one()
        if row.request_digest != digest:
            raise IdempotencyKeyReused(field="Idempotency-Key")
        return Answer(row.status, keyring.unseal(row.answer_cipher), row.etag)
    answer = await create()
    keep = {"status": answer.status, "answer_cipher": keyring.seal(answer.body), "etag": answer.etag}
    await session.exec(sa.update(kept).filter_by(**claim).values(**keep))
    return answer
