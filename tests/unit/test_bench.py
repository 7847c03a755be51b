"""The bench's client counts what was answered wholly, and says so where it was the limit itself."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bench import throughput
from bench.client import Connection, MessageEnd, get, post
from bench.figures import Figure, Pass, Rate
from bench.spending import Spent
from tests.support.running_system import eventually, free_ports

LENGTH = b'HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{"items":[]}'
CHUNKS = b'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"ite\r\n7\r\nms":[]}\r\n0\r\n\r\n'
NOTHING = b"HTTP/1.1 204 No Content\r\n\r\n"
REFUSAL = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"


@pytest.mark.parametrize("message", [LENGTH, CHUNKS, NOTHING], ids=["length", "chunks", "nothing"])
def test_a_message_ends_where_it_ends_however_it_arrives(message: bytes) -> None:
    head = message.index(b"\r\n\r\n") + 4
    for at in range(head, len(message)):
        end = MessageEnd()
        for _ in range(2):  # the second message on the same connection
            reached = [end.reached(part) for part in (message[:at], message[at:]) if part]
            assert reached == [False] * (len(reached) - 1) + [True]
    assert MessageEnd().reached(message)


def test_what_stands_behind_an_end_is_no_answer_of_ours() -> None:
    with pytest.raises(ValueError, match="behind the end"):
        MessageEnd().reached(LENGTH + NOTHING)


Serve = Callable[..., int]


@pytest.fixture
def null_server(tmp_path: Path) -> Iterator[Serve]:
    """Starts the server that plays back; gives its port."""
    started: list[subprocess.Popen[bytes]] = []

    def serve(*answers: bytes) -> int:
        file, port = tmp_path / "answers.json", free_ports()[0]
        file.write_text(json.dumps([answer.decode("latin-1") for answer in answers]), encoding="ascii")
        started.append(subprocess.Popen([sys.executable, "-m", "bench.null_server", str(port), str(file)]))

        def is_open() -> bool:
            with suppress(ConnectionRefusedError), Connection(port):
                return True
            return False

        assert eventually(is_open)
        return port

    yield serve
    for process in started:
        process.terminate()
        process.wait()


def test_a_null_server_plays_back_in_turn_to_each_connection(null_server: Serve) -> None:
    port, heard = null_server(LENGTH, CHUNKS), list[bytes]()
    with Connection(port, heard) as one, Connection(port) as other:
        assert one.read(get("/a", "token")) == {"items": []}
        one.ask(post("/b", "token", b"x" * 3_000_000))
        assert other.read(get("/a", "token")) == {"items": []}
    assert heard == [LENGTH, CHUNKS]


def test_requests_are_counted_and_one_that_is_refused_ends_the_run(null_server: Serve) -> None:
    run = throughput.run(null_server(LENGTH, NOTHING), [get("/a", "token"), get("/b", "token")], 0.1)
    assert run.requests > throughput.CONNECTIONS
    with pytest.raises(subprocess.CalledProcessError):
        throughput.run(null_server(*[LENGTH] * 9, REFUSAL), [get("/a", "token")], 10)


@pytest.mark.parametrize(
    ("alone", "verdict"), [(501.0, "| 0.90 x floor | >= 0.9 | met |"), (499.0, "|  | >= 0.9 | *not measured* |")]
)
def test_a_line_whose_client_was_the_limit_has_no_ratio_and_no_verdict(alone: float, verdict: str) -> None:
    passes = [Pass(units=200, seconds=2.0, spent=Spent(0.1, 0.05))]
    rate = Rate.median("P1", "one member", "registry", "request", passes, alone=alone)
    assert (rate.per_second, rate.processes, rate.database) == (100, 500, 250)
    line = Figure("P1", "one member", "registry 100/s", "0.90 x floor", ">= 0.9", True, (rate,)).line
    assert line.endswith(verdict)
