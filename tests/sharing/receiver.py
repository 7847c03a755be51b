"""A partner's own HTTP server, as small as can be: it keeps what it is sent, and answers what a test wants."""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Received:
    """One request."""

    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`statuses` answer the next requests, `status` all others; `raw` answers in place of both."""

    port: int = 0
    status: int = 204
    statuses: deque[int] = field(default_factory=deque)
    raw: bytes | None = None
    received: list[Received] = field(default_factory=list)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    before_answer: Callable[[], Awaitable[None]] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/doorbell"

    @classmethod
    @asynccontextmanager
    async def open(cls, tls: ssl.SSLContext | None = None) -> AsyncIterator["Receiver"]:
        receiver = cls()
        server = await asyncio.start_server(receiver._serve, "127.0.0.1", 0, ssl=tls)
        receiver.port = server.sockets[0].getsockname()[1]
        yield receiver
        server.close()
        await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.received.append(Received(head[0].split(" ")[1], headers, body))
            if self.before_answer:
                await self.before_answer()
            status = self.statuses.popleft() if self.statuses else self.status
            writer.write(self.raw or f"HTTP/1.1 {status} Answer\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            await reader.read()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            self.closed.set()
            writer.close()
