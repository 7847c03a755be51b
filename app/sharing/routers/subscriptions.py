"""Subscriptions: addresses that are told when there are changes under a grant."""

import uuid
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.core.errors import NotFound, Responses, Stale, raises
from app.core.idempotency import IdempotencyKeyReused
from app.core.lists import Page, PageQuery
from app.core.responses import IfMatch, read, read_page
from app.models.sharing_subscriptions import DeliveryKind, DeliveryState
from app.sharing import subscriptions
from app.sharing.dependencies import CallerDep, DiscloserDep, SharingRoute
from app.sharing.idempotency import OnceDep
from app.sharing.problems import BadCursor, TokenRefused, UnknownInput
from app.sharing.schemas import (
    DeliveryRead,
    SubscriptionCreate,
    SubscriptionList,
    SubscriptionRead,
    SubscriptionSecretRead,
    SubscriptionUpdate,
)
from app.sharing.subscriptions import SubscriptionExists, TooManySubscriptions, TrialPending

router = APIRouter(prefix="/share/v1", tags=["订阅"], route_class=SharingRoute)

_ONE: Responses = raises(NotFound, TokenRefused, UnknownInput, public=True)


class DeliveryQuery(PageQuery):
    """Which deliveries."""

    state: DeliveryState | None = Field(default=None, description="dead 为未能送达｜`dead`: the dead letters")
    kind: DeliveryKind | None = None


@router.post(
    "/subscriptions",
    status_code=201,
    response_model=SubscriptionSecretRead,
    summary="新建订阅｜Subscribe",
    responses=raises(
        *(TokenRefused, UnknownInput, IdempotencyKeyReused, TooManySubscriptions, SubscriptionExists), public=True
    ),
)
async def create_subscription(
    body: SubscriptionCreate, request: Request, caller: CallerDep, discloser: DiscloserDep, once: OnceDep
) -> Response:
    """有变更时向该地址“按铃”（Standard Webhooks 签名，不含任何数据），收到后再取 /changes；密钥只在此显示一次。｜A signed doorbell without data; the secret is shown once."""
    outbound = request.app.state.webhook_sender.outbound
    return await once(partial(subscriptions.create_subscription, discloser, caller, outbound, body.url))


@router.get(
    "/subscriptions",
    response_model=SubscriptionList,
    summary="订阅｜Subscriptions",
    responses=raises(TokenRefused, UnknownInput, public=True),
)
async def list_subscriptions(caller: CallerDep, discloser: DiscloserDep) -> Response:
    """本授权的全部订阅，至多 10 个。｜Every subscription of the grant, ten at most."""
    return await read(discloser.database, caller.scope, subscriptions.SUBSCRIPTIONS, grant_id=caller.grant.id)


@router.get(
    "/subscriptions/{subscription_id}",
    response_model=SubscriptionRead,
    summary="订阅详情｜A subscription",
    responses=_ONE,
)
async def get_subscription(subscription_id: uuid.UUID, caller: CallerDep, discloser: DiscloserDep) -> Response:
    """状态、停用原因和连续未送达次数。｜Its state, why it does not ring, dead letters in a row."""
    asked = {"subscription_id": subscription_id, "grant_id": caller.grant.id}
    return await read(discloser.database, caller.scope, subscriptions.SUBSCRIPTION, **asked)


@router.patch(
    "/subscriptions/{subscription_id}",
    response_model=SubscriptionRead,
    summary="修改订阅｜Change a subscription",
    responses=raises(NotFound, Stale, TokenRefused, UnknownInput, SubscriptionExists, public=True),
)
async def update_subscription(
    subscription_id: uuid.UUID,
    body: SubscriptionUpdate,
    request: Request,
    caller: CallerDep,
    discloser: DiscloserDep,
    if_match: IfMatch = None,
) -> Response:
    """更换地址、停用或重新启用；停用期间有变更的，启用后立即按铃；正在重试的，修改后立即重试。｜Another address, off, on again: what was missed, or is being tried again, rings at once."""
    if body.url is not None:
        await subscriptions.check_url(request.app.state.webhook_sender.outbound, body.url)
    changes = body.model_dump(exclude_none=True)
    answer = await subscriptions.update_subscription(discloser, caller, subscription_id, changes, if_match)
    return answer.response()


@router.delete(
    "/subscriptions/{subscription_id}", status_code=204, summary="删除订阅｜End a subscription", responses=_ONE
)
async def delete_subscription(subscription_id: uuid.UUID, caller: CallerDep, discloser: DiscloserDep) -> None:
    """不再通知，密钥作废。｜It rings no more, and its secret is worth nothing."""
    await subscriptions.end_subscription(discloser, caller, subscription_id)


@router.post(
    "/subscriptions/{subscription_id}/secret",
    response_model=SubscriptionSecretRead,
    summary="更换密钥｜Rotate the secret",
    responses=raises(NotFound, TokenRefused, UnknownInput, IdempotencyKeyReused, public=True),
)
async def rotate_secret(
    subscription_id: uuid.UUID, caller: CallerDep, discloser: DiscloserDep, once: OnceDep
) -> Response:
    """新密钥只显示一次；此后 24 小时内新旧密钥同时签名，接收端任一相符即可。｜Both secrets sign for 24 hours."""
    return await once(partial(subscriptions.rotate_secret, discloser, caller, subscription_id))


@router.post(
    "/subscriptions/{subscription_id}/test",
    status_code=202,
    response_model=DeliveryRead,
    summary="试铃｜Ring for a test",
    responses=raises(NotFound, TokenRefused, UnknownInput, IdempotencyKeyReused, TrialPending, public=True),
)
async def try_subscription(
    subscription_id: uuid.UUID, caller: CallerDep, discloser: DiscloserDep, once: OnceDep
) -> Response:
    """发送一次 type 为 subscription.test 的通知，不重试；停用的订阅也可试。｜One trial without retries; its result is in the deliveries."""
    return await once(partial(subscriptions.try_subscription, discloser, caller, subscription_id))


@router.get(
    "/subscriptions/{subscription_id}/deliveries",
    response_model=Page[DeliveryRead],
    summary="投递记录｜Deliveries",
    responses=raises(NotFound, TokenRefused, UnknownInput, BadCursor, public=True),
)
async def list_deliveries(
    subscription_id: uuid.UUID, caller: CallerDep, discloser: DiscloserDep, query: Annotated[DeliveryQuery, Query()]
) -> Response:
    """按时间倒序：状态、次数、下次时间、最近一次的 HTTP 状态和失败原因，保留 30 天。｜The latest first, dead letters included; kept for 30 days."""
    asked = {"subscription_id": subscription_id, "grant_id": caller.grant.id}
    await read(discloser.database, caller.scope, subscriptions.SUBSCRIPTION, **asked)
    return await read_page(
        discloser.database, caller.scope, subscriptions.DELIVERIES, query, subscription_id=subscription_id
    )
