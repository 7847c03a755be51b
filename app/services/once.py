"""Idempotency keys: a repeated POST has the effect of one, and gets the same answer."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

import sqlalchemy as sa
from fastapi import Depends, Header, Request, Response
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from app.auth.dependencies import WorkDep
from app.auth.work import Work
from app.core.answers import Answer
from app.core.errors import Problem
from app.models.idempotency import IdempotencyKey


class IdempotencyKeyReused(Problem):
    status, code, title = 422, "idempotency_key_reused", "幂等键已用于另一请求"
    detail = "同一个 Idempotency-Key 只能重复提交相同的内容；新的请求请换一个键。"


class Once:
    """Runs the work of a creating POST at most once per key, in the work's own transaction."""

    def __init__(self, work: Work, key: str | None, request_digest: bytes) -> None:
        self._work, self._key, self._digest = work, key, request_digest

    async def __call__(self, create: Callable[[], Awaitable[Answer]]) -> Response:
        """The answer of `create`, or the one already given under this key."""
        if self._key is None:
            return (await create()).response()
        return (await self._under_key(self._key, create)).response()

    async def _under_key(self, key: str, create: Callable[[], Awaitable[Answer]]) -> Answer:
        session, keyring = self._work.session, self._work.keyring
        mine = {"account_id": self._work.principal.account_id, "key": key}
        claim = insert(IdempotencyKey).values(**mine, request_digest=self._digest).on_conflict_do_nothing()
        if (await session.exec(claim)).rowcount == 0:
            kept = (await session.exec(select(IdempotencyKey).filter_by(**mine))).one()
            if kept.request_digest != self._digest:
                raise IdempotencyKeyReused(field="Idempotency-Key")
            return Answer(kept.status or 200, keyring.unseal(kept.answer_cipher or b""), kept.etag)
        answer = await create()
        update = sa.update(IdempotencyKey).where(
            col(IdempotencyKey.account_id) == mine["account_id"], col(IdempotencyKey.key) == key
        )
        await session.exec(
            update.values(status=answer.status, answer_cipher=keyring.seal(answer.body), etag=answer.etag)
        )
        return answer


ClientKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="幂等键：同键同内容重复提交只办一次｜the same key and body are carried out once",
    ),
]


async def get_once(request: Request, work: WorkDep, key: ClientKey = None) -> Once:
    """The guard of a request with a JSON body."""
    content = f"{request.method} {request.url.path}\n".encode() + await request.body()
    # Keyed, because a body may hold what can be guessed: a password, an identity number.
    return Once(work, key, hmac.digest(work.keyring.digest, content, "sha256"))


OnceDep = Annotated[Once, Depends(get_once)]
