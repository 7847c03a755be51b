"""Requests and answers of the data-sharing API. The fields of records follow from the grant, so they are open."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.core.jobs import JobState
from app.models.areas import DepartmentKind
from app.models.sharing import Embargo
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
    """访问令牌（RFC 6749 第 5.1 节、RFC 9396 第 7 节）。｜RFC 6749 section 5.1, RFC 9396 section 7."""

    access_token: str = Field(description="访问令牌，以 Authorization: Bearer 发送｜send as `Authorization: Bearer`")
    token_type: Literal["Bearer"] = Field(
        default="Bearer", description="令牌类型，固定为 Bearer｜kind of token, always Bearer"
    )
    expires_in: int = Field(description="有效秒数｜seconds", examples=[300])
    authorization_details: list[dict[str, str]] = Field(
        description="令牌所含的授权、用途和事由｜the grant, purpose and case that it carries"
    )


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
    """数据集的一个字段。｜A field of a data set."""

    name: str = Field(description="字段名｜name of the field")
    title: str = Field(description="中文名称｜what officials call it", examples=["姓名"])
    authority: DepartmentKind = Field(description="权威部门（一数一源）｜whose fact it is")
    transforms: list[Transform] = Field(description="可授权的形式｜how it may leave")


class DataSetRead(BaseModel):
    """数据集及其政务信息资源目录元数据。｜A data set with the metadata of the government catalogue
    (政务信息资源目录).
    """

    name: str = Field(description="数据集名｜name of the data set", examples=["members"])
    title: str = Field(description="中文名称｜what officials call it")
    summary: str = Field(description="摘要｜summary")
    provider: list[DepartmentKind] = Field(description="提供部门｜the departments whose facts it holds")
    sharing_class: SharingClass = Field(description="共享类型｜sharing class")
    sharing_condition: str = Field(description="共享条件｜condition")
    sharing_method: str = Field(description="共享方式｜method")
    update_period: str = Field(description="更新周期｜update period")
    format: str = Field(description="格式｜format", examples=["JSON"])
    fields: list[FieldRead] = Field(description="全部字段｜every field")


class PurposeRead(BaseModel):
    """用途：法定依据，以及至多可授权的字段。｜A purpose: its legal basis, and the most that it carries."""

    code: str = Field(description="用途代码｜code of the purpose")
    title: str = Field(description="用途名称｜what the purpose is called")
    legal_basis: str
    fields: dict[str, list[str]] = Field(description="该用途至多可授权的字段｜the most a grant may contain")


class CatalogueRead(BaseModel):
    """可以申请的全部内容。｜Everything that can be applied for."""

    data_sets: list[DataSetRead] = Field(description="全部数据集｜every data set")
    purposes: list[PurposeRead] = Field(description="全部用途｜every purpose")


class GrantRead(BaseModel):
    """本方现有的授权。｜The caller's grant as it stands now."""

    id: uuid.UUID
    version: int = Field(description="授权内容每次变化加一｜changes with what may leave")
    purpose: str
    legal_basis: str
    area_code: str = Field(description="授权的区划（GB/T 2260）｜the area that it covers")
    data_sets: dict[str, dict[str, Transform]]
    quota_per_day: int = Field(description="每日记录数上限｜records per day")
    valid_to: dt.date
    embargo: Embargo


class RecordPage(BaseModel):
    """一页记录，每条有 id 和授权字段。｜A page of records. Each has `id` and the granted fields."""

    items: list[dict[str, Any]] = Field(
        description="记录：id 和授权字段｜id and the granted fields",
        examples=[[{"id": "3f0c…", "name": "张", "organization_name": "中共示例律师事务所支部"}]],
    )
    next_cursor: str | None = Field(description="下一页的游标，没有下一页时为 null｜null at the end")


class ComparisonBody(BaseModel):
    """要比对的人：公民身份号码，或本接口给出的 id，均不出现在地址中。｜Whom to compare: identity numbers, or the
    partner's own identifiers; never in an address.
    """

    model_config = ConfigDict(extra="forbid")

    id_numbers: Annotated[list[str], Field(min_length=1, max_length=500)] | None = Field(
        default=None, description="公民身份号码，至多 500 个｜identity numbers", examples=[["999999199001011234"]]
    )
    ids: Annotated[list[str], Field(min_length=1, max_length=500)] | None = Field(
        default=None, description="本接口给出的 id，至多 500 个｜ids that this API gave"
    )


