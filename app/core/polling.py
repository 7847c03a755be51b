"""Work that is looked for again and again, until it is cancelled."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NoReturn

RETRY_SECONDS = 1.0

_log = logging.getLogger(__name__)


async def repeat(
    step: Callable[[], Awaitable[bool]], pause: float, woken: asyncio.Event | None = None, *, rest: float = 0.0
) -> NoReturn:
    """Again at once while there is more to do, else after `pause` seconds or when woken; a failure is tried again.

    Between two looks that were asked for by waking lie at least `rest` seconds, so that much news costs few looks.
    """
    woken = woken or asyncio.Event()
    while True:
        woken.clear()  # before the look: what comes during it is looked for again
        try:
            more = await step()
        except Exception as exc:
            # The kind alone: the text of a database error may hold what people entered.
            _log.warning("%s will be tried again after %s", step.__qualname__, type(exc).__name__)
            await asyncio.sleep(RETRY_SECONDS)
            more = False
        if not more:
            await asyncio.sleep(rest)
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), pause)
