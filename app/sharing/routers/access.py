"""Getting in: metadata, keys, tokens (RFC 8414, RFC 7523, RFC 9068, RFC 9396)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from pydantic import Field, TypeAdapter, ValidationError

from app.core.errors import raises
from app.core.health import KeySet
from app.sharing.dependencies import SharingRoute
from app.sharing.partners import APPLICATION_TYPE, DETAIL_TYPE
from app.sharing.problems import ClientRefused, GrantRefused
from app.sharing.schemas import GrantApplicationDetail, MemberDataDetail, MetadataRead, TokenRead

router = APIRouter(tags=["接入"], route_class=SharingRoute)

_Detail = Annotated[MemberDataDetail | GrantApplicationDetail, Field(discriminator="type")]
_DETAILS: TypeAdapter[list[_Detail]] = TypeAdapter(list[_Detail])
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@router.get(
    "/.well-known/oauth-authorization-server",
    summary="授权服务元数据｜Authorization server metadata",
    responses=raises(public=True),
)
async def metadata(request: Request) -> MetadataRead:
    """签发者、令牌地址、公钥地址和支持的方式。｜RFC 8414."""
    issuer = request.app.state.partners.issuer
    return MetadataRead(
        issuer=issuer,
        token_endpoint=f"{issuer}/share/v1/oauth/token",
        jwks_uri=f"{issuer}/.well-known/jwks.json",
        grant_types_supported=["client_credentials"],
        token_endpoint_auth_methods_supported=["private_key_jwt"],
        token_endpoint_auth_signing_alg_values_supported=["ES256"],
        authorization_details_types_supported=[DETAIL_TYPE, APPLICATION_TYPE],
        response_types_supported=[],
    )


@router.get("/.well-known/jwks.json", summary="验签公钥｜Public keys", responses=raises(public=True))
async def key_set(request: Request) -> KeySet:
    """验证本系统签名所用的公钥集。｜The key set that verifies what this installation signs."""
    return KeySet.model_validate(request.app.state.signer.key_set)


@router.post(
    "/share/v1/oauth/token", summary="获取令牌｜Get a token", responses=raises(ClientRefused, GrantRefused, public=True)
)
async def issue_token(
    request: Request,
    grant_type: Annotated[Literal["client_credentials"], Form()],
    client_assertion_type: Annotated[Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"], Form()],
    client_assertion: Annotated[
        str, Form(max_length=4000, description="ES256 签名的 JWT，只用一次，至多 60 秒有效｜once, at most 60 seconds")
    ],
    authorization_details: Annotated[
        str,
        Form(
            max_length=2000,
            description=(
                'JSON，恰好一项：取数用 [{"type":"member-data","purpose":"…","grant":"…","case":"…"}]，'
                '申请授权用 [{"type":"grant-application"}]｜exactly one: for data, or to apply for a grant'
            ),
        ),
    ],
) -> TokenRead:
    """以登记的密钥换取一项授权、一个事由的令牌，300 秒有效；尚无授权的，换取只能申请授权的令牌。｜One grant, one case."""
    try:
        (detail,) = _DETAILS.validate_json(authorization_details)
    except (ValidationError, ValueError) as exc:
        raise GrantRefused(field="authorization_details") from exc
    partners = request.app.state.partners
    if isinstance(detail, MemberDataDetail):
        token = await partners.issue(client_assertion, detail.grant, detail.purpose, detail.case)
    else:
        token = await partners.issue_for_applying(client_assertion)
    shown = detail.model_dump(mode="json")
    return TokenRead(access_token=token, expires_in=partners.seconds, authorization_details=[shown])