class ComparisonAnswer(BaseModel):
    """对其中一个的答复；没有的和不在范围内的，答复相同。｜The answer for one of those asked for; unknown and out of
    scope are the same answer.
    """

    index: int = Field(description="请求中的序号，从 0 起｜its place in the request")
    found: bool = Field(description="是否在授权范围内有记录｜whether there is a record within the grant")
    record: dict[str, Any] | None = Field(
        description="授权字段，没有记录的为 null｜the granted fields; null: no record"
    )


class ComparisonRead(BaseModel):
    """逐个答复，次序与请求相同。｜An answer for each, in the order of the request."""

    results: list[ComparisonAnswer] = Field(
        description="逐个答复，次序与请求相同｜an answer for each, in the order of the request"
    )


class EventRead(BaseModel):
    """一个变更，相对于授权的范围和字段。｜One event, relative to the scope and fields of the grant."""

    kind: Kind
    data_set: str = Field(
        description="数据集；本授权下更正申请的提出和答复为 corrections｜corrections: requests and their answers",
        examples=["members"],
    )
    id: str = Field(description="记录的 id，更正申请的为申请编号｜id of the record, or of the request")
    record: dict[str, Any] | None = Field(description="现在的内容；离开、删除时为 null｜as it is now, null when gone")


class EventPage(BaseModel):
    """变更，按台账次序；依次应用，重复应用无害。｜Events in the order of the ledger. Apply them in order; repeating
    them does no harm.
    """

    events: list[EventRead] = Field(description="变更，按台账次序｜events in the order of the ledger")
    next: str = Field(description="下次从这里继续，长期有效｜where to go on; does not expire")
    more: bool = Field(description="是否还有，有则立即再取｜there is more: ask again at once")


class ExportCreate(BaseModel):
    """导出哪些数据集，不指明的为全部授权数据集。｜Which data sets; all that are granted where none is named."""

    model_config = ConfigDict(extra="forbid")

    data_sets: Annotated[list[str], Field(min_length=1, max_length=10)] | None = Field(
        default=None, description="数据集，不填为全部授权数据集｜all granted ones by default", examples=[["members"]]
    )


class ExportFileRead(BaseModel):
    """导出的一个文件。｜One file of an export."""

    data_set: str
    url: str = Field(description="下载地址，凭令牌｜where to fetch it, with the token")
    rows: int = Field(description="记录数｜records")
    bytes: int = Field(description="gzip 文件的字节数｜size of the gzipped file")
    sha256: str = Field(description="gzip 文件的 SHA-256，十六进制｜over the gzipped bytes")


class ExportRead(BaseModel):
    """一次导出的清单。｜An export's manifest."""

    id: uuid.UUID
    state: JobState = Field(description="queued 排队、running 进行中、done 完成、failed 未完成｜where it stands")
    failure_code: str | None = Field(description="未完成的原因代码｜why it failed")
    failure_detail: str | None = Field(description="未完成的原因和办法｜why it failed, and the remedy")
    created_at: dt.datetime
    finished_at: dt.datetime | None
    expires_at: dt.datetime | None = Field(description="文件保留到此时，其后删除｜when the files are deleted")
    as_of_seq: int | None = Field(description="不早于台账的这一笔｜at least as new as this entry of the log")
    next: str | None = Field(description="载入后从这里继续取变更｜go on with the change feed from here")
    files: list[ExportFileRead] = Field(
        description="各数据集的文件，完成前为空｜one file a data set, empty until it is done"
    )


