"""Records as pages, and comparison by list."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.core.database import Row
from app.core.errors import FieldFault, InvalidRequest, Responses, raises
from app.rules.faults import RuleError
from app.rules.people import id_number
from app.sharing.cursors import Cursors
from app.sharing.dependencies import CallerDep, DiscloserDep, SharingRoute
from app.sharing.disclosing import Discloser, Leaving, keys_of
from app.sharing.partners import Caller
from app.sharing.problems import BadCursor, DataSetNotGranted, QuotaExceeded, TokenRefused, UnknownInput, unknown
from app.sharing.projection import PEOPLE, Asked, comparison_query, page_query
from app.sharing.schemas import ComparisonBody, ComparisonRead, RecordPage

router = APIRouter(prefix="/share/v1", tags=["数据"], route_class=SharingRoute)

_READING: Responses = raises(TokenRefused, DataSetNotGranted, QuotaExceeded, UnknownInput, BadCursor, public=True)


class PageQuery(BaseModel):
    """What every list accepts."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=200, description="每页条数｜records per page")] = 50
    cursor: Annotated[str | None, Field(max_length=500, description="上一页的 next_cursor｜where it ended")] = None


class MemberQuery(PageQuery):
    """Which members; a filter needs its field in the grant."""

    organization_id: uuid.UUID | None = None
    law_firm_id: uuid.UUID | None = None


class LawyerQuery(PageQuery):
    """Which lawyers; a filter needs its field in the grant."""

    law_firm_id: uuid.UUID | None = None


class LawFirmQuery(PageQuery):
    """Which law firms; a filter needs its field in the grant."""

    covering_organization_id: uuid.UUID | None = None


class PartyOrgQuery(PageQuery):
    """Which organizations; a filter needs its field in the grant."""

    parent_id: uuid.UUID | None = None


async def _page(discloser: Discloser, caller: Caller, data_set: str, query: PageQuery) -> Response:
    fields = granted(caller, data_set)
    filters = query.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    if beyond := [name for name in filters if name not in fields]:
        raise unknown(beyond)
    cursors = Cursors(discloser.keyring, caller.grant, f"page/{data_set}")
    parameters: dict[str, Any] = {"limit": query.limit, **filters}
    if query.cursor is not None:
        parameters["after"] = cursors.open_key(query.cursor)
    statement = page_query(data_set, tuple(fields.items()), frozenset(filters), after=query.cursor is not None)
    if data_set in PEOPLE:
        parameters["salt"] = discloser.salt(caller)

    def compose(row: Row) -> Leaving:
        keys = keys_of(row)
        following = f'"{cursors.seal_key(keys[-1])}"' if row[2] else "null"
        items = discloser.readable(row[0], fields)
        body = f'{{"items":{items},"next_cursor":{following}}}'.encode()
        return Leaving(body, keys if data_set in PEOPLE else [], len(keys))

    return await discloser.hand_over(caller, "list", data_set, statement, parameters, compose)


def granted(caller: Caller, data_set: str) -> Any:
    """The granted fields of a data set; `DataSetNotGranted`."""
    fields = caller.grant.data_sets.get(data_set)
    if not fields:
        raise DataSetNotGranted
    return fields


@router.get("/members", response_model=RecordPage, summary="党员｜Members", responses=_READING)
async def list_members(caller: CallerDep, discloser: DiscloserDep, query: Annotated[MemberQuery, Query()]) -> Response:
    """授权范围内的党员，只含授权字段；每次调用先留痕后提供。｜Members in scope, the granted fields alone."""
    return await _page(discloser, caller, "members", query)


@router.get("/lawyers", response_model=RecordPage, summary="律师｜Lawyers", responses=_READING)
async def list_lawyers(caller: CallerDep, discloser: DiscloserDep, query: Annotated[LawyerQuery, Query()]) -> Response:
    """授权范围内的律师。｜Lawyers in scope."""
    return await _page(discloser, caller, "lawyers", query)


@router.get("/law-firms", response_model=RecordPage, summary="律师事务所｜Law firms", responses=_READING)
async def list_law_firms(
    caller: CallerDep, discloser: DiscloserDep, query: Annotated[LawFirmQuery, Query()]
) -> Response:
    """授权范围内的律师事务所。｜Law firms in scope."""
    return await _page(discloser, caller, "law_firms", query)


@router.get("/party-orgs", response_model=RecordPage, summary="党组织｜Party organizations", responses=_READING)
async def list_party_orgs(
    caller: CallerDep, discloser: DiscloserDep, query: Annotated[PartyOrgQuery, Query()]
) -> Response:
    """授权范围内的党组织。｜Party organizations in scope."""
    return await _page(discloser, caller, "party_orgs", query)


@router.post(
    "/members/query",
    response_model=ComparisonRead,
    summary="党员比对｜Compare members",
    responses=raises(TokenRefused, DataSetNotGranted, QuotaExceeded, UnknownInput, public=True),
)
async def compare_members(body: ComparisonBody, caller: CallerDep, discloser: DiscloserDep) -> Response:
    """按公民身份号码或 id 比对，逐个回答；查无此人与不在范围内的回答相同。｜An answer for each that is asked for."""
    fields = granted(caller, "members")
    if (body.id_numbers is None) == (body.ids is None):
        message = "id_numbers 和 ids 须填且只填一个。"
        raise InvalidRequest(errors=[FieldFault(field="id_numbers", code="one_of", message=message)])
    wanted: list[Any]
    if body.id_numbers is not None:
        by, wanted = Asked.NUMBER, [_digest(discloser, number, i) for i, number in enumerate(body.id_numbers)]
    else:
        by, wanted = Asked.PAIRWISE, list(body.ids or [])

    def compose(row: Row) -> Leaving:
        keys = keys_of(row)
        return Leaving(f'{{"results":{discloser.readable(row[0], fields)}}}'.encode(), keys, len(wanted))

    parameters = {"wanted": wanted, "salt": discloser.salt(caller)}
    return await discloser.hand_over(
        caller, "query", "members", comparison_query(tuple(fields.items()), by), parameters, compose
    )


def _digest(discloser: Discloser, number: str, index: int) -> bytes:
    try:
        return discloser.keyring.lookup(id_number.parse(number).number)
    except RuleError as exc:
        raise InvalidRequest(
            errors=[FieldFault(field=f"id_numbers.{index}", code=exc.code, message=f"{exc}。")]
        ) from exc
