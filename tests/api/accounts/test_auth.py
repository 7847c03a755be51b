"""Signing in: passwords, lock-out, refresh tokens, sign-out, and tokens that are not ours."""

import uuid
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.models.accounts import Account, RoleGrant, StaffRole
from tests.support.api_client import Api
from tests.support.clock import SetClock
from tests.support.forged_tokens import encoded, es256, forged, hs256, jwk_of, opened, private_key, public_forms
from tests.support.password_accounts import make_account, sign_in


async def test_a_token_says_who_acts_in_which_role_over_which_area(api: Api) -> None:
    (grant_id,) = await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    tokens = await sign_in(api, "zhang.wei")
    assert tokens["token_type"] == "bearer"
    me = await api.with_token(tokens["access_token"]).get("/me")
    assert (me["username"], me["role"], me["grant_id"]) == ("zhang.wei", "justice_bureau", str(grant_id))
    assert me["scope"] == {"area_code": "5101", "org_id": None, "person_id": None}
    assert "lawyer:write" in me["permissions"]
    assert [grant["id"] for grant in me["grants"]] == [str(grant_id)]


async def test_who_holds_several_roles_chooses_one_at_sign_in(api: Api) -> None:
    first, second = await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU, StaffRole.BAR_ASSOCIATION)
    default = await sign_in(api, "zhang.wei")
    chosen = await sign_in(api, "zhang.wei", role_grant_id=second)
    assert (await api.with_token(default["access_token"]).get("/me"))["grant_id"] == str(first)
    assert (await api.with_token(chosen["access_token"]).get("/me"))["role"] == "bar_association"


async def test_a_role_that_the_account_does_not_hold_is_refused(api: Api) -> None:
    await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    (another,) = await make_account(api, "li.na", StaffRole.ORGANIZATION_DEPARTMENT)
    for grant_id in (another, uuid.uuid4()):
        refused = await sign_in(api, "zhang.wei", expect=422, role_grant_id=grant_id)
        assert refused["code"] == "grant_unknown"


async def test_an_account_without_a_role_cannot_sign_in(api: Api) -> None:
    await make_account(api, "new.comer")
    assert (await sign_in(api, "new.comer", expect=422))["code"] == "grant_unknown"


async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(api: Api) -> None:
    await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    wrong = await sign_in(api, "zhang.wei", "not the password", 401)
    unknown = await sign_in(api, "nobody", "not the password", 401)
    assert wrong == unknown
    assert wrong["code"] == "credentials_wrong"


async def test_five_failures_lock_an_account_and_each_further_one_doubles_the_wait(api: Api, clock: SetClock) -> None:
    await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    for _ in range(5):
        await sign_in(api, "zhang.wei", "wrong password", 401)
    assert (await sign_in(api, "zhang.wei", expect=429))["code"] == "account_locked"
    clock.advance(seconds=31)
    await sign_in(api, "zhang.wei", "wrong password", 401)
    clock.advance(seconds=31)
    await sign_in(api, "zhang.wei", expect=429)
    clock.advance(seconds=30)
    await sign_in(api, "zhang.wei")


async def test_a_success_forgets_the_failures_before_it(api: Api) -> None:
    await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    for _ in range(3):
        for _ in range(4):
            await sign_in(api, "zhang.wei", "wrong password", 401)
        await sign_in(api, "zhang.wei")


async def test_a_refresh_token_works_once_and_gives_the_next_one(api: Api) -> None:
    await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    first = await sign_in(api, "zhang.wei")
    second = await api.anybody.post("/auth/refresh", {"refresh_token": first["refresh_token"]})
    third = await api.anybody.post("/auth/refresh", {"refresh_token": second["refresh_token"]})
    assert len({tokens["refresh_token"] for tokens in (first, second, third)}) == 3
    await api.with_token(third["access_token"]).get("/me")


async def test_a_refresh_token_used_twice_ends_the_whole_sign_in(api: Api, clock: SetClock) -> None:
    await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    stolen = await sign_in(api, "zhang.wei")
    fresh = await api.anybody.post("/auth/refresh", {"refresh_token": stolen["refresh_token"]})
    await api.anybody.post("/auth/refresh", {"refresh_token": stolen["refresh_token"]}, 401)
    await api.anybody.post("/auth/refresh", {"refresh_token": fresh["refresh_token"]}, 401)
    clock.advance(seconds=5)
    for tokens in (stolen, fresh):
        await api.with_token(tokens["access_token"]).get("/me", 401)


async def test_a_refresh_token_ends_after_a_fortnight(api: Api, clock: SetClock) -> None:
    await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    tokens = await sign_in(api, "zhang.wei")
    clock.advance(days=14)
    await api.anybody.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]}, 401)
    await api.anybody.post("/auth/refresh", {"refresh_token": "made up"}, 401)


