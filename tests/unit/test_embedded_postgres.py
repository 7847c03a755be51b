"""The embedded PostgreSQL, with real servers and real kills."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import distribution
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.run import embedded_postgres

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "16MB"}
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes the account of the server")
OWNER = """
import signal, sys
from pathlib import Path
from app.run import embedded_postgres
print(embedded_postgres.start(Path(sys.argv[1])).process.pid, flush=True)
signal.pause()
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that other accounts may enter, which pytest's own are not."""
    memory = Path("/dev/shm")  # noqa: S108  # a folder of random name is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


@pytest.fixture(scope="module")
def home(folder: Path) -> Path:
    """A home that the tests share, so that one of them alone waits for initdb."""
    return folder / "home"


async def fetch(server: embedded_postgres.Server, query: str) -> object:
    connection = await asyncpg.connect(server.url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def eventually(happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.005)
    return happened()


def running() -> dict[int, int]:
    """Every process that runs, with its parent. A zombie does not run."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (process / "stat").read_text().rpartition(") ")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            found[int(process.name)] = int(parent)
    return found


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


@contextmanager
def owned_elsewhere(home: Path) -> Iterator[tuple[subprocess.Popen[bytes], set[int]]]:
    """An owner that started the server of `home`, and the server's processes; nothing of them is left afterwards."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER, home], stdout=subprocess.PIPE)
    server: set[int] = set()
    try:
        assert owner.stdout
        with owner.stdout:
            postmaster = int(owner.stdout.readline())
        server |= {pid for pid, parent in running().items() if postmaster in (pid, parent)}
        yield owner, server
    finally:
        kill(owner)
        for process in server & running().keys():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


async def test_a_new_home_gets_a_postgresql_18_with_btree_gist(home: Path) -> None:
    with embedded_postgres.start(home, options=FAST) as server:
        assert str(await fetch(server, "show server_version")).startswith("18.")
        assert await fetch(server, "select 1 from pg_available_extensions where name = 'btree_gist'") == 1
        assert await fetch(server, "show fsync") == "off"
        assert server.notice is None


async def test_it_listens_on_loopback_too_and_asks_for_the_password_there(home: Path) -> None:
    with embedded_postgres.start(home) as server:
        over_tcp = await asyncpg.connect(server.url, host="127.0.0.1", port=server.port)
        assert await over_tcp.fetchval("select host(inet_server_addr())") == "127.0.0.1"
        await over_tcp.close()
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.url, host="127.0.0.1", port=server.port, password="guess")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.url, password="guess")
    assert (home / "postgres.password").stat().st_mode & 0o777 == 0o600


async def test_the_url_serves_sqlalchemy(home: Path) -> None:
    with embedded_postgres.start(home) as server:
        engine = create_async_engine(server.url.replace("postgresql://", "postgresql+asyncpg://"))
        async with engine.connect() as connection:
            assert (await connection.execute(text("select 1"))).scalar_one() == 1
        await engine.dispose()


async def test_a_home_too_deep_for_a_socket_is_served_over_loopback(folder: Path) -> None:
    with embedded_postgres.start(folder / ("deep" * 25), options=FAST) as server:
        assert await fetch(server, "select host(inet_server_addr())") == "127.0.0.1"


async def test_a_stop_keeps_the_data_and_a_start_may_keep_the_port(home: Path) -> None:
    with embedded_postgres.start(home) as server:
        assert await fetch(server, "create table kept as select 7 as seven") is None
    assert not server.is_alive()
    with embedded_postgres.start(home, port=server.port) as again:
        assert again.url == server.url
        assert await fetch(again, "select seven from kept") == 7


async def test_a_killed_server_is_found_dead_and_the_next_start_recovers_what_was_committed(home: Path) -> None:
    with embedded_postgres.start(home) as server:
        await fetch(server, "create table committed as select 42 as answer")
        uncommitted = await asyncpg.connect(server.url)
        await uncommitted.execute("begin; delete from committed")
        os.kill(server.process.pid, signal.SIGKILL)
        assert eventually(lambda: not server.is_alive())
        with embedded_postgres.start(home) as again:
            assert await fetch(again, "select answer from committed") == 42
        uncommitted.terminate()


async def test_a_backend_that_outlives_the_killed_server_does_not_block_the_next_start(home: Path) -> None:
    with embedded_postgres.start(home) as server:
        busy = await asyncpg.connect(server.url)
        minute = "do $$ begin while clock_timestamp() < now() + interval '1 min' loop end loop; end $$"
        statement = asyncio.ensure_future(busy.execute(minute))
        while not await fetch(server, "select count(*) from pg_stat_activity where query like 'do %'"):
            pass
        kill(server.process)
        with embedded_postgres.start(home) as again:
            assert again.is_alive()
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await statement


