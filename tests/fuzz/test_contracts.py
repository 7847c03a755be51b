"""Both contracts held against generated requests: no 5xx, no undeclared status, no answer beyond its schema.

`make fuzz` carries out every phase, with several thousand cases, for each kind of caller; the gate a short form of it.
"""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from app.auth.permissions import PERMISSIONS
from app.models.accounts import StaffRole
from tests.fuzz.running import EVERYTHING, Findings, Operation, fuzz
from tests.fuzz.world import Served, demonstration
from tests.support.postgres import TestServer
from tests.support.routes import ROUTES
from tools.routes import permission_of

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
"""Per operation, caller and phase; without it each operation is tried once or twice, by one who may do it."""

CALLERS = [*(role for role in StaffRole if role is not StaffRole.SECURITY_ADMIN), StaffRole.SECURITY_ADMIN]
"""Who disables accounts and suspends partners comes last."""


@pytest.fixture(scope="module")
async def served(server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Served]]:
    async with demonstration(server, tmp_path_factory.mktemp("fuzz")) as served:
        yield served


def able(role: StaffRole) -> set[Operation]:
    """What a role may do; that it may do nothing else is in tests/api/test_access_table.py."""
    permissions = {None, *PERMISSIONS[role]}
    return {(method, path) for method, path, route in ROUTES if permission_of(route) in permissions}


def shares() -> dict[StaffRole, set[Operation]]:
    """Each operation with one role that may do it."""
    shares: dict[StaffRole, set[Operation]] = {role: set() for role in CALLERS}
    for operation in sorted(set().union(*map(able, CALLERS))):
        shares[min((role for role in CALLERS if operation in able(role)), key=lambda r: len(shares[r]))].add(operation)
    return shares


async def test_the_data_sharing_api_keeps_its_contract(served: dict[str, Served]) -> None:
    sharing, found = served["sharing"], Findings()
    for caller in sharing.tokens if EXAMPLES else ("sc-org-department",):
        phases = EVERYTHING if EXAMPLES else ("fuzzing",)
        found.add(await asyncio.to_thread(fuzz, sharing, caller, examples=EXAMPLES or 2, phases=phases))
    print(found)  # noqa: T201 - the figures of `make fuzz`
    assert not found.faults, str(found)
    assert found.answers[200] > found.cases / 20


async def test_the_registry_keeps_its_contract(served: dict[str, Served]) -> None:
    registry, found = served["registry"], Findings()
    for role, share in shares().items():
        which, phases = (able(role), EVERYTHING) if EXAMPLES else (share, ("fuzzing",))
        found.add(
            await asyncio.to_thread(
                fuzz, registry, role, examples=EXAMPLES or 1, phases=phases, which=which.__contains__
            )
        )
    print(found)  # noqa: T201 - the figures of `make fuzz`
    assert not found.faults, str(found)
    assert found.answers[200] > found.cases / 20
