"""Signing in, and who am I."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.auth.passwords import MINIMUM_LENGTH
from app.auth.permissions import Permission
from app.models.accounts import StaffRole
from app.schemas.base import Answer, Body

Username = Annotated[
    str,
    StringConstraints(min_length=3, max_length=60, pattern=r"^[A-Za-z0-9._@-]+$"),
    Field(description="用户名，区分大小写｜case-sensitive", examples=["wang.officer"]),
]
Password = Annotated[
    str,
    StringConstraints(strip_whitespace=False, min_length=MINIMUM_LENGTH, max_length=200),
    Field(description=f"口令，至少 {MINIMUM_LENGTH} 个字，空格也算｜kept as typed, blanks included"),
]


class TokenRead(Answer):
    """访问令牌，以及只能续期一次的续期令牌。｜An access token and the refresh token that renews it once."""

    access_token: str = Field(description="访问令牌｜send as `Authorization: Bearer`")
    token_type: Literal["bearer"] = Field(
        default="bearer", description="令牌类型，固定为 bearer｜kind of token, always bearer"
    )
    expires_in: int = Field(description="有效秒数｜seconds until it ends")
    refresh_token: str = Field(description="续期令牌，只能用一次｜works once, then replaced")


class RefreshBody(Body):
    """用于续期的令牌。｜A refresh token."""

    refresh_token: str = Field(
        max_length=200, description="上次取得的续期令牌，只能用一次｜the refresh token got last; it works once"
    )


class GrantRead(Answer):
    """账号的一个角色。｜A role of the account."""

    id: uuid.UUID = Field(description="授权编号，登录时作 role_grant_id｜choose it as role_grant_id at sign-in")
    role: StaffRole
    body_name: str = Field(description="代表的机构｜the body it acts for", examples=["成都市律师协会"])
    area_code: str | None = Field(
        default=None, description="管辖区划，不是部门角色的为 null｜the area; null: no department's role"
    )
    org_id: uuid.UUID | None = Field(
        default=None,
        description="所代表的党组织，不是党组织干部的为 null｜the organization acted for; null: no officer",
    )
    person_id: uuid.UUID | None = Field(
        default=None, description="党员本人，不是党员角色的为 null｜the member; null: no member's role"
    )


class ScopeRead(Answer):
    """当前角色的管辖范围。｜What the acting role reaches."""

    area_code: str | None = Field(
        default=None,
        description="管辖的区划，不是部门角色的没有｜the area; absent unless a department's role",
        examples=["5101"],
    )
    org_id: uuid.UUID | None = Field(
        default=None,
        description="所在党组织及其下级，不是党组织干部的没有｜organization and below; absent unless an officer's role",
    )
    person_id: uuid.UUID | None = Field(
        default=None, description="党员本人，不是党员角色的没有｜the own record; absent unless a member's role"
    )


class MeRead(Answer):
    """当前登录的账号和角色。｜Who is signed in, acting in which role."""

    account_id: uuid.UUID
    username: str
    name: str = Field(description="使用人姓名或岗位｜who uses the account")
    role: StaffRole
    body_name: str = Field(description="当前角色代表的机构｜the body that the acting role acts for")
    grant_id: uuid.UUID = Field(description="当前角色的授权编号｜the role that is acted in")
    scope: ScopeRead = Field(description="当前角色的管辖范围｜what the acting role reaches")
    permissions: list[Permission] = Field(description="当前角色的权限｜what the acting role may do")
    grants: list[GrantRead] = Field(description="本账号的全部角色｜every role of this account")


class PasswordChange(Body):
    """现用口令和新口令。｜The own password, and the one that takes its place."""

    current_password: str = Field(max_length=200, description="现用口令｜the present one")
    password: Password


class ActivationBody(Body):
    """凭一次性激活码开通账号，或给现有账号增加角色。｜A one-time code, turned into an account or into one more role
    of an existing one.
    """

    code: Annotated[str, StringConstraints(to_upper=True, min_length=8, max_length=64)] = Field(
        description="一次性激活码｜the one-time code", examples=["K7QD-M2XP-9HVT-4RWC"]
    )
    username: Username
    password: Password


class ActivationRead(Answer):
    """凭激活码开通的账号。｜The account that the code gave."""

    account_id: uuid.UUID
    username: str
    role: StaffRole


class ActivationCodeRead(Answer):
    """一次性激活码，只显示这一次。｜A one-time code, shown once."""

    code: str = Field(description="一次性激活码，只显示这一次｜shown this once")
    expires_at: dt.datetime = Field(description="失效时间｜when it ends")