def test_a_killed_owner_leaves_no_process_behind(home: Path) -> None:
    with owned_elsewhere(home) as (owner, server):
        assert len(server) > 1
        kill(owner)
        assert eventually(lambda: not server & running().keys())


def test_a_killed_owner_leaves_no_process_behind_even_while_the_server_recovers_from_a_crash(home: Path) -> None:
    with owned_elsewhere(home) as (owner, server):
        os.kill(next(pid for pid, parent in running().items() if parent in server), signal.SIGKILL)
        assert eventually(lambda: "reinitializing" in (home / "postgres.log").read_text())
        kill(owner)
        assert eventually(lambda: not server & running().keys())


def test_a_start_right_after_the_owner_was_killed_waits_for_its_server_to_stop(home: Path) -> None:
    with owned_elsewhere(home) as (owner, server):
        kill(owner)
        with embedded_postgres.start(home) as again:
            assert again.is_alive()
            assert not server & running().keys()


async def test_a_home_in_use_is_refused_and_its_server_goes_on(home: Path) -> None:
    with embedded_postgres.start(home) as server:
        with pytest.raises(embedded_postgres.EmbeddedPostgresError, match="正由另一个回执进程使用"):
            embedded_postgres.start(home)
        assert await fetch(server, "select 1") == 1


def test_stale_lock_files_whose_number_another_process_got_do_not_stop_a_start(home: Path) -> None:
    with embedded_postgres.start(home) as server:
        account = server.data.stat()
        kill(server.process)
    stranger = subprocess.Popen(["/bin/sleep", "60"], user=account.st_uid, group=account.st_gid)
    try:
        for name in ("postmaster.pid", f".s.PGSQL.{server.port}.lock"):
            lock_file = server.data / name
            lock_file.write_text(lock_file.read_text().replace(str(server.process.pid), str(stranger.pid)))
        with embedded_postgres.start(home, port=server.port) as again:
            assert again.is_alive()
    finally:
        kill(stranger)


async def test_an_initdb_that_was_cut_off_is_done_again(folder: Path) -> None:
    (folder / "cut/postgres.new/base").mkdir(parents=True)
    (folder / "cut/postgres.password").touch(0o600)
    with embedded_postgres.start(folder / "cut", options=FAST) as server:
        assert await fetch(server, "select 1") == 1


async def test_what_people_enter_stays_out_of_the_log(home: Path) -> None:
    with embedded_postgres.start(home) as server:
        with pytest.raises(asyncpg.InvalidTextRepresentationError):
            await fetch(server, "select 'ZhangSan51'::int")
        await fetch(server, "create table person as select 'ZhangSan51' as name")
        await fetch(server, "create unique index on person (name)")
        with pytest.raises(asyncpg.UniqueViolationError):
            await fetch(server, "insert into person values ('ZhangSan51')")
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await fetch(server, "copy (select 'ZhangSan51') to program 'kill -9 $PPID'")
        kill(server.process)
    assert "ZhangSan51" not in (home / "postgres.log").read_text()


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    with pytest.raises(embedded_postgres.EmbeddedPostgresError, match=r'数据库启动失败[\s\S]*"max_connections"'):
        embedded_postgres.start(home, options={"max_connections": "many"})


@AS_ROOT
def test_root_runs_the_server_as_another_account_and_gives_it_the_data_folder_alone(home: Path) -> None:
    with embedded_postgres.start(home) as server:
        assert os.stat(f"/proc/{server.process.pid}").st_uid == server.data.stat().st_uid != 0
        assert home.stat().st_uid == home.parent.stat().st_uid == 0


@AS_ROOT
async def test_under_a_closed_parent_data_and_binaries_move_and_the_notice_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, shared = folder / "closed", folder / "shared"
    closed.mkdir(mode=0o700)
    site = Path(str(distribution("embedded-postgres").locate_file("")))
    for package in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / package, closed / package)
    monkeypatch.syspath_prepend(closed)
    monkeypatch.setattr(embedded_postgres, "SHARED_HOME", shared)
    with embedded_postgres.start(closed / "var", options=FAST) as server:
        assert await fetch(server, "select 1") == 1
        assert server.data == shared.resolve() / "postgres"
        assert str(closed) in str(server.notice)
        assert str(shared) in str(server.notice)
    assert closed.stat().st_mode & 0o777 == 0o700