class SubscriptionCreate(BaseModel):
    """通知送往何处。｜Where to ring."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        max_length=500,
        description="https 地址，端口 443 或 8443，须解析到公网地址｜https, port 443 or 8443, a public address",
        examples=["https://partner.example.com/huizhi/doorbell"],
    )


class SubscriptionUpdate(SubscriptionCreate):
    """要修改的内容。｜What to change."""

    url: str | None = Field(default=None, max_length=500, description="新的 https 地址｜another https address")  # type: ignore[assignment]
    state: Literal[SubscriptionState.ACTIVE, SubscriptionState.DISABLED] | None = Field(
        default=None, description="停用或重新启用｜off, or on again"
    )


class SubscriptionRead(BaseModel):
    """订阅，不含密钥。｜A subscription, without its secret."""

    id: uuid.UUID
    url: str = Field(description="接收通知的 https 地址｜the https address that is told")
    state: SubscriptionState
    reason: DisabledReason | None = Field(
        description="停用的原因，启用中的为 null｜why it does not ring; null: it does"
    )
    dead_letters: int = Field(description="连续未送达的次数，满 3 次停用｜dead letters in a row, disabled at 3")
    old_secret_until: dt.datetime | None = Field(description="旧密钥同时签名至｜the old secret signs until")
    version: int
    created_at: dt.datetime


class SubscriptionSecretRead(SubscriptionRead):
    """订阅及其新密钥，密钥只显示这一次。｜A subscription with its new secret, which is shown this once."""

    secret: str = Field(
        description="Standard Webhooks 签名密钥，只显示这一次｜shown this once",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )


class SubscriptionList(BaseModel):
    """一项授权的订阅。｜The subscriptions of a grant."""

    items: list[SubscriptionRead] = Field(description="本授权的订阅｜the subscriptions")


class DeliveryRead(BaseModel):
    """送往订阅地址的一条通知及其结果。｜A message to a subscription's address, and how far it came."""

    id: uuid.UUID = Field(description="每次尝试的 webhook-id｜the webhook-id of every attempt")
    kind: DeliveryKind
    state: DeliveryState
    attempts: int = Field(description="已尝试的次数｜attempts made")
    next_attempt_at: dt.datetime | None = Field(
        description="下次尝试的时间，不再尝试的为 null｜when it is tried next; null: no more"
    )
    last_status: int | None = Field(description="最近一次的 HTTP 状态｜HTTP status of the last attempt")
    last_fault: DeliveryFault | None = Field(description="最近一次失败的原因｜why the last attempt failed")
    created_at: dt.datetime
    settled_at: dt.datetime | None = Field(
        description="有结果的时间，待送的为 null｜when it was settled; null: pending"
    )


class OperationRead(BaseModel):
    """今日一类提供了数据的调用。｜Today's calls of one kind that handed something over."""

    operation: str = Field(
        description="操作：list 分页读取、query 比对、changes 变更、export 导出｜how it was handed over",
        examples=["list"],
    )
    data_set: str = Field(description="数据集，变更推送为 all｜the data set, all for the feed", examples=["members"])
    calls: int = Field(description="调用次数｜calls")
    records: int = Field(description="提供的记录数｜records handed over")
    last_at: dt.datetime = Field(description="最近一次的时间｜when last")


class OperationsRead(BaseModel):
    """本方的用量。｜The caller's own traffic."""

    records_today: int = Field(description="今日已取记录数｜records handed over today")
    quota_left: int = Field(description="今日剩余的记录数｜records left of today's quota")
    calls_today: int = Field(description="今日调用次数｜calls today")
    feed_lag_ms: int | None = Field(description="变更推送的滞后，毫秒｜how far the feed is behind")
    operations: list[OperationRead] = Field(description="今日各类调用｜today's calls by kind")


class MetadataRead(BaseModel):
    """授权服务元数据（RFC 8414）。｜RFC 8414."""

    issuer: str = Field(description="签发者标识｜issuer")
    token_endpoint: str = Field(description="获取令牌的地址｜where tokens are issued")
    jwks_uri: str = Field(description="验签公钥的地址｜where the public keys are")
    grant_types_supported: list[str] = Field(description="支持的授权方式｜grant types")
    token_endpoint_auth_methods_supported: list[str] = Field(
        description="支持的客户端认证方式｜how clients authenticate"
    )
    token_endpoint_auth_signing_alg_values_supported: list[str] = Field(
        description="客户端断言的签名算法｜algorithms of client assertions"
    )
    authorization_details_types_supported: list[str] = Field(
        description="支持的授权内容类型（RFC 9396）｜types of authorization details"
    )
    response_types_supported: list[str] = Field(
        description="支持的响应类型，没有授权端点，故为空｜response types; empty, there is no authorization endpoint"
    )
