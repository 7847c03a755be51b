"""A server that does nothing: `python -m bench.null_server PORT FILE` plays back the answers of a file, in turn.

The file holds whole answers, as another server gave them, as a JSON list. Each connection begins at the first. What a
client can do against it is the most that it can measure.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import cast

import uvloop

from bench.client import MessageEnd


class Answering(asyncio.Protocol):
    """One connection."""

    def __init__(self, answers: list[bytes]) -> None:
        self._answers, self._next, self._end = answers, 0, MessageEnd()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected."""
        self._write = cast("asyncio.WriteTransport", transport).write

    def data_received(self, data: bytes) -> None:
        """Answer a request that has ended."""
        if self._end.reached(data):
            self._write(self._answers[self._next])
            self._next = (self._next + 1) % len(self._answers)


async def _serve(port: int, answers: list[bytes]) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Answering(answers), "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    """Serve until SIGTERM."""
    answers = [answer.encode("latin-1") for answer in json.loads(Path(sys.argv[2]).read_text("ascii"))]
    uvloop.run(_serve(int(sys.argv[1]), answers))


if __name__ == "__main__":
    main()
