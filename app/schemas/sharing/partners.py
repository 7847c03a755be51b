"""Partner systems: requests and answers."""

import datetime as dt
import uuid
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from app.core.lists import Page, PageQuery
from app.schemas.base import Answer, Body, Line

_KEY_EXAMPLE = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "kid": "2026-1",
}
Keys = Annotated[
    list[dict[str, Any]],
    Field(
        min_length=1,
        max_length=5,
        description="公钥（JWK，P-256，带 kid，不含私钥），轮换时新旧并存｜public keys, old beside new",
        examples=[[_KEY_EXAMPLE]],
    ),
]


class PartnerCreate(Body):
    """其他部门的一个系统。｜A system of another department."""

    client_id: Annotated[str, StringConstraints(min_length=3, max_length=60, pattern=r"^[a-z0-9.-]+$")] = Field(
        description="客户端标识，小写字母、数字、点和连字符｜lower-case letters, digits, dots, hyphens",
        examples=["cd-justice-office"],
    )
    name: Line = Field(
        min_length=2, max_length=120, description="系统和单位名称｜name", examples=["成都市司法局业务系统"]
    )
    contact: Line = Field(min_length=2, max_length=120, description="联系人｜whom to reach", examples=["信息处 王某某"])
    keys: Keys


class PartnerKeys(Body):
    """自现在起有效的公钥。｜The keys that hold from now on."""

    keys: Keys


class PartnerRead(Answer):
    """合作系统。｜A partner system."""

    id: uuid.UUID
    client_id: str = Field(description="客户端标识｜client id")
    name: str = Field(description="系统和单位名称｜name of the system and its owner")
    contact: str = Field(description="联系人｜whom to reach")
    keys: list[dict[str, Any]]
    suspended_at: dt.datetime | None = Field(description="停用时间｜when it was suspended")
    created_at: dt.datetime
    version: int


class PartnerPage(Page[PartnerRead]):
    """合作系统列表的一页。｜A page of partner systems."""


class PartnerQuery(PageQuery):
    """Which partner systems."""

    client_id: Annotated[
        str | None, Field(min_length=1, max_length=60, description="客户端标识的前缀｜prefix of the client id")
    ] = None
