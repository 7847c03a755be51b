"""P6: whole transfers over HTTP, against the same transactions in SQL by pgbench."""

import asyncio
import json
import subprocess
import uuid
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg

from bench.client import Connection, post
from bench.figures import Figure, Pass, Rate, ratio_of
from bench.rig import PROGRAMS, ROUNDS, Rig, size, token

TRANSFERS = size("TRANSFERS", 30)
"""Per round; each is eight calls."""
GOAL = 0.25

_PEOPLE = """
    SELECT row_number() OVER (ORDER BY m.org_id, m.person_id) AS n, m.person_id, m.org_id, m.affiliation_name, m.name,
        m.id_masked, m.place_path, m.party_path
    FROM member m WHERE m.party_path >= $1 AND m.party_path < $2
        AND NOT EXISTS (SELECT FROM transfer t WHERE t.person_id = m.person_id) ORDER BY 1 LIMIT $3
"""
_ELSEWHERE = (
    "SELECT id, name, parent_id, party_path, place_path FROM party_org WHERE parent_id <> $1 ORDER BY id LIMIT 1"
)
_STEPS = (
    ("submit", "draft", "submitted", ""),
    ("agree", "submitted", "branch_agreed", ""),
    ("issue_letter", "branch_agreed", "letter_issued", "letter"),
    ("dispatch", "letter_issued", "in_transit", ""),
    ("accept", "in_transit", "accepted", "accept"),
    ("send_receipt", "accepted", "receipt_sent", "receipt"),
    ("confirm_receipt", "receipt_sent", "closed", ""),
)
_SCOPE = """BEGIN;
SELECT set_config('huizhi.lo', '/', true), set_config('huizhi.hi', '0', true), set_config('huizhi.person', '', true),
    set_config('huizhi.org', '{committee}', true), set_config('huizhi.actor', '{committee}', true),
    set_config('huizhi.body', '', true);
"""
_RECORD = """SELECT record_change('transfer', t.id, t.version, '{op}', '{{state}}', to_jsonb(t), t.from_place_path,
    t.to_place_path, t.from_party_path, t.to_party_path) FROM transfer t WHERE t.id = :transfer;
COMMIT;
"""
_OPEN = """SELECT nextval('bench_turn') AS turn \\gset
SELECT *, uuidv7() AS transfer FROM bench_people WHERE n = :turn \\gset
{scope}INSERT INTO transfer (id, person_id, route, state, reason, dues_paid_to, from_org_id, from_org_name, to_org_id,
    to_org_name, to_committee_id, name, id_masked, submitted_on, version,
    from_place_path, from_party_path, to_place_path, to_party_path)
VALUES (:transfer, :person_id, 'letter', 'draft', '', '2026-10-01', :org_id, :affiliation_name, '{branch}',
    '{name}', '{committee}', :name, :id_masked, current_date, 1,
    :place_path, :party_path, '{place}', '{party}');
"""
_STEP = """{scope}SELECT * FROM transfer WHERE id = :transfer FOR UPDATE;
UPDATE transfer SET state = '{after}', version = version + 1 WHERE id = :transfer AND state = '{before}';
INSERT INTO transfer_hop (transfer_id, number, action, from_state, to_state, body_name, account_id)
VALUES (:transfer, {number}, '{action}', '{before}', '{after}', '', gen_random_uuid());
"""
_MORE = {
    "letter": """INSERT INTO letter_counter (issuer_id, year, last) VALUES ('{committee}', 2026, 1)
    ON CONFLICT (issuer_id, year) DO UPDATE SET last = letter_counter.last + 1 RETURNING last AS serial \\gset
INSERT INTO letter (id, transfer_id, issuer_id, year, number, serial, issued_on, valid_days, expires_on, dues_paid_to)
VALUES (uuidv7(), :transfer, '{committee}', 2026, :serial, :serial, current_date, 60, current_date + 60,
    '2026-10-01');
""",
    "receipt": """INSERT INTO receipt (transfer_id, jws, facts, signed_at)
VALUES (:transfer, repeat('x', 1200), '{{}}', now());
""",
}


def whole_transfers(rig: Rig) -> list[Figure]:
    """Draft to closed with a letter from one committee to another, one after the other."""
    return [asyncio.run(_measure(rig))]


