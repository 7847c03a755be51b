"""Getting in: assertions, tokens, grants (docs/sharing.md#getting-in)."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from jose import jwt
from sqlmodel import select

from app.auth.tokens import Tokens
from app.core.jose import Signer
from app.ledger.disclosures import SavedDisclosure, verify_disclosure
from app.models.accounts import StaffRole
from app.models.sharing import GrantState, Partner, SharingGrant
from tests.support.api_client import Api
from tests.support.builders import make_member, make_org
from tests.support.clock import SetClock
from tests.support.keys import KEYRING
from tests.support.postgres import OneConnection
from tests.support.sharing_partner import ISSUER, Department, PartnerKey, Sharing, opened


async def test_a_registered_key_gets_a_token_for_one_grant_and_case(sharing: Sharing) -> None:
    department = await sharing.partner()
    answer = (await department.ask_for_token()).json()
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == 300
    claims = jwt.get_unverified_claims(answer["access_token"])
    assert jwt.get_unverified_header(answer["access_token"])["typ"] == "at+jwt"
    assert (claims["iss"], claims["aud"], claims["client_id"]) == (ISSUER, "huizhi-sharing", department.client_id)
    assert claims["authorization_details"][0]["case"] == "成司党2026-17号"
    grant = await department.get("/grants/current")
    assert grant["id"] == str(department.grant_id)


async def test_the_metadata_and_the_keys_are_published(sharing: Sharing) -> None:
    metadata = (await sharing.client.get("/.well-known/oauth-authorization-server")).json()
    assert metadata["issuer"] == ISSUER
    assert metadata["token_endpoint"] == f"{ISSUER}/share/v1/oauth/token"
    assert metadata["token_endpoint_auth_signing_alg_values_supported"] == ["ES256"]
    keys = (await sharing.client.get("/.well-known/jwks.json")).json()["keys"]
    assert keys
    assert not [key for key in keys if "d" in key]


@pytest.mark.parametrize(
    "change",
    [
        {"aud": f"{ISSUER}/share/v1/oauth/token"},
        {"aud": [ISSUER]},
        {"aud": "https://other.example"},
        {"iss": "somebody-else"},
        {"sub": "somebody-else"},
        {"jti": None},
        {"jti": ""},
        {"exp": None},
        {"exp": "soon"},
        {"aud": None},
    ],
    ids=lambda change: "-".join(f"{name}={value}" for name, value in change.items()),
)
async def test_a_false_assertion_is_refused(sharing: Sharing, change: dict[str, Any]) -> None:
    department = await sharing.partner()
    assertion = department.key.assertion(department.client_id, sharing.clock.now(), **change)
    answer = await department.ask_for_token(assertion)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, 401), (-1, 401), (1, 200), (60, 200), (70, 200), (71, 401), (3600, 401)]
)
async def test_an_assertion_lives_for_a_minute_and_the_skew_of_clocks(
    sharing: Sharing, seconds: int, status: int
) -> None:
    department = await sharing.partner()
    ends = int(sharing.clock.now().timestamp()) + seconds
    assertion = department.key.assertion(department.client_id, sharing.clock.now(), exp=ends)
    assert (await department.ask_for_token(assertion)).status_code == status


async def test_an_assertion_serves_once(sharing: Sharing) -> None:
    department = await sharing.partner()
    assertion = department.key.assertion(department.client_id, sharing.clock.now())
    assert (await department.ask_for_token(assertion)).status_code == 200
    assert (await department.ask_for_token(assertion)).status_code == 401


async def test_keys_are_the_registered_ones_alone(sharing: Sharing) -> None:
    department, stranger = await sharing.partner(), PartnerKey()
    now = sharing.clock.now()
    for headers in ({}, {"jwk": stranger.public}, {"jku": "https://evil.example/jwks.json"}):
        forged = stranger.assertion(department.client_id, now, headers)
        assert (await department.ask_for_token(forged)).status_code == 401
    claims = jwt.get_unverified_claims(department.key.assertion(department.client_id, now))
    public_pem = json.dumps(department.key.public)
    confused = jwt.encode(claims, public_pem, algorithm="HS256", headers={"kid": department.key.key_id})
    assert (await department.ask_for_token(confused)).status_code == 401
    head, body, _ = department.key.assertion(department.client_id, now).split(".")
    unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + body + "."
    for attempt in (unsigned, f"{head}.{body}.", "abc", ""):
        assert (await department.ask_for_token(attempt or "x")).status_code == 401


async def test_an_unknown_and_a_suspended_client_get_the_same_answer(sharing: Sharing) -> None:
    department = await sharing.partner()
    unknown = Department(sharing.client, sharing.clock, department.key, "nobody", department.partner_id)
    unknown.grant_id = department.grant_id
    first = await unknown.ask_for_token()
    async with sharing.admin.as_admin() as session:
        partner = (await session.exec(select(Partner).where(Partner.client_id == department.client_id))).one()
        partner.suspended_at = sharing.clock.now()
        session.add(partner)
    second = await department.ask_for_token()
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (401, first.json())


@pytest.mark.parametrize(
    "detail",
    [
        {"purpose": "transfer_supervision"},
        {"purpose": ""},
        {"grant": "00000000-0000-7000-8000-000000000000"},
        {"grant": "x"},
        {"case": ""},
        {"type": "other"},
        {"extra": 1},
    ],
    ids=str,
)
async def test_without_grant_purpose_and_case_nothing_is_issued(sharing: Sharing, detail: dict[str, Any]) -> None:
    department = await sharing.partner()
    answer = await department.ask_for_token(**detail)
    assert (answer.status_code, answer.json()["code"]) == (403, "grant_refused")


async def test_a_grant_of_another_partner_is_no_grant(sharing: Sharing) -> None:
    one, other = await sharing.partner(), await sharing.partner("另一系统")
    assert (await one.ask_for_token(grant=str(other.grant_id))).status_code == 403


@pytest.mark.parametrize("state", [state for state in GrantState if state is not GrantState.IN_FORCE])
async def test_only_a_grant_in_force_is_worth_a_token(sharing: Sharing, state: GrantState) -> None:
    department = await sharing.partner(state=state)
    assert (await department.ask_for_token()).status_code == 403


async def test_a_grant_holds_from_its_first_day_to_its_last(sharing: Sharing) -> None:
    today = sharing.clock.today()
    day = dt.timedelta(days=1)
    department = await sharing.partner(valid_from=today, valid_to=today)
    await department.get("/grants/current")
    for first, last in ((today + day, today + day), (today - day, today - day)):
        async with sharing.admin.as_admin() as session:
            grant = await session.get_one(SharingGrant, department.grant_id)
            grant.valid_from, grant.valid_to = first, last
            session.add(grant)
        assert (await department.ask_for_token()).status_code == 403


async def test_a_suspended_grant_stops_its_tokens_within_five_seconds(sharing: Sharing, clock: SetClock) -> None:
    department = await sharing.partner()
    await department.get("/catalogue")
    async with sharing.admin.as_admin() as session:
        grant = await session.get_one(SharingGrant, department.grant_id)
        grant.state = GrantState.SUSPENDED
        session.add(grant)
    clock.advance(seconds=5)
    assert (await department("GET", "/catalogue", 401)).json()["code"] == "invalid_token"


async def test_a_suspended_partner_stops_its_tokens_within_five_seconds_and_serves_again(
    sharing: Sharing, api: Api, clock: SetClock
) -> None:
    department = await sharing.partner()
    await department.get("/catalogue")
    admin = await api.as_(StaffRole.SECURITY_ADMIN)
    await admin.post(f"/partners/{department.partner_id}/suspend")
    clock.advance(seconds=5)
    await department("GET", "/catalogue", 401)
    assert (await department.ask_for_token()).status_code == 401
    await admin.post(f"/partners/{department.partner_id}/resume")
    await department.get("/catalogue")


async def test_a_replaced_key_ends_with_its_tokens_and_old_and_new_serve_side_by_side(
    sharing: Sharing, api: Api, clock: SetClock
) -> None:
    department = await sharing.partner()
    old, new = department.key, PartnerKey("2027-1")
    admin = await api.as_(StaffRole.SECURITY_ADMIN)
    path, token = f"/partners/{department.partner_id}/keys", department.token
    await admin("PUT", path, 200, json={"keys": [old.public, new.public]})
    for key in (old, new):
        department.key = key
        await department.sign_in()
        await department.get("/catalogue")
    await admin("PUT", path, 200, json={"keys": [new.public]})
    clock.advance(seconds=5)
    await department.get("/catalogue")
    department.token = token
    await department("GET", "/catalogue", 401)
    department.key = old
    assert (await department.ask_for_token()).status_code == 401
    impostor = PartnerKey("2027-1")
    await admin("PUT", path, 200, json={"keys": [impostor.public]})
    department.key = new
    assert (await department.ask_for_token()).status_code == 401, "a key is more than its name"


async def test_our_own_keys_rotate_without_a_break(
    sharing_app: FastAPI, database: OneConnection, clock: SetClock
) -> None:
    rotated = KEYRING.rotated()
    fresh = next(iter(rotated.signing))
    retired = replace(rotated, signing={fresh: rotated.signing[fresh]})
    async with opened(sharing_app, database, database, clock) as sharing:
        department = await sharing.partner()
        await make_member(database, "赵一", await make_org(database, "中共甲支部"))
        before = (await department("GET", "/members", 200)).headers["Disclosure-Id"]
        old_token = department.token
    async with opened(sharing_app, database, database, clock, rotated) as sharing:
        department.client = sharing.client
        await department.get("/catalogue")
        keys = (await sharing.client.get("/.well-known/jwks.json")).json()
        assert [key["kid"] for key in keys["keys"]] == [fresh, *KEYRING.signing]
        evidence = await department.get(f"/disclosures/{before}")
        verify_disclosure(SavedDisclosure.model_validate(evidence), keys)
        await department.sign_in()
        assert jwt.get_unverified_header(department.token)["kid"] == fresh
        new_token = department.token
    async with opened(sharing_app, database, database, clock, retired) as sharing:
        department.client = sharing.client
        department.token = new_token
        await department.get("/catalogue")
        department.token = old_token
        await department("GET", "/catalogue", 401)


async def test_a_token_ends_after_three_hundred_seconds(sharing: Sharing, clock: SetClock) -> None:
    department = await sharing.partner()
    clock.advance(seconds=299)
    await department.get("/catalogue")
    clock.advance(seconds=1)
    await department("GET", "/catalogue", 401)


async def test_a_staff_token_is_worth_nothing_here_and_a_partners_nothing_there(sharing: Sharing) -> None:
    department = await sharing.partner()
    signer, now = Signer(KEYRING.signing), sharing.clock.now()
    grant_id = department.grant_id
    assert grant_id is not None
    staff = Tokens(signer, "huizhi-registry", 900).issue(grant_id, grant_id, grant_id, now)
    partners_token, department.token = department.token, staff
    await department("GET", "/catalogue", 401)
    with pytest.raises(Exception, match="unauthenticated"):
        Tokens(signer, "huizhi-registry", 900).verify(partners_token, now)
    same_kind = signer.sign_token(
        issuer=ISSUER, audience="huizhi-sharing", subject="x", token_id="y", now=now, seconds=300
    )
    department.token = same_kind
    await department("GET", "/catalogue", 401)
