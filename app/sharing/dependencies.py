"""What a route of the data-sharing API asks for in its signature: the caller, and what it hands data over with."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.core.errors import Problem
from app.core.routing import StrictRoute
from app.sharing.disclosing import Discloser
from app.sharing.partners import Applicant, Caller
from app.sharing.problems import TokenRefused, unknown

_bearer = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    description="POST /share/v1/oauth/token 签发的令牌，300 秒有效。｜A token of the endpoint.",
)


async def get_token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    """The bearer token."""
    if credentials is None:
        raise TokenRefused
    return credentials.credentials


Token = Annotated[str, Depends(get_token)]


async def get_caller(request: Request, token: Token) -> Caller:
    """The partner, its grant as it stands now, and the case."""
    caller: Caller = await request.app.state.partners.caller(token)
    return caller


async def get_applicant(request: Request, token: Token) -> Applicant:
    """The partner that applies for a grant."""
    applicant: Applicant = await request.app.state.partners.applicant(token)
    return applicant


async def require_partner(request: Request, token: Token) -> None:
    """Any partner with a token of either kind."""
    await request.app.state.partners.anybody(token)


async def get_caller_again(request: Request, token: Token) -> Callable[[], Awaitable[Caller]]:
    """The caller as it stands later on, for a call that waits: its grant may be changed or suspended meanwhile."""

    async def again() -> Caller:
        return await get_caller(request, token)

    return again


async def get_discloser(request: Request) -> Discloser:
    """The process's discloser."""
    discloser: Discloser = request.app.state.discloser
    return discloser


class SharingRoute(StrictRoute):
    """A route that answers an unknown query parameter with 400: a misspelt filter must not widen an answer."""

    @staticmethod
    def refusal(names: list[str]) -> Problem:
        """`UnknownInput`, naming each."""
        return unknown(names)


ApplicantDep = Annotated[Applicant, Depends(get_applicant)]
CallerAgainDep = Annotated[Callable[[], Awaitable[Caller]], Depends(get_caller_again)]
CallerDep = Annotated[Caller, Depends(get_caller)]
DiscloserDep = Annotated[Discloser, Depends(get_discloser)]
