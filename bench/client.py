"""The bench's own HTTP client: requests are bytes made beforehand, answers are read to their end and not looked into.

One request at a time on a connection that stays open; `bench.throughput` does the same on several at once.
"""

import json
import socket
from types import TracebackType
from typing import Any, Self

_HEAD_END, _CHUNKS_END = b"\r\n\r\n", b"0\r\n\r\n"
_RECEIVE_BYTES = 1 << 18


def get(path: str, token: str) -> bytes:
    """A request to read."""
    return f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {token}\r\n\r\n".encode()


def post(path: str, token: str, body: bytes, kind: str = "application/json") -> bytes:
    """A request to write."""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {token}\r\n"
        f"content-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class MessageEnd:
    """Finds where each HTTP message ends in what arrives: by its length, its last chunk or, with neither, its head.

    Nobody here sends a second message before the first is answered, so nothing stands behind an end. Field names are
    expected in lower case, as every server of the bench writes them.
    """

    def __init__(self) -> None:
        self.head = b""
        """The head of the message, with what arrived along with it."""
        self._left, self._tail = 0, b""

    def reached(self, data: bytes) -> bool:
        """Whether a message ends with this data."""
        if self._left:
            return self._is_last(self._left - len(data))
        if self._tail:
            self._tail = (self._tail + data)[-len(_CHUNKS_END) :]
            if self._tail != _CHUNKS_END:
                return False
            self._tail = b""
            return True
        self.head = data
        end = data.find(_HEAD_END)
        if end < 0:
            raise ValueError(f"a head in more than one piece: {data[:200]!r}")
        at = data.find(b"content-length: ", 0, end)
        if at >= 0:
            return self._is_last(end + 4 + int(data[at + 16 : data.find(b"\r", at)]) - len(data))
        if data.find(b"transfer-encoding: chunked", 0, end) < 0 or data.endswith(_CHUNKS_END):
            return True
        self._tail = data[-len(_CHUNKS_END) :]
        return False

    def _is_last(self, left: int) -> bool:
        if left < 0:
            raise ValueError(f"{-left} bytes stand behind the end of {self.head[:200]!r}")
        self._left = left
        return left == 0

    def check_success(self) -> None:
        """`RuntimeError` when the message is not an answer of the 200s."""
        if self.head[9:10] != b"2":
            raise RuntimeError(repr(self.head[:2000]))


class Connection:
    """One connection to a local port, one request after the other."""

    def __init__(self, port: int, heard: list[bytes] | None = None) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._end, self._heard = MessageEnd(), heard

    def ask(self, request: bytes) -> bytes:
        """The body of the answer; `RuntimeError` when it is no success. A chunked body is given as it came."""
        self._socket.sendall(request)
        parts: list[bytes] = []
        while True:
            parts.append(self._socket.recv(_RECEIVE_BYTES))
            if not parts[-1]:
                raise RuntimeError("the server hung up")
            if self._end.reached(parts[-1]):
                break
        answer = b"".join(parts)
        self._end.check_success()
        if self._heard is not None:
            self._heard.append(answer)
        return answer[answer.find(_HEAD_END) + 4 :]

    def read(self, request: bytes) -> Any:
        """The JSON of the answer."""
        return json.loads(self.ask(request))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