async def _measure(rig: Rig) -> Figure:
    database, loaded = rig.large, rig.large.loaded
    admin = await asyncpg.connect(database.admin)
    path = f"/{loaded.committee_id}/"
    people = await admin.fetch(_PEOPLE, path, path[:-1] + "0", 2 * ROUNDS * TRANSFERS)
    (target,) = await admin.fetch(_ELSEWHERE, loaded.committee_id)
    await admin.execute(
        "UPDATE party_org SET address = '甲路1号', postcode = '610000' WHERE id = ANY ($1)",
        [loaded.committee_id, target["parent_id"]],
    )
    orgs = {row["org_id"] for row in people} | {loaded.committee_id, target["parent_id"]}
    tokens = {org: await token(admin, rig.keyring, "org_officer", org=org) for org in orgs}
    script = await _script(admin, rig, people[ROUNDS * TRANSFERS :], target)
    await admin.close()
    rounds = [people[number * TRANSFERS : (number + 1) * TRANSFERS] for number in range(ROUNDS)]
    heard: list[list[bytes]] = [[] for _ in rounds]
    ours, sql = [], []
    for some, answers in zip(rounds, heard, strict=True):
        with Connection(rig.ports["registry"], answers) as connection:
            ours.append(
                rig.timed(partial(_over_http, connection, some, loaded.committee_id, target, tokens), "registry")
            )
        with rig.spending() as spent:
            rate = _by_pgbench(database.admin, script)
        sql.append(Pass(TRANSFERS, TRANSFERS / rate, spent))
    alone = rig.alone(heard[0], lambda null: _over_http(null, rounds[0], loaded.committee_id, target, tokens))
    title, ratio = "a whole transfer, 8 calls", ratio_of(ours, sql)
    rates = (
        Rate.median("P6", title, "registry", "transfer", ours, alone=alone),
        Rate.median("P6", title, "pgbench", "transfer", sql, alone=None),
    )
    told = ", ".join(f"{rate.of} {rate.per_second:.1f}/s" for rate in rates)
    return Figure("P6", title, told, f"{ratio:.2f} x pgbench", f">= {GOAL}", ratio >= GOAL, rates)


def _over_http(
    connection: Connection,
    people: list[asyncpg.Record],
    committee: uuid.UUID,
    target: asyncpg.Record,
    tokens: Mapping[uuid.UUID, str],
) -> int:
    receiver = target["parent_id"]

    def call(org: uuid.UUID, path: str, body: dict[str, Any]) -> Any:
        return connection.read(post(f"/api/v1{path}", tokens[org], json.dumps(body).encode()))

    for person in people:
        branch = person["org_id"]
        opening = {"member_id": str(person["person_id"]), "route": "letter", "to_org_id": str(target["id"])}
        transfer = call(branch, "/transfers", opening | {"reason": "调入该所执业", "dues_paid_to": "2026-10"})
        more: dict[str, tuple[uuid.UUID, dict[str, Any]]] = {
            "submit": (branch, {}),
            "agree": (branch, {}),
            "issue_letter": (committee, {"valid_days": 60}),
            "dispatch": (committee, {}),
            "accept": (receiver, {"to_branch_id": str(target["id"])}),
            "send_receipt": (receiver, {"handler_name": "李四", "handler_phone": "02800000003"}),
            "confirm_receipt": (committee, {}),
        }
        for action, (org, facts) in more.items():
            call(org, f"/transfers/{transfer['id']}/actions", {"action": action, **facts})
    return len(people)


async def _script(admin: asyncpg.Connection, rig: Rig, people: list[asyncpg.Record], target: asyncpg.Record) -> Path:
    """The statements of the eight calls, each a transaction, for people of whom each has a turn."""
    names = list(people[0].keys())
    await admin.execute(
        "CREATE TABLE bench_people (n int PRIMARY KEY, person_id uuid, org_id uuid, affiliation_name text, name text, "
        "id_masked text, place_path text, party_path text)"
    )
    rows = [(turn, *list(row.values())[1:]) for turn, row in enumerate(people, 1)]
    await admin.copy_records_to_table("bench_people", records=rows, columns=names)
    await admin.execute("CREATE SEQUENCE bench_turn")
    facts = {"committee": target["parent_id"], "branch": target["id"], "name": target["name"]}
    facts |= {"place": target["place_path"], "party": target["party_path"]}
    scope = _SCOPE.format(**facts)
    text = _OPEN.format(scope=scope, **facts) + _RECORD.format(op="create")
    for number, (action, before, after, more) in enumerate(_STEPS, 1):
        if more == "accept":
            text += f"{scope}SELECT accept_transfer(:transfer, '{target['id']}', current_date, current_date);\n"
            text += _RECORD.format(op="update")
            continue
        text += _STEP.format(scope=scope, number=number, action=action, before=before, after=after)
        text += _MORE.get(more, "").format(**facts) + _RECORD.format(op="update")
    script = rig.home / "transfer.sql"
    script.write_text(text, encoding="utf-8")
    return script


def _by_pgbench(url: str, script: Path) -> float:
    """Whole transfers a second."""
    command = [
        str(PROGRAMS / "pgbench"),
        "-n",
        "-c",
        "1",
        "-t",
        str(TRANSFERS),
        "-M",
        "extended",
        "-f",
        str(script),
        "-d",
        url,
    ]
    printed = subprocess.run(command, check=False, capture_output=True, text=True)
    for line in printed.stdout.splitlines():
        if line.startswith("tps = "):
            return float(line.split()[2])
    raise RuntimeError(printed.stderr[-2000:])
