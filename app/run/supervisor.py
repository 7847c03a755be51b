"""The three processes, and `huizhi up`, under which they live and die together with their database."""

import asyncio
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from types import FrameType
from typing import NoReturn, Self

import typer
import uvicorn
from fastapi import FastAPI

from app.core.settings import Settings
from app.demo.loading import load_demonstration
from app.demo.publishing import table
from app.main import app as registry_app
from app.run import embedded_postgres, worker
from app.run.install import adopt, environment, install
from app.run.parent_death import die_with_owner
from app.sharing.main import app as sharing_app

_READY_SECONDS = 60.0
_STOP_SECONDS = 10.0
_WATCH_SECONDS = 0.1
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class NotReady(RuntimeError):
    """Not all three processes answer; the message is Chinese."""


class ChildEnded(RuntimeError):
    """One of the three processes ended by itself; `code` is never 0."""

    def __init__(self, title: str, code: int) -> None:
        super().__init__(f"{title}进程意外退出（代码 {code}），其余进程随之停止。")
        self.code = code if code > 0 else 1


def serve_registry(settings: Settings) -> None:
    """Serve the registry until SIGTERM or SIGINT."""
    _serve(registry_app, settings.host, settings.port)


def serve_sharing(settings: Settings) -> None:
    """Serve the data-sharing application until SIGTERM or SIGINT."""
    _serve(sharing_app, settings.host, settings.sharing_port)


class _Server(uvicorn.Server):
    """Wakes once a second, as the Date header needs, where uvicorn wakes ten times; and at a signal."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told_to_exit = asyncio.Event()

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told_to_exit.wait(), 1)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        asyncio.get_running_loop().call_soon_threadsafe(self._told_to_exit.set)


def _serve(app: FastAPI, host: str, port: int) -> None:
    # No access log: a query string may hold a name.
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", access_log=False, timeout_graceful_shutdown=5
    )
    server = _Server(config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(1)


class Child:
    """One of the three processes, forked: what is imported here is not imported three times more."""

    def __init__(self, title: str, run: Callable[[Settings], None], answers: Callable[[], bool]) -> None:
        self._title, self._run, self.answers = title, run, answers

    def start(self, settings: Settings) -> None:
        """Start it; the kernel kills it when we are killed."""
        bind = die_with_owner(signal.SIGKILL)

        def run() -> None:
            bind()
            os.setsid()  # Ctrl-C reaches the owner alone, who stops each in its turn
            for sent in _SIGNALS:
                signal.signal(sent, signal.SIG_DFL)
            os.environ.update(environment(settings))
            self._run(settings)

        self._process: ForkProcess = multiprocessing.get_context("fork").Process(target=run, daemon=True)
        self._process.start()

    @property
    def sentinel(self) -> int:
        """Ready to be read once the process has ended."""
        return self._process.sentinel

    def check(self) -> None:
        """`ChildEnded` when it has."""
        if (code := self._process.exitcode) is not None:
            raise ChildEnded(self._title, code)

    def stop(self) -> None:
        """Let it finish what it is at, for ten seconds."""
        self._process.terminate()
        self._process.join(_STOP_SECONDS)
        self._process.kill()
        self._process.join()


class Database:
    """The embedded server of a home, started again on its port when somebody kills it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.server = embedded_postgres.start(home)
        self.sentinel = os.pidfd_open(self.server.process.pid)
        if self.server.notice:
            typer.echo(self.server.notice)

    def revive(self) -> None:
        """Start it again if it is dead; the processes find it again by themselves."""
        if not self.server.is_alive():
            typer.echo("数据库意外停止，正在恢复 ……")
            os.close(self.sentinel)
            self.server = embedded_postgres.start(self._home, port=self.server.port)
            self.sentinel = os.pidfd_open(self.server.process.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()


def up(settings: Settings) -> int:
    """Run everything until Ctrl-C or SIGTERM. The exit code is 0, or that of the process that ended by itself."""
    for sent in _SIGNALS:
        signal.signal(sent, signal.default_int_handler)
    ready = settings.home / "demo" / "ready"
    with ExitStack() as ending:
        try:
            for stale in (ready, settings.home / worker.HEARTBEAT):
                stale.unlink(missing_ok=True)
            database = None
            if settings.database_url is None:
                typer.echo("正在启动内嵌的 PostgreSQL 18 ……")
                database = ending.enter_context(Database(settings.home))
                settings = asyncio.run(adopt(database.server, settings))
            typer.echo("正在检查数据库结构、基础数据和演示数据 ……")
            settings.keyring()  # made here once, not by three processes at a time
            asyncio.run(install(settings))
            asyncio.run(load_demonstration(settings))
            children = ending.enter_context(_children(settings))
            _await_answers(children)
            ready.parent.mkdir(parents=True, exist_ok=True)
            ready.touch()
            ending.callback(ready.unlink, missing_ok=True)
            _greet(settings)
            _watch(children, database)
        except KeyboardInterrupt:
            typer.echo("正在停止 ……")
            return 0
        except ChildEnded as exc:
            typer.echo(str(exc), err=True)
            return exc.code
        finally:
            for sent in _SIGNALS:
                signal.signal(sent, signal.SIG_IGN)  # once is enough: each stop that follows has a time limit


@contextmanager
def _children(settings: Settings) -> Iterator[Sequence[Child]]:
    """The three, started in this order and stopped in it: first those that take requests."""
    heartbeat = settings.home / worker.HEARTBEAT
    children = (
        Child("登记系统", serve_registry, lambda: _is_healthy(settings, settings.port)),
        Child("数据共享系统", serve_sharing, lambda: _is_healthy(settings, settings.sharing_port)),
        Child("后台处理", worker.run, heartbeat.exists),
    )
    with ExitStack() as started:
        for child in reversed(children):
            child.start(settings)
            started.callback(child.stop)
        yield children


def _await_answers(children: Sequence[Child]) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not all(child.answers() for child in children):
        for child in children:
            child.check()
        if time.monotonic() > deadline:
            raise NotReady(f"三个进程在 {_READY_SECONDS:.0f} 秒内未能全部就绪，请查看上面的输出。")
        time.sleep(_WATCH_SECONDS)
    for child in children:
        child.check()  # another program on its port may have answered in its place


def _is_healthy(settings: Settings, port: int) -> bool:
    with closing(HTTPConnection(_host(settings), port, timeout=2)) as connection:
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False


def _host(settings: Settings) -> str:
    """Where the two applications are reached from this machine."""
    return "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, not bound


def _watch(children: Sequence[Child], database: Database | None) -> NoReturn:
    while True:
        for child in children:
            child.check()
        if database is not None:
            database.revive()
        wait([*(child.sentinel for child in children), *([database.sentinel] if database else [])])


def _greet(settings: Settings) -> None:
    host = _host(settings)
    typer.echo("\n回执已就绪。")
    typer.echo(
        f"  登记系统  http://{host}:{settings.port}/docs\n  数据共享  http://{host}:{settings.sharing_port}/docs"
    )
    typer.echo(table(settings.home))
    typer.echo("按 Ctrl-C 停止。")
