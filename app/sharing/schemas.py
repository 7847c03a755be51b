"""Requests and answers of the data-sharing API. The fields of records follow from the grant, so they are open."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.models.areas import DepartmentKind
from app.models.sharing import Embargo
from app.models.sharing_exports import ExportState
from app.models.sharing_subscriptions import (
    DeliveryFault,
    DeliveryKind,
    DeliveryState,
    DisabledReason,
    SubscriptionState,
)
from app.rules.sharing.sharing import SharingClass, Transform
from app.sharing.feed import Kind


class TokenRead(BaseModel):
    """RFC 6749 section 5.1, RFC 9396 section 7."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme, no secret
    expires_in: int = Field(description="有效秒数｜seconds", examples=[300])
    authorization_details: list[dict[str, str]]


class MemberDataDetail(BaseModel):
    """What a token is asked for (RFC 9396): one grant, its purpose, and the case that needs the data."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["member-data"]
    purpose: str = Field(max_length=40)
    grant: uuid.UUID
    case: str = Field(min_length=2, max_length=100, description="办件编号或事由，记入日志｜the case, kept on record")


class GrantApplicationDetail(BaseModel):
    """A token to apply for a grant with: no data leaves under it."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["grant-application"]


class FieldRead(BaseModel):
    """A field of a data set."""

    name: str
    title: str = Field(examples=["姓名"])
    authority: DepartmentKind = Field(description="权威部门（一数一源）｜whose fact it is")
    transforms: list[Transform] = Field(description="可授权的形式｜how it may leave")


class DataSetRead(BaseModel):
    """A data set with the metadata of the government catalogue (政务信息资源目录)."""

    name: str = Field(examples=["members"])
    title: str
    summary: str
    provider: list[DepartmentKind] = Field(description="提供部门｜the departments whose facts it holds")
    sharing_class: SharingClass = Field(description="共享类型｜sharing class")
    sharing_condition: str = Field(description="共享条件｜condition")
    sharing_method: str = Field(description="共享方式｜method")
    update_period: str = Field(description="更新周期｜update period")
    format: str = Field(description="格式｜format", examples=["JSON"])
    fields: list[FieldRead]


class PurposeRead(BaseModel):
    """A purpose: its legal basis, and the most that it carries."""

    code: str
    title: str
    legal_basis: str
    fields: dict[str, list[str]] = Field(description="该用途至多可授权的字段｜the most a grant may contain")


class CatalogueRead(BaseModel):
    """Everything that can be applied for."""

    data_sets: list[DataSetRead]
    purposes: list[PurposeRead]


class GrantRead(BaseModel):
    """The caller's grant as it stands now."""

    id: uuid.UUID
    version: int = Field(description="授权内容每次变化加一｜changes with what may leave")
    purpose: str
    legal_basis: str
    area_code: str
    data_sets: dict[str, dict[str, Transform]]
    quota_per_day: int = Field(description="每日记录数上限｜records per day")
    valid_to: dt.date
    embargo: Embargo


class RecordPage(BaseModel):
    """A page of records. Each has `id` and the granted fields."""

    items: list[dict[str, Any]] = Field(
        description="记录：id 和授权字段｜id and the granted fields",
        examples=[[{"id": "3f0c…", "name": "张", "organization_name": "中共示例律师事务所支部"}]],
    )
    next_cursor: str | None = Field(description="下一页的游标，没有下一页时为 null｜null at the end")


class ComparisonBody(BaseModel):
    """Whom to compare: identity numbers, or the partner's own identifiers; never in an address."""

    model_config = ConfigDict(extra="forbid")

    id_numbers: Annotated[list[str], Field(min_length=1, max_length=500)] | None = Field(
        default=None, description="公民身份号码，至多 500 个｜identity numbers", examples=[["999999199001011234"]]
    )
    ids: Annotated[list[str], Field(min_length=1, max_length=500)] | None = Field(
        default=None, description="本接口给出的 id，至多 500 个｜ids that this API gave"
    )


class ComparisonAnswer(BaseModel):
    """The answer for one of those asked for; unknown and out of scope are the same answer."""

    index: int = Field(description="请求中的序号，从 0 起｜its place in the request")
    found: bool
    record: dict[str, Any] | None


class ComparisonRead(BaseModel):
    """An answer for each, in the order of the request."""

    results: list[ComparisonAnswer]


class EventRead(BaseModel):
    """One event, relative to the scope and fields of the grant."""

    kind: Kind = Field(description="进入、更新、离开范围，或记录已删除｜relative to the grant's scope and fields")
    data_set: str = Field(
        description="数据集；本授权下更正申请的提出和答复为 corrections｜corrections: requests and their answers",
        examples=["members"],
    )
    id: str
    record: dict[str, Any] | None = Field(description="现在的内容；离开、删除时为 null｜as it is now, null when gone")


