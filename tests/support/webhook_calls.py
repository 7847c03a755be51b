"""Calls of partners' addresses, let through to the test's own."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx

from app.sharing.outbound import Outbound
from app.sharing.webhook_sender import WebhookSender
from tests.support.sharing_partner import Sharing

FIRMS = {"law_firms": {"name": "full", "address": "full"}}


def calling(sharing: Sharing, **changes: Any) -> WebhookSender:
    """The application's webhook sender, allowed to call the test's own receivers."""
    outbound = Outbound(**{"test_hosts": frozenset({"127.0.0.1"})} | changes)
    sender: WebhookSender = replace(sharing.app.state.webhook_sender, outbound=outbound)
    sharing.app.state.webhook_sender = sender
    return sender


async def never(request: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError
