"""Work that is looked for again and again, until it is cancelled."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn

_log = logging.getLogger(__name__)


async def repeat(step: Callable[[], Awaitable[bool]], pause: float) -> NoReturn:
    """Again at once while there is more to do, else after a pause in seconds; a failure is told and tried again."""
    while True:
        try:
            more = await step()
        except Exception as exc:
            # The kind alone: the text of a database error may hold what people entered.
            _log.warning("%s will be tried again after %s", step.__qualname__, type(exc).__name__)
            more = False
        if not more:
            await asyncio.sleep(pause)
