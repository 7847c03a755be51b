"""Idempotency keys of the data-sharing API: any retry of a POST has the effect of one (docs/sharing.md#property-4)."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.idempotency import ClientKey, answer_once
from app.core.responses import Answer
from app.models.idempotency import PartnerKey
from app.sharing.dependencies import ApplicantDep, CallerDep, DiscloserDep
from app.sharing.disclosing import Discloser
from app.sharing.partners import Applicant, Caller


@dataclass(frozen=True)
class Once:
    """Runs the work of a POST at most once per partner and key; what it writes and its answer commit together."""

    discloser: Discloser
    who: Caller | Applicant
    key: str | None
    digest: bytes

    async def __call__(self, create: Callable[[AsyncSession], Awaitable[Answer]]) -> Response:
        """The answer of `create`, which is given the transaction, or the one already given under this key."""
        async with self.discloser.database.session(self.who.scope) as session:
            if self.key is None:
                answer = await create(session)
            else:
                claim = {"partner_id": self.who.partner_id, "key": self.key}
                keyring = self.discloser.keyring
                answer = await answer_once(session, keyring, PartnerKey, claim, self.digest, lambda: create(session))
        return answer.response()


async def get_once(request: Request, caller: CallerDep, discloser: DiscloserDep, key: ClientKey = None) -> Once:
    """The guard of a POST: the same request is the same body under the same grant, for the same case."""
    return await _once(request, discloser, caller, key, f"{caller.grant.id} {caller.case_no}")


async def get_once_applying(
    request: Request, applicant: ApplicantDep, discloser: DiscloserDep, key: ClientKey = None
) -> Once:
    """The guard of an application."""
    return await _once(request, discloser, applicant, key, "applying")


async def _once(request: Request, discloser: Discloser, who: Caller | Applicant, key: str | None, under: str) -> Once:
    asked = f"{request.method} {request.url.path}\n{under}\n".encode()
    # Keyed, because a body may hold what can be guessed: an identity number.
    digest = hmac.digest(discloser.keyring.digest, asked + await request.body(), "sha256")
    return Once(discloser, who, key, digest)


OnceDep = Annotated[Once, Depends(get_once)]
OnceApplying = Annotated[Once, Depends(get_once_applying)]
