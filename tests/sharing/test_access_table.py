"""Every route of the data-sharing API for callers that are none, and for grants that reach this and not that."""

import uuid
from typing import Any

import httpx

from app.models.accounts import StaffRole
from app.rules.sharing.sharing import DATA_SETS
from app.sharing.main import create_app
from tests.support.api_client import Api
from tests.support.builders import make_firm, make_lawyer, make_member, make_org
from tests.support.clock import SetClock
from tests.support.contracts import contract
from tests.support.forged_tokens import forgeries, private_key
from tests.support.sharing_partner import Department, Sharing
from tools.routes import routes

CONTRACT = contract("sharing")
ROUTES = routes(create_app())
PUBLIC = {
    ("GET", "/health"),
    ("GET", "/.well-known/oauth-authorization-server"),
    ("GET", "/.well-known/jwks.json"),
    ("POST", "/share/v1/oauth/token"),
    # Hashes and signatures, nothing personal; a log that only its owner can follow proves nothing.
    ("GET", "/share/v1/log/checkpoint"),
    ("GET", "/share/v1/log/proof"),
    ("GET", "/share/v1/log/consistency"),
}
"""What anybody may call; a literal, so that a new entry is a decision."""
GUARDED = [(method, path) for method, path, _ in ROUTES if (method, path) not in PUBLIC]
NOTHING = "00000000-0000-7000-8000-000000000000"


def filled(path: str, key: str = NOTHING) -> str:
    """The path below the prefix, with an id where it names a record."""
    parts = path.removeprefix("/share/v1").split("/")
    return "/".join({"{dataset}": "members"}.get(part, key if part.startswith("{") else part) for part in parts)


def test_every_other_route_asks_for_a_token() -> None:
    for method, path, _ in ROUTES:
        asks = "security" in CONTRACT["paths"][path][method.lower()]
        assert asks == ((method, path) not in PUBLIC), f"{method} {path}"


async def test_without_a_token_of_ours_every_route_is_closed(sharing: Sharing, api: Api) -> None:
    department = await sharing.partner()
    signing = private_key(next(iter(sharing.app.state.signer.keys.values())))
    ended = int(sharing.clock.now().timestamp())
    tokens = forgeries(department.token, signing, ended=ended, foreign="huizhi-registry")
    department.token = tokens.pop("itself")
    await department.get("/grants/current")
    official = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    tokens["an official's"] = official.headers["Authorization"].removeprefix("Bearer ")
    tokens["an assertion"] = department.key.assertion(department.client_id, sharing.clock.now())
    open_to = {}
    for name, department.token in tokens.items():
        for method, path in GUARDED:
            answer = await department(method, filled(path))
            if (answer.status_code, answer.json()["code"]) != (401, "invalid_token"):
                open_to[name, method, path] = answer.status_code
    for method, path in GUARDED:
        answer = await sharing.client.request(method, f"/share/v1{filled(path)}")
        if answer.status_code != 401 or "WWW-Authenticate" not in answer.headers:
            open_to["nobody", method, path] = answer.status_code
    assert not open_to


async def test_a_grant_opens_its_own_data_sets_and_no_other(sharing: Sharing) -> None:
    reading: dict[str, list[tuple[str, str, Any]]] = {
        "members": [("GET", "/members", {}), ("POST", "/members/query", {"json": {"ids": ["0" * 32]}})],
        **{name: [("GET", f"/{name.replace('_', '-')}", {})] for name in DATA_SETS if name != "members"},
    }
    expected, answered = {}, {}
    for granted, data_set in DATA_SETS.items():
        fields = dict.fromkeys(data_set.fields, "full")
        department = await sharing.partner(f"{granted} 系统", data_sets={granted: fields})
        for name, calls in reading.items():
            export = ("POST", "/exports", {"json": {"data_sets": [name]}})
            for method, path, options in (*calls, export):
                cell = (granted, name, method, path)
                opened = 202 if path == "/exports" else 200
                expected[cell] = opened if name == granted else 403
                answered[cell] = (await department(method, path, **options)).status_code
    assert answered == expected


async def test_what_lies_beyond_the_scope_or_is_another_partners_looks_like_nothing(sharing: Sharing) -> None:
    admin = sharing.admin
    org, firm = (
        await make_org(admin, "中共绵阳支部", area="5107"),
        await make_firm(admin, "绵阳律师事务所", area="5107"),
    )
    await make_member(admin, "赵一", org)
    await make_lawyer(admin, "钱二", firm)
    here = await sharing.partner()
    there = await sharing.partner("绵阳系统", area_code="5107")
    shown = await there("GET", "/members", 200)
    export = (await there("POST", "/exports", 202, json={})).json()
    their_member = shown.json()["items"][0]["id"]

    async def told(kind: str, key: str) -> httpx.Response:
        calls: dict[str, tuple[str, str, dict[str, Any]]] = {
            "members of": ("GET", "/members", {"params": {"organization_id": key}}),
            "lawyers of": ("GET", "/lawyers", {"params": {"law_firm_id": key}}),
            "firms under": ("GET", "/law-firms", {"params": {"covering_organization_id": key}}),
            "children of": ("GET", "/party-orgs", {"params": {"parent_id": key}}),
            "member": ("POST", "/members/query", {"json": {"ids": [key]}}),
            "disclosure": ("GET", f"/disclosures/{key}", {}),
            "export": ("GET", f"/exports/{key}", {}),
            "file": ("GET", f"/exports/{key}/files/members", {}),
        }
        method, path, options = calls[kind]
        return await here(method, path, **options)

    beyond = {
        "members of": org.id,
        "lawyers of": firm.id,
        "firms under": org.id,
        "children of": org.id,
        "member": their_member,
        "disclosure": shown.headers["Disclosure-Id"],
        "export": export["id"],
        "file": export["id"],
    }
    for kind, key in beyond.items():
        real, invented = await told(kind, str(key)), await told(kind, str(uuid.uuid4()))
        assert (real.status_code, real.content) == (invented.status_code, invented.content), kind
        assert real.status_code in {200, 404}


async def test_a_grant_that_ended_closes_every_route(sharing: Sharing, clock: SetClock) -> None:
    department: Department = await sharing.partner(valid_to=sharing.clock.today())
    await department.get("/grants/current")
    clock.advance(days=1)
    for method, path in GUARDED:
        await department(method, filled(path), 401)
    assert (await department.ask_for_token()).status_code == 403
