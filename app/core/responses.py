"""Answers whose JSON PostgreSQL built: the bytes are handed on, the version becomes the ETag."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Header, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.database import Database, Query, Row, Scope, fetch_in
from app.core.errors import NotFound, Stale
from app.core.lists import Listing, PageQuery

JSON = "application/json"

IfMatch = Annotated[str | None, Header(alias="If-Match", description="读取时的 ETag｜the ETag that was read")]


@dataclass(frozen=True)
class Answer:
    """A JSON answer before it is sent: what an idempotency key keeps."""

    status: int
    body: bytes
    etag: str | None = None

    def response(self) -> Response:
        """The answer as HTTP."""
        headers = {"ETag": self.etag} if self.etag else None
        return Response(self.body, self.status, headers, JSON)


async def read(database: Database, scope: Scope, query: Query, **parameters: Any) -> Response:
    """Run a read and hand its bytes on; `NotFound` where no row is in scope.

    The statement selects the JSON text and, for a single record, its version.
    """
    return _answer(await database.fetch(scope, query, parameters), 200).response()


async def read_page(database: Database, scope: Scope, listing: Listing, page: PageQuery, **fixed: Any) -> Response:
    """One page of a list; a filter that matches nothing gives an empty page."""
    query, parameters = listing.bound(page, **fixed)
    return _answer(await database.fetch(scope, query, parameters), 200).response()


async def read_back(session: AsyncSession, query: Query, *, status: int = 200, **parameters: Any) -> Answer:
    """A read inside a write's transaction: the answer shows what was just written."""
    return _answer(await fetch_in(session, query, parameters), status)


def require_match(if_match: str | None, version: int) -> None:
    """`Stale` when the caller names another version than the stored one (RFC 9110, If-Match)."""
    if if_match is None or if_match.strip() == "*":
        return
    if f'"{version}"' not in {tag.strip() for tag in if_match.split(",")}:
        raise Stale


def _answer(row: Row | None, status: int) -> Answer:
    if row is None or row[0] is None:
        raise NotFound
    version = row[1] if len(row) > 1 else None
    return Answer(status, row[0].encode(), f'"{version}"' if version is not None else None)
