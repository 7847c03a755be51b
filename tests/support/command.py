"""The command `huizhi` inside a test, and a receipt for it."""

import datetime as dt
import uuid
from pathlib import Path

from typer.testing import CliRunner, Result

from app import cli
from app.schemas.transfers.receipts import ReceiptFacts

FACTS = ReceiptFacts(
    transfer_id=uuid.UUID(int=7),
    serial="2026008",
    name="张三",
    id_masked="99************1234",
    from_committee="中共绵阳市律师行业委员会",
    to_committee="中共江油市司法局机关委员会",
    to_branch="中共江油市律师联合支部",
    accepted_on=dt.date(2026, 11, 20),
    sent_at=dt.datetime(2026, 11, 21, 2, 0, tzinfo=dt.UTC),
    digest="ab" * 32,
    handler_name="李文",
    handler_phone=None,
)


def run(*arguments: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli.cli, [str(argument) for argument in arguments], input=typed)
