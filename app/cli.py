"""The command `huizhi`: start it, prepare its database, make the first account, verify a receipt, audit the log."""

import asyncio
import enum
import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from app.auth.passwords import MINIMUM_LENGTH
from app.core.crypto import Keyring
from app.core.database import AWAY
from app.core.jose import SignatureInvalid, Signer, document_kind
from app.core.settings import Settings
from app.demo.loading import load_demonstration
from app.ledger.audit import FAULT_TEXTS, audit_log
from app.ledger.checkpoints import CheckpointFacts
from app.ledger.disclosures import KIND as DISCLOSURE
from app.ledger.disclosures import SavedDisclosure, verify_disclosure
from app.ledger.receipts import SavedReceipt, verify_saved
from app.models.accounts import StaffRole
from app.run import supervisor
from app.run.embedded_postgres import EmbeddedPostgresError
from app.run.install import NotInstalled, connected, create_administrator, install
from app.run.worker import run as run_worker

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
    raise typer.Exit(supervisor.up(Settings()))


@cli.command()
def registry() -> None:
    """只运行登记系统。"""
    supervisor.serve_registry(Settings())


@cli.command()
def sharing() -> None:
    """只运行数据共享系统。"""
    supervisor.serve_sharing(Settings())


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


@keys.command("rotate")
def rotate_keys() -> None:
    """在现有密钥之前加上新的加密密钥和签名密钥并打印；旧密钥仍用于解读和验签，公钥集同时公布新旧公钥。"""
    typer.echo(Settings().keyring().rotated().to_json())


@cli.command()
def verify(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="回执或披露凭证：JWS 文本，或系统返回的 JSON")
    ],
    key_set: Annotated[Path, typer.Option("--keys", exists=True, dir_okay=False, help="公钥集 jwks.json")],
) -> None:
    """离线核验回执或披露凭证及其存证证明：只认 --keys 给出的公钥，不信文件自带的任何密钥。属实退出码为 0，否则为 1。"""
    try:
        content = _content(file.read_text(encoding="utf-8"))
        trusted = json.loads(key_set.read_text(encoding="utf-8"))
        title, facts, saved, checkpoint = _verified(content, trusted)
    except (SignatureInvalid, ValueError, TypeError, KeyError) as exc:
        fault = _FAULTS.get(str(exc), "不是由这套公钥签发的回执或披露凭证，或内容已被改动。")
        _fail(f"核验不通过：{fault}", code=1)
    typer.echo(f"核验通过，{title}属实：")
    for field, value in facts.model_dump(mode="json").items():
        if value is not None:
            label = (type(facts).model_fields[field].description or field).partition("｜")[0]
            typer.echo(f"  {label}：{value}")
    for line in _scope_of(title, saved, checkpoint):
        typer.echo(line)


Saved = SavedReceipt | SavedDisclosure


def _verified(content: dict[str, Any], trusted: dict[str, Any]) -> tuple[str, BaseModel, Saved, CheckpointFacts | None]:
    """What the document is called, what it says, what of it was saved, and which checkpoint covers it."""
    if document_kind(str(content["jws"])) == DISCLOSURE:
        disclosure = SavedDisclosure.model_validate(content)
        said, checkpoint = verify_disclosure(disclosure, trusted)
        return "披露凭证", said, disclosure, checkpoint
    receipt = SavedReceipt.model_validate(content)
    facts, checkpoint = verify_saved(receipt, trusted)
    return "回执", facts, receipt, checkpoint


def _scope_of(title: str, saved: Saved, checkpoint: CheckpointFacts | None) -> list[str]:
    """What was verified, and what could not be."""
    lines = ["已核验：", "  签名：由所给公钥签发，原文一字未动"]
    if isinstance(saved, SavedReceipt) and saved.handed_over is not None:
        lines.append("  所接收内容：与签名中的摘要相符")
    if saved.proof and checkpoint:
        moment = checkpoint.timestamp.isoformat()
        lines.append(f"  存证：这份{title}即台账第 {saved.proof.seq} 笔所承诺的内容，这一笔在台账之中")
        lines.append(f"  检查点：{checkpoint.origin}，共 {checkpoint.size} 笔，签发于 {moment}，签名有效")
    beside = []
    if not saved.proof:
        beside.append("  存证：文件未附存证证明，可从系统重新下载")
    if isinstance(saved, SavedReceipt) and saved.addressee is not None:
        beside.append("  送达党组织：文件所列，不在签名之内")
    return [*lines, "未核验：", *beside] if beside else lines


_FAULTS = {
    "saved_facts": "文件所列内容与签名的内容不符。",
    "handed_over": "文件所列接收内容与回执的摘要不符。",
    "leaf": "存证证明残缺或格式有误。",
    "commitment": "台账中这一笔所承诺的不是这份文书。",
    "inclusion": "包含证明不成立：这一笔不在检查点所签的台账之中。",
}


def _content(text: str) -> dict[str, Any]:
    """The saved answer, or the bare JWS."""
    content = json.loads(text) if text.lstrip().startswith("{") else {"jws": text.strip()}
    return dict(content)


@cli.command()
def audit(
    kept: Annotated[
        list[Path] | None,
        typer.Option(
            "--kept", exists=True, dir_okay=False, help="自行留存的检查点（JWS 文本，或系统返回的 JSON），可多次给出"
        ),
    ] = None,
) -> None:
    """核对整部台账：由台账行重算每一片叶、每个节点，与所存和所签的逐一比对。完好退出码为 0，否则为 1。"""
    settings = connected(Settings())
    texts = [_checkpoint_of(path.read_text(encoding="utf-8")) for path in kept or ()]
    url = settings.worker_database_url or settings.database_url
    assert url is not None  # noqa: S101 - connected means so
    key_set = Signer(settings.keyring().signing).key_set
    try:
        found = asyncio.run(audit_log(url.get_secret_value(), key_set, texts))
    except SignatureInvalid:
        _fail("核对未进行：留存的检查点不是由本系统的密钥签发，或已被改动。", code=1)
    typer.echo(f"台账共 {found.entries} 笔，检查点 {found.checkpoints} 个；另有 {found.pending} 笔尚待编入。")
    if not found.faults:
        typer.echo("核对无误：各笔与存证相符，各检查点签名有效、根相符。")
        return
    for fault in found.faults:
        typer.echo(f"  {FAULT_TEXTS[fault.kind].format(fault.at)}", err=True)
    _fail("核对不通过：台账与存证不符。", code=1)


def _checkpoint_of(text: str) -> str:
    jws = json.loads(text)["jws"] if text.lstrip().startswith("{") else text.strip()
    return str(jws)


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
    except (EmbeddedPostgresError, NotInstalled, supervisor.NotReady) as exc:
        typer.echo(str(exc), err=True)
        sys.exit(2)
    except AWAY as exc:
        typer.echo(f"连接不上数据库（{type(exc).__name__}）：请确认它在运行，且连接地址正确。", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
