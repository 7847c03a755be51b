"""One installation: its database brought to the current shape, and the logins under which its processes connect."""

import json
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
from pydantic import SecretStr

from app.auth.passwords import Passwords
from app.auth.sessions import AUTH_SCOPE
from app.core.database import REGISTRY_ROLES, SHARING_ROLES, WORKER_ROLES, DatabaseRole, Pools
from app.core.migrating import ensure_database, ensure_login, migrate
from app.core.settings import Settings
from app.ledger.recording import NOWHERE, record
from app.models.accounts import Account, RoleGrant, StaffRole
from app.models.changes import Operation
from app.run.embedded_postgres import Server
from app.services.accounts.accounts import give_role
from app.services.reference.initial_data import load_reference

_DATABASE = "huizhi"
_LOGINS = {
    "database_url": "huizhi_registry",
    "worker_database_url": "huizhi_worker_login",
    "sharing_database_url": "huizhi_sharing_login",
}


class NotInstalled(RuntimeError):
    """An address of the database is missing; the message, in Chinese, says which and what to do."""


async def install(settings: Settings) -> None:
    """Migrate, add the reference data, make the logins that the addresses name. Repeating it changes nothing."""
    if settings.admin_url is None:
        raise NotInstalled("请设置 HUIZHI_ADMIN_URL（可建立数据库角色的管理员连接），数据库结构迁移需要它。")
    admin_url = settings.admin_url.get_secret_value()
    await migrate(admin_url)
    connection = await asyncpg.connect(admin_url)
    try:
        await load_reference(connection)
        for url, roles in _roles_by_url(settings).items():
            await ensure_login(connection, url, roles)
    finally:
        await connection.close()


def _roles_by_url(settings: Settings) -> dict[str, list[DatabaseRole]]:
    """The roles of each login; where a process has no address of its own, the first login gets its roles too."""
    roles: dict[str, list[DatabaseRole]] = {}
    for own, needed in (
        (settings.database_url, REGISTRY_ROLES),
        (settings.worker_database_url, WORKER_ROLES),
        (settings.sharing_database_url, SHARING_ROLES),
    ):
        if url := own or settings.database_url:
            roles.setdefault(url.get_secret_value(), []).extend(needed)
    return roles


async def adopt(server: Server, settings: Settings) -> Settings:
    """The settings with the addresses of an embedded server, whose database is made when there is none.

    The passwords, random at the first start, are kept under the home, readable by its owner alone.
    """
    await ensure_database(server.url, _DATABASE)
    kept = _kept(settings.home)
    urls = {"admin_url": urlsplit(server.url)._replace(path=f"/{_DATABASE}").geturl()}
    for field, name in _LOGINS.items():
        password = urlsplit(kept[field]).password if field in kept else secrets.token_urlsafe(24)
        urls[field] = f"postgresql://{name}:{password}@127.0.0.1:{server.port}/{_DATABASE}"
    fresh = settings.home / "logins.json.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(urls, file)
    fresh.replace(_logins(settings.home))
    return _with_urls(settings, urls)


def connected(settings: Settings) -> Settings:
    """The settings with a database: the environment's, else that of the embedded server which `huizhi up` runs."""
    if settings.database_url is not None:
        return settings
    kept = _kept(settings.home)
    if not kept:
        raise NotInstalled("没有可用的数据库：请先运行 huizhi up，或设置 HUIZHI_DATABASE_URL。")
    return _with_urls(settings, kept)


def environment(settings: Settings) -> dict[str, str]:
    """The environment of a child process that shall use the same database."""
    secrets_ = {f"HUIZHI_{field.upper()}": getattr(settings, field) for field in _LOGINS}
    return os.environ | {name: secret.get_secret_value() for name, secret in secrets_.items() if secret}


async def create_administrator(settings: Settings, username: str, name: str, password: str, role: StaffRole) -> None:
    """An account that nobody signed in has made: the first one. `IntegrityError` when the name is taken."""
    url = connected(settings).database_url
    assert url is not None  # noqa: S101 - connected means so
    hashed = await Passwords().hash(password)
    async with (
        Pools.open(url.get_secret_value(), DatabaseRole.AUTH, size=1) as pools,
        pools.session(AUTH_SCOPE) as session,
    ):
        account = Account(username=username, name=name, password_hash=hashed)
        session.add(account)
        await record(session, account, Operation.CREATE, {"name", "username"}, after=NOWHERE)
        await give_role(session, RoleGrant(account_id=account.id, role=role))


def _with_urls(settings: Settings, urls: dict[str, str]) -> Settings:
    return settings.model_copy(update={field: SecretStr(url) for field, url in urls.items()})


def _kept(home: Path) -> dict[str, str]:
    path = _logins(home)
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return kept


def _logins(home: Path) -> Path:
    return home / "logins.json"
