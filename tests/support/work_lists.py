"""Work lists as a caller sees them."""

from typing import Any

from tests.support.api_client import Caller

EVERY_BRANCH = {"meeting", "training", "appraisal", "adjustment"}


async def tasks_of(caller: Caller, **filters: Any) -> list[dict[str, Any]]:
    """The tasks shown; what falls to every branch of a small world only where it is asked for."""
    shown = (await caller.get("/tasks", params=filters))["items"]
    return [task for task in shown if task["kind"] not in EVERY_BRANCH or "kind" in filters]