class EventPage(BaseModel):
    """Events in the order of the ledger. Apply them in order; repeating them does no harm."""

    events: list[EventRead]
    next: str = Field(description="下次从这里继续，长期有效｜where to go on; does not expire")
    more: bool = Field(description="是否还有，有则立即再取｜there is more: ask again at once")


class ExportCreate(BaseModel):
    """Which data sets; all that are granted where none is named."""

    model_config = ConfigDict(extra="forbid")

    data_sets: Annotated[list[str], Field(min_length=1, max_length=10)] | None = Field(
        default=None, description="数据集，不填为全部授权数据集｜all granted ones by default", examples=[["members"]]
    )


class ExportFileRead(BaseModel):
    """One file of an export."""

    data_set: str
    url: str = Field(description="下载地址，凭令牌｜where to fetch it, with the token")
    rows: int
    bytes: int
    sha256: str = Field(description="gzip 文件的 SHA-256，十六进制｜over the gzipped bytes")


class ExportRead(BaseModel):
    """An export's manifest."""

    id: uuid.UUID
    state: ExportState
    created_at: dt.datetime
    finished_at: dt.datetime | None
    as_of_seq: int | None = Field(description="不早于台账的这一笔｜at least as new as this entry of the log")
    next: str | None = Field(description="载入后从这里继续取变更｜go on with the change feed from here")
    files: list[ExportFileRead]


class SubscriptionCreate(BaseModel):
    """Where to ring."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        max_length=500,
        description="https 地址，端口 443 或 8443，须解析到公网地址｜https, port 443 or 8443, a public address",
        examples=["https://partner.example.com/huizhi/doorbell"],
    )


class SubscriptionUpdate(SubscriptionCreate):
    """What to change."""

    url: str | None = Field(default=None, max_length=500, description="新的 https 地址｜another https address")  # type: ignore[assignment]
    state: Literal[SubscriptionState.ACTIVE, SubscriptionState.DISABLED] | None = Field(
        default=None, description="停用或重新启用｜off, or on again"
    )


class SubscriptionRead(BaseModel):
    """A subscription, without its secret."""

    id: uuid.UUID
    url: str
    state: SubscriptionState
    reason: DisabledReason | None = Field(
        description="停用原因：gone 接收端答 410，undeliverable 连续未送达，by_partner 自行停用｜why it does not ring"
    )
    dead_letters: int = Field(description="连续未送达的次数，满 3 次停用｜dead letters in a row, disabled at 3")
    old_secret_until: dt.datetime | None = Field(description="旧密钥同时签名至｜the old secret signs until")
    version: int
    created_at: dt.datetime


class SubscriptionSecretRead(SubscriptionRead):
    """A subscription with its new secret, which is shown this once."""

    secret: str = Field(
        description="Standard Webhooks 签名密钥，只显示这一次｜shown this once",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )


class SubscriptionList(BaseModel):
    """The subscriptions of a grant."""

    items: list[SubscriptionRead]


class DeliveryRead(BaseModel):
    """A message to a subscription's address, and how far it came."""

    id: uuid.UUID = Field(description="每次尝试的 webhook-id｜the webhook-id of every attempt")
    kind: DeliveryKind
    state: DeliveryState = Field(description="待送、已送达、未能送达、不再需要｜`dead`: given up")
    attempts: int
    next_attempt_at: dt.datetime | None
    last_status: int | None = Field(description="最近一次的 HTTP 状态｜HTTP status of the last attempt")
    last_fault: DeliveryFault | None = Field(description="最近一次失败的原因｜why the last attempt failed")
    created_at: dt.datetime
    settled_at: dt.datetime | None


class OperationRead(BaseModel):
    """Today's calls of one kind that handed something over."""

    operation: str = Field(description="list、query、changes、export｜how", examples=["list"])
    data_set: str = Field(description="数据集，变更推送为 all｜the data set, all for the feed", examples=["members"])
    calls: int
    records: int
    last_at: dt.datetime


class OperationsRead(BaseModel):
    """The caller's own traffic."""

    records_today: int = Field(description="今日已取记录数｜records handed over today")
    quota_left: int
    calls_today: int
    feed_lag_ms: int | None = Field(description="变更推送的滞后，毫秒｜how far the feed is behind")
    operations: list[OperationRead] = Field(description="今日各类调用｜today's calls by kind")


class MetadataRead(BaseModel):
    """RFC 8414."""

    issuer: str
    token_endpoint: str
    jwks_uri: str
    grant_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    token_endpoint_auth_signing_alg_values_supported: list[str]
    authorization_details_types_supported: list[str]
    response_types_supported: list[str]
