"""The worker process: the ledger's sequencer, imports, joint plans, housekeeping. Several may run beside each other."""

import asyncio
import signal
from contextlib import suppress
from pathlib import Path

from app.core.clock import Clock
from app.core.database import WORKER_ROLES, DatabaseRole, Pools, Scope
from app.core.health import ALIVE
from app.core.jose import Signer
from app.core.listen_notify import Listener
from app.core.polling import repeat
from app.core.settings import Settings
from app.ledger.checkpoints import Notary
from app.ledger.sequencer import keep_numbering
from app.services.building.joint_planning import run_next_plan
from app.services.building.joint_plans import PLANS
from app.services.housekeeping import keep_house
from app.services.work.digests import make_next_digest
from app.services.workbooks.imports.requests import IMPORTS
from app.services.workbooks.imports.runner import run_next_import

HEARTBEAT = "worker.heartbeat"
"""The file under the home that is touched while the worker and its database live."""

_BEAT_SECONDS = 5.0
_DIGEST_SECONDS = 600.0
_HOUSEKEEPING_SECONDS = 3600.0


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT."""

    settings.home.mkdir(parents=True, exist_ok=True)

    async def until_told() -> None:
        work = asyncio.create_task(_work(settings))
        for sent in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sent, work.cancel)
        with suppress(asyncio.CancelledError):
            await work

    asyncio.run(until_told())


async def _work(settings: Settings) -> None:
    secret = settings.worker_database_url or settings.database_url
    if secret is None:
        raise RuntimeError("HUIZHI_WORKER_DATABASE_URL is not set; `huizhi up` runs an embedded server and sets it")
    url, keyring, clock = secret.get_secret_value(), settings.keyring(), Clock()
    async with Pools.open(url, *WORKER_ROLES, size=4) as pools, asyncio.TaskGroup() as tasks:

        async def keep_tidy() -> bool:
            await keep_house(pools, clock, settings.import_retention_days)
            return False

        listener = Listener(IMPORTS.channel, PLANS.channel)
        tasks.create_task(listener.listen(url, DatabaseRole.WORKER.value))
        tasks.create_task(keep_numbering(url, Notary(Signer(keyring.signing), clock, settings.issuer)))
        tasks.create_task(listener.repeat(lambda: run_next_import(pools, keyring, clock), IMPORTS.channel))
        tasks.create_task(listener.repeat(lambda: run_next_plan(pools, clock), PLANS.channel))
        tasks.create_task(repeat(lambda: make_next_digest(pools, clock), _DIGEST_SECONDS))
        tasks.create_task(repeat(keep_tidy, _HOUSEKEEPING_SECONDS))
        tasks.create_task(repeat(lambda: _beat(pools, settings.home / HEARTBEAT), _BEAT_SECONDS))


async def _beat(pools: Pools, heartbeat: Path) -> bool:
    await pools.fetch(Scope(DatabaseRole.WORKER), ALIVE, {})
    await asyncio.to_thread(heartbeat.touch)
    return False
