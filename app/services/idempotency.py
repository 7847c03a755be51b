"""Idempotency keys of the registry: per account, in the transaction of the work."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Response

from app.auth.dependencies import WorkDep
from app.auth.work import Work
from app.core.idempotency import ClientKey, IdempotencyKeyReused, answer_once
from app.core.responses import Answer
from app.models.idempotency import IdempotencyKey

__all__ = ["ClientKey", "IdempotencyKeyReused", "Once", "OnceDep"]


class Once:
    """Runs the work of a creating POST at most once per key, in the work's own transaction."""

    def __init__(self, work: Work, key: str | None, request_digest: bytes) -> None:
        self._work, self._key, self._digest = work, key, request_digest

    async def __call__(self, create: Callable[[], Awaitable[Answer]]) -> Response:
        """The answer of `create`, or the one already given under this key."""
        if self._key is None:
            return (await create()).response()
        work = self._work
        claim = {"account_id": work.principal.account_id, "key": self._key}
        answer = await answer_once(work.session, work.keyring, IdempotencyKey, claim, self._digest, create)
        return answer.response()


async def get_once(request: Request, work: WorkDep, key: ClientKey = None) -> Once:
    """The guard of a request with a JSON body."""
    content = f"{request.method} {request.url.path}\n".encode() + await request.body()
    # Keyed, because a body may hold what can be guessed: a password, an identity number.
    return Once(work, key, hmac.digest(work.keyring.digest, content, "sha256"))


OnceDep = Annotated[Once, Depends(get_once)]
