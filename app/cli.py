"""The command `huizhi`: start it, prepare its database, make the first account, verify a receipt."""

import asyncio
import enum
import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy.exc import IntegrityError

from app import processes
from app.auth.passwords import MINIMUM_LENGTH
from app.core.crypto import Keyring
from app.core.database import AWAY
from app.core.embedded import EmbeddedPostgresError
from app.core.jose import SignatureInvalid
from app.core.settings import Settings
from app.demo.loading import load_demonstration
from app.installation import NotInstalled, connected, create_administrator, install
from app.ledger.receipts import verify_receipt
from app.models.accounts import StaffRole
from app.worker import run as run_worker

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, which may be secrets
    help="回执：律师行业党员信息采集、组织关系接转与回执。设置均取自环境变量 HUIZHI_*。",
)
admin = typer.Typer(no_args_is_help=True, help="管理员账号。")
keys = typer.Typer(no_args_is_help=True, help="密钥。")
cli.add_typer(admin, name="admin")
cli.add_typer(keys, name="keys")


class Administrator(enum.StrEnum):
    """The three separated administrators, whose accounts no other account can have made."""

    SYSTEM_ADMIN = StaffRole.SYSTEM_ADMIN
    SECURITY_ADMIN = StaffRole.SECURITY_ADMIN
    AUDIT_ADMIN = StaffRole.AUDIT_ADMIN


@cli.command()
def up() -> None:
    """启动全部：数据库（未设 HUIZHI_DATABASE_URL 时内嵌）、迁移、演示数据、三个进程。"""
    raise typer.Exit(processes.up(Settings()))


@cli.command()
def registry() -> None:
    """只运行登记系统。"""
    processes.serve_registry(Settings())


@cli.command()
def sharing() -> None:
    """只运行数据共享系统。"""
    processes.serve_sharing(Settings())


@cli.command()
def worker() -> None:
    """只运行后台处理：台账编号、导入、清理。可同时运行多个。"""
    run_worker(Settings())


@cli.command()
def migrate() -> None:
    """以 HUIZHI_ADMIN_URL 迁移数据库结构，载入基础数据，建立各进程的登录角色。可重复执行。"""
    asyncio.run(install(Settings()))


@cli.command()
def demo() -> None:
    """向空库载入演示数据（HUIZHI_DEMO：1 演示省，areas 仅区划机关和账号）。已有账号的库不受影响。"""
    settings = connected(Settings())
    loaded = asyncio.run(load_demonstration(settings))
    told = (
        f"已载入，账号见 {settings.home}/demo/accounts.json。"
        if loaded
        else "未作改动：库中已有账号，或 HUIZHI_DEMO 为 0。"
    )
    typer.echo(told)


@admin.command("create")
def create_admin(
    username: Annotated[str, typer.Argument(help="登录用户名")],
    role: Annotated[Administrator, typer.Option(help="角色")] = Administrator.SECURITY_ADMIN,
    name: Annotated[str | None, typer.Option(help="姓名或岗位，默认同用户名")] = None,
) -> None:
    """建立首个管理员账号。口令在终端询问，或从标准输入读取一行。"""
    password = _password()
    if len(password) < MINIMUM_LENGTH:
        _fail(f"口令至少 {MINIMUM_LENGTH} 位。")
    try:
        asyncio.run(create_administrator(Settings(), username, name or username, password, StaffRole(role)))
    except IntegrityError:
        _fail(f"用户名 {username} 已被使用。")
    typer.echo(f"已建立账号 {username}。")


@keys.command("new")
def new_keys() -> None:
    """生成一套新密钥并打印，供 HUIZHI_KEYS 使用；请妥善保存，遗失后已存的证件号码无法解读。"""
    typer.echo(Keyring.new().to_json())


@cli.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="回执：JWS 文本，或含 jws 字段的 JSON")],
    key_set: Annotated[Path, typer.Option("--keys", exists=True, dir_okay=False, help="公钥集 jwks.json")],
) -> None:
    """离线核验回执：只认 --keys 给出的公钥，不信回执自带的任何密钥。属实退出码为 0，否则为 1。"""
    try:
        facts = verify_receipt(
            _jws_of(file.read_text(encoding="utf-8")), json.loads(key_set.read_text(encoding="utf-8"))
        )
    except (SignatureInvalid, ValueError, TypeError, KeyError):
        _fail("核验不通过：不是由这套公钥签发的回执，或内容已被改动。", code=1)
    typer.echo("核验通过，回执属实：")
    for field, value in facts.model_dump(mode="json").items():
        if value is not None:
            label = (type(facts).model_fields[field].description or field).partition("｜")[0]
            typer.echo(f"  {label}：{value}")


def _jws_of(text: str) -> str:
    if not text.lstrip().startswith("{"):
        return text.strip()
    jws = json.loads(text)["jws"]
    if not isinstance(jws, str):
        raise TypeError("jws")
    return jws


def _password() -> str:
    if sys.stdin.isatty():
        typed: str = typer.prompt("口令", hide_input=True, confirmation_prompt="再输一次")
        return typed
    return sys.stdin.readline().rstrip("\n")


def _fail(message: str, *, code: int = 2) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def main() -> None:
    """Run a command; what an operator can mend is told in a sentence, without a traceback."""
    try:
        cli()
    except (EmbeddedPostgresError, NotInstalled, processes.NotReady) as exc:
        typer.echo(str(exc), err=True)
        sys.exit(2)
    except AWAY as exc:
        typer.echo(f"连接不上数据库（{type(exc).__name__}）：请确认它在运行，且连接地址正确。", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
