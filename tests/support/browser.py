"""A real browser, headless, driven over its debugging protocol: what an administrator sees and presses."""

import asyncio
import base64
import itertools
import json
import os
import shutil
import tempfile
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REQUIRED = os.environ.get("HUIZHI_BROWSER_REQUIRED") == "1"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--window-size=1280,1600",
)
PATIENCE = 20.0


class Page:
    """One page of the browser."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._ids = socket, itertools.count(1)
        self.requested: list[str] = []

    async def call(self, method: str, **parameters: Any) -> Any:
        """A command of the protocol and its result; what the page requests meanwhile is remembered."""
        number = next(self._ids)
        await self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(await asyncio.wait_for(self._socket.recv(), PATIENCE))
            if message.get("method") == "Network.requestWillBeSent":
                self.requested.append(message["params"]["request"]["url"])
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]

    async def js(self, expression: str) -> Any:
        """The value of an expression in the page."""
        result = await self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    async def until(self, expression: str) -> Any:
        """The value of an expression once it is true."""
        ends = asyncio.get_running_loop().time() + PATIENCE
        while not (value := await self.js(expression)):
            assert asyncio.get_running_loop().time() < ends, f"never true: {expression}"
            await asyncio.sleep(0.05)
        return value

    async def click(self, selector: str) -> None:
        """Press what the selector finds, once it is there."""
        await self.until(f"!!document.querySelector({json.dumps(selector)})")
        await self.js(f"document.querySelector({json.dumps(selector)}).click()")

    async def type(self, selector: str, text: str) -> None:
        """Type into a field, replacing what it holds."""
        await self.until(f"!!document.querySelector({json.dumps(selector)})")
        await self.js(f"(e => {{ e.focus(); e.select && e.select() }})(document.querySelector({json.dumps(selector)}))")
        await self.call("Input.insertText", text=text)

    async def picture(self) -> bytes:
        """What the page looks like, as PNG."""
        shot = await self.call("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])


@asynccontextmanager
async def browser(url: str) -> AsyncIterator[Page]:
    """Open a page in a browser of its own."""
    assert CHROMIUM
    # Helpers of the browser may write into the profile for a moment after it has ended.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            *(CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "about:blank"), stdout=DEVNULL, stderr=DEVNULL
        )
        try:
            port_file = Path(profile) / "DevToolsActivePort"
            while not port_file.exists() or not port_file.read_text().strip():
                assert process.returncode is None, "the browser ended"
                await asyncio.sleep(0.05)
            port = port_file.read_text().split()[0]
            async with httpx.AsyncClient() as client:
                targets = (await client.get(f"http://127.0.0.1:{port}/json/list")).json()
            target = next(t for t in targets if t["type"] == "page")["webSocketDebuggerUrl"]
            async with connect(target, max_size=None) as socket:
                page = Page(socket)
                await page.call("Network.enable")
                await page.call("Page.enable")
                await page.call("Page.navigate", url=url)
                yield page
        finally:
            process.terminate()
            await process.wait()
