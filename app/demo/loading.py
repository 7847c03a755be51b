"""Loading the demonstration into an empty database, all of it or nothing."""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, Range
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlmodel import SQLModel

from app.auth.passwords import Passwords
from app.core.clock import Clock
from app.core.settings import Settings
from app.demo.campaigns import hold_campaigns
from app.demo.corrections import dispute
from app.demo.departments import DemoAccount, department_accounts, departments
from app.demo.development import recruit_members
from app.demo.floating import let_float
from app.demo.leadership import lead
from app.demo.organization_life import live
from app.demo.organizing import organize
from app.demo.partners import DemoPartner, demo_partners
from app.demo.province import make_province
from app.demo.publishing import is_published, publish
from app.demo.subscriptions import demo_subscription
from app.demo.temporary_affiliations import receive_guests
from app.demo.transfers import walk_transfers
from app.models.accounts import Account, RoleGrant, StaffRole

_LEDGERED = ("account", "role_grant", "party_org", "law_firm", "lawyer", "member", "partner")

_RECORD = """
    SELECT record_change('{table}', t.{key}, t.version, 'create',
        ARRAY(SELECT f.key FROM jsonb_each(r.facts) f WHERE f.value <> 'null' ORDER BY f.key), r.facts,
        NULL, r.facts ->> 'place_path', NULL, r.facts ->> 'party_path', '演示数据')
    FROM {table} t, LATERAL (SELECT to_jsonb(t) AS facts) AS r
"""

_KNOWN = """
    SELECT a.id, a.username, a.name, g.role, g.area_code, g.org_id, g.person_id
    FROM account a JOIN role_grant g ON g.account_id = a.id ORDER BY a.username
"""


async def load_demonstration(settings: Settings) -> bool:
    """Load what `HUIZHI_DEMO` says into a database without any account, and tell the accounts under the home.

    A database that has accounts is left as it is; only where the file of accounts is missing, those of an earlier
    demonstration get a new password, for the old one is known to nobody. Gives whether there are accounts to tell.
    """
    if settings.demo == "0" or settings.admin_url is None:
        return False
    url = settings.admin_url.get_secret_value().replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, hide_parameters=True)
    password = secrets.token_urlsafe(9)
    accounts: Sequence[DemoAccount] = ()
    partners = demo_partners(Clock().today()) if settings.demo == "1" else ()
    try:
        async with engine.begin() as connection:
            await connection.execute(sa.text("SET LOCAL ROLE huizhi_migrate"))
            if not await connection.scalar(sa.text("SELECT count(*) FROM account")):
                accounts = await _load(connection, settings, await Passwords().hash(password), partners)
            elif not is_published(settings.home):
                accounts = await _renew(connection, await Passwords().hash(password))
                await _renew_keys(connection, partners)
    finally:
        await engine.dispose()
    if accounts:
        publish(settings.home, accounts, password, [partner.entry(settings) for partner in partners])
    return bool(accounts)


async def _load(
    connection: AsyncConnection, settings: Settings, password_hash: str, partners: Sequence[DemoPartner]
) -> Sequence[DemoAccount]:
    keyring, clock = settings.keyring(), Clock()
    accounts = list(department_accounts())
    rows: list[SQLModel] = [*departments()]
    province = make_province(keyring, clock.today()) if settings.demo == "1" else None
    if province:
        accounts += province.accounts
        rows += province.rows
    for account in accounts:
        rows += _account_rows(account, password_hash)
    for demo in partners:
        doorbell = demo_subscription(demo.partner, demo.grant, keyring, clock.now())
        rows += [demo.partner, demo.grant, *demo.applications, *doorbell]
    await _copy(connection, rows)
    for table in _LEDGERED:
        (key,) = SQLModel.metadata.tables[table].primary_key
        await connection.execute(sa.text(_RECORD.format(table=table, key=key.name)))
    await connection.execute(sa.text("SELECT settle_people(ARRAY(SELECT id FROM person))"))
    await connection.execute(sa.text("ANALYZE"))  # else the first minutes are planned as for empty tables
    if province:
        await walk_transfers(connection, province, keyring, clock.now())
        await receive_guests(connection, province, keyring, clock.now())
        await dispute(connection, province, keyring, clock.now())
        await hold_campaigns(connection, keyring, clock.today())
        await organize(connection, keyring, clock.today())
        await lead(connection, keyring, clock.today())
        await recruit_members(connection, province, keyring, clock.now())
        await let_float(connection, province, keyring, clock.now())
        await live(connection, province, keyring, clock.now())
    return accounts


async def _renew_keys(connection: AsyncConnection, partners: Iterable[DemoPartner]) -> None:
    """The demonstration's partners get new keys: nobody has the old ones any more."""
    update = sa.text("UPDATE partner SET keys = cast(:keys AS jsonb), version = version + 1 WHERE id = :id")
    for demo in partners:
        await connection.execute(update, {"keys": json.dumps(demo.partner.keys), "id": demo.partner.id})


async def _renew(connection: AsyncConnection, password_hash: str) -> Sequence[DemoAccount]:
    """The demonstration's accounts, under a new password."""
    known = {
        account.username: account
        for key, username, name, role, area_code, org_id, person_id in await connection.execute(sa.text(_KNOWN))
        if (account := DemoAccount(username, StaffRole(role), name, area_code, org_id, person_id)).id == key
    }
    update = sa.text("UPDATE account SET password_hash = :password_hash, version = version + 1 WHERE id = ANY (:ids)")
    ids = [account.id for account in known.values()]
    await connection.execute(update, {"password_hash": password_hash, "ids": ids})
    of_departments = [account.username for account in department_accounts()]
    return [known.pop(username) for username in of_departments if username in known] + list(known.values())


def _account_rows(account: DemoAccount, password_hash: str) -> tuple[Account, RoleGrant]:
    return (
        Account(id=account.id, username=account.username, name=account.name, password_hash=password_hash),
        RoleGrant(
            id=account.grant_id,
            account_id=account.id,
            role=account.role,
            area_code=account.area_code,
            org_id=account.org_id,
            person_id=account.person_id,
        ),
    )


async def _copy(connection: AsyncConnection, rows: Iterable[SQLModel]) -> None:
    """Each table at once, the ones referred to first; what the database fills in itself is left to it."""
    by_table: dict[str, list[SQLModel]] = defaultdict(list)
    for row in rows:
        by_table[str(row.__tablename__)].append(row)
    driver: Any = (await connection.get_raw_connection()).driver_connection
    for table in SQLModel.metadata.sorted_tables:
        columns = [column.name for column in table.columns if column.server_default is None]
        records = [
            [_copied(getattr(row, name), table.columns[name].type) for name in columns] for row in by_table[table.name]
        ]
        await driver.copy_records_to_table(table.name, columns=columns, records=records)


def _copied(value: Any, kind: Any) -> Any:
    if isinstance(kind, JSONB):
        return json.dumps(value, ensure_ascii=False)
    return asyncpg.Range(value.lower, value.upper) if isinstance(value, Range) else value
