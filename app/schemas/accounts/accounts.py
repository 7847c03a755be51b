"""Accounts, their grants and the one-time codes: requests and answers."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import Field

from app.core.lists import Page, PageQuery
from app.models.accounts import StaffRole
from app.schemas.accounts.auth import GrantRead, Password, Username
from app.schemas.base import Answer, Body, Line
from app.schemas.reference.areas import AreaCode


class AccountCreate(Body):
    """新建的账号，授予角色之前不能办理任何事项。｜A new account; it can do nothing until it is granted a role."""

    username: Username
    name: Line = Field(min_length=1, max_length=120, description="使用人姓名或岗位｜who uses it", examples=["王某某"])
    password: Password


class PasswordReset(Body):
    """重置后的口令。｜The password that an account gets."""

    password: Password


class GrantCreate(Body):
    """授予的角色：辖一个区划，或代表一个党组织及其下级，三员二者都不填。｜A role over an area, over an organization
    and what is below it, or without either (administrators).
    """

    role: StaffRole
    area_code: AreaCode | None = None
    org_id: uuid.UUID | None = Field(
        default=None, description="所代表的党组织，仅党组织干部填写｜for org_officer: the organization acted for"
    )


class OfficerCreate(Body):
    """任命的党组织干部。｜Who is to act for the organization."""

    name: Line | None = Field(
        default=None,
        min_length=1,
        max_length=120,
        description="经办人姓名或岗位，默认为“党组织名称+经办人”｜who it is",
        examples=["李小华"],
    )


class AccountRead(Answer):
    """账号及其现有角色。｜An account and the roles it holds now."""

    id: uuid.UUID
    username: str
    name: str = Field(description="使用人姓名或岗位｜who uses the account")
    disabled_at: dt.datetime | None = Field(description="停用时间｜when it was disabled")
    locked_until: dt.datetime | None = Field(description="因连续输错口令锁定至｜locked out until")
    created_at: dt.datetime
    version: int
    grants: list[GrantRead] = Field(description="有效的授权｜the grants in force")


class AccountPage(Page[AccountRead]):
    """账号列表的一页。｜A page of accounts."""


class AccountQuery(PageQuery):
    """Which accounts."""

    username: Annotated[
        str | None, Field(min_length=1, max_length=60, description="用户名前缀｜prefix of the user name")
    ] = None
    role: StaffRole | None = Field(default=None, description="持有此角色的｜holding this role")