@pytest.mark.parametrize("what", ["account", "grant"])
async def test_nothing_is_refreshed_once_the_account_or_the_role_is_gone(api: Api, clock: SetClock, what: str) -> None:
    (grant_id,) = await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    tokens = await sign_in(api, "zhang.wei")
    async with api.admin.as_admin() as session:
        grant = await session.get_one(RoleGrant, grant_id)
        if what == "grant":
            grant.revoked_at = clock.now()
        else:
            (await session.get_one(Account, grant.account_id)).disabled_at = clock.now()
    await api.anybody.post("/auth/refresh", {"refresh_token": tokens["refresh_token"]}, 401)


async def test_signing_out_ends_every_token_of_the_sign_in_within_five_seconds(api: Api, clock: SetClock) -> None:
    await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    mine, elsewhere = await sign_in(api, "zhang.wei"), await sign_in(api, "zhang.wei")
    caller = api.with_token(mine["access_token"])
    await caller.get("/me")
    await caller("POST", "/auth/logout", 204)
    clock.advance(seconds=5)
    await caller.get("/me", 401)
    await api.anybody.post("/auth/refresh", {"refresh_token": mine["refresh_token"]}, 401)
    await api.with_token(elsewhere["access_token"]).get("/me")


async def test_an_access_token_ends_after_fifteen_minutes_even_when_it_was_just_used(api: Api, clock: SetClock) -> None:
    await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    caller = api.with_token((await sign_in(api, "zhang.wei"))["access_token"])
    clock.advance(seconds=899)
    await caller.get("/me")
    clock.advance(seconds=1)
    await caller.get("/me", 401)


@pytest.fixture
async def ours(api: Api) -> tuple[dict[str, Any], dict[str, Any], ec.EllipticCurvePrivateKey]:
    """The header, the claims and the key of a token that works."""
    await make_account(api, "zhang.wei", StaffRole.JUSTICE_BUREAU)
    token = (await sign_in(api, "zhang.wei"))["access_token"]
    await api.with_token(token).get("/me")
    header, claims = opened(token)
    key = private_key(api.app.state.signer.keys[header["kid"]])
    await api.with_token(forged(header, claims | {"jti": "again"}, es256(key))).get("/me")
    return header, claims, key


Ours = tuple[dict[str, Any], dict[str, Any], ec.EllipticCurvePrivateKey]


async def refused(api: Api, token: str) -> None:
    response = await api.with_token(token)("GET", "/me", 401)
    assert response.json()["code"] == "unauthenticated"
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("alg", ["none", "None", "NONE", ""])
async def test_a_token_without_a_signature_is_refused(api: Api, ours: Ours, alg: str) -> None:
    header, claims, _ = ours
    await refused(api, forged(header | {"alg": alg}, claims, lambda _: b""))


@pytest.mark.parametrize("form", ["PEM", "DER", "JWK"])
async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(api: Api, ours: Ours, form: str) -> None:
    header, claims, key = ours
    await refused(api, forged(header | {"alg": "HS256"}, claims, hs256(public_forms(key)[form])))


@pytest.mark.parametrize("where", ["jwk", "jku", "x5u", "kid"])
async def test_a_key_inside_the_token_is_never_used(api: Api, ours: Ours, where: str) -> None:
    header, claims, _ = ours
    mine = ec.generate_private_key(ec.SECP256R1())
    inside = jwk_of(mine) if where == "jwk" else "https://keys.example/jwks.json"
    await refused(api, forged(header | {where: inside}, claims, es256(mine)))


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "huizhi-sharing"},
        {"aud": None},
        {"iss": "somebody-else"},
        {"typ": "refresh"},
        {"typ": None},
        {"exp": None},
        {"exp": "soon"},
        {"sub": None},
        {"jti": None},
        {"iat": None},
        {"sid": "not a uuid"},
        {"gid": "00000000-0000-7000-8000-000000000000"},
        {"sub": "00000000-0000-7000-8000-000000000000"},
    ],
    ids=lambda change: "-".join(f"{k}:{str(v)[:14]}" for k, v in change.items()),
)
async def test_a_token_of_ours_for_another_use_is_refused(api: Api, ours: Ours, change: dict[str, Any]) -> None:
    header, claims, key = ours
    altered = {name: value for name, value in (claims | change).items() if value is not None}
    await refused(api, forged(header, altered, es256(key)))


async def test_an_expired_and_a_truncated_and_an_altered_token_are_refused(api: Api, ours: Ours) -> None:
    header, claims, key = ours
    now = int(api.clock.now().timestamp())
    await refused(api, forged(header, claims | {"exp": now}, es256(key)))
    whole = forged(header, claims, es256(key))
    head, body, signature = whole.split(".")
    for broken in (whole[:-6], f"{head}.{body}", f"{head}.{body}.", head, "", ".", "..", "é.é.é".encode().hex()):
        await refused(api, broken)
    promoted = encoded(claims | {"gid": str(uuid.uuid4())})
    await refused(api, f"{head}.{promoted}.{signature}")
