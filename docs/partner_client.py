"""A partner system in one file: it loads a snapshot, follows the changes, and may crash at any moment.

    python partner_client.py partner.json copy.db

`partner.json` is what the registry told the partner, beside its own private key:
{"issuer": ..., "client_id": ..., "private_key_jwk": {...}, "grant_id": ..., "purpose": ..., "case": ...}

It needs httpx and python-jose[cryptography], and nothing of Huizhi. See guide-for-partners.md.
"""

import gzip
import hashlib
import json
import sqlite3
import sys
import time
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx
from jose import jwt

Record = tuple[str, dict[str, Any]]


class Partner:
    """Calls the API under one grant and for one case, with a token that it renews in time."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config, self.token, self.ends = config, "", 0.0
        self.http = httpx.Client(base_url=config["issuer"], timeout=60, trust_env=False)

    def assertion(self) -> str:
        """Proof of who we are: signed with our key, for this issuer alone, good once and for a minute (RFC 7523)."""
        me, key, now = self.config["client_id"], self.config["private_key_jwk"], int(time.time())
        claims = {"iss": me, "sub": me, "aud": self.config["issuer"], "jti": uuid.uuid4().hex, "exp": now + 60}
        return jwt.encode(claims, key, algorithm="ES256", headers={"kid": key["kid"]})

    def sign_in(self) -> None:
        """Fetch a token for the grant, its purpose and the case."""
        detail = {name: self.config[name] for name in ("purpose", "case")} | {"grant": self.config["grant_id"]}
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self.assertion(),
            "authorization_details": json.dumps([{"type": "member-data", **detail}]),
        }
        answer = self.http.post("/share/v1/oauth/token", data=form).raise_for_status().json()
        self.token, self.ends = answer["access_token"], time.monotonic() + answer["expires_in"] - 30

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One call; 429 and 503 are tried again when the answer says so, other refusals are the caller's to judge."""
        while True:
            if time.monotonic() > self.ends:
                self.sign_in()
            headers = {"Authorization": f"Bearer {self.token}"}
            answer = self.http.request(method, path, headers=headers, **options)
            if answer.status_code not in {429, 503}:
                return answer
            time.sleep(float(answer.headers.get("Retry-After", 5)))

    def snapshot(self) -> tuple[list[Record], str]:
        """Every record of the grant, and the cursor from which the changes go on."""
        job = self.call("POST", "/share/v1/exports", json={}).raise_for_status().json()
        while job["state"] in {"queued", "running"}:
            time.sleep(0.5)
            job = self.call("GET", f"/share/v1/exports/{job['id']}").raise_for_status().json()
        if job["state"] == "failed":
            raise ValueError(f"{job['failure_code']}: {job['failure_detail']}")
        records: list[Record] = []
        for file in job["files"]:
            content = self.call("GET", file["url"]).raise_for_status().content
            if hashlib.sha256(content).hexdigest() != file["sha256"]:
                raise ValueError(f"{file['url']} is damaged")
            records += [(file["data_set"], json.loads(line)) for line in gzip.decompress(content).splitlines()]
        return records, job["next"]


class Copy:
    """The partner's copy: records and the cursor change in one transaction, so a crash loses and repeats nothing."""

    def __init__(self, file: str) -> None:
        self.database = sqlite3.connect(file)
        self.database.execute("CREATE TABLE IF NOT EXISTS record (data_set, id, content, PRIMARY KEY (data_set, id))")
        self.database.execute("CREATE TABLE IF NOT EXISTS position (one INTEGER PRIMARY KEY, cursor)")

    @property
    def cursor(self) -> str | None:
        """Where to go on; None before the first snapshot."""
        row = self.database.execute("SELECT cursor FROM position").fetchone()
        return row[0] if row else None

    def replace(self, records: Iterable[Record], cursor: str) -> None:
        """A new snapshot instead of everything."""
        with self.database:
            self.database.execute("DELETE FROM record")
            for data_set, record in records:
                self._put(data_set, record["id"], record)
            self._move(cursor)

    def apply(self, events: Iterable[dict[str, Any]], cursor: str) -> None:
        """Events in their order: a record as it is now, or none where it left the grant or is gone."""
        with self.database:
            for event in events:
                self._put(event["data_set"], event["id"], event["record"])
            self._move(cursor)

    def _put(self, data_set: str, key: str, record: dict[str, Any] | None) -> None:
        if record is None:
            self.database.execute("DELETE FROM record WHERE (data_set, id) = (?, ?)", (data_set, key))
        else:
            content = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
            self.database.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", (data_set, key, content))

    def _move(self, cursor: str) -> None:
        self.database.execute("INSERT OR REPLACE INTO position VALUES (1, ?)", (cursor,))


def follow(partner: Partner, copy: Copy) -> None:
    """Keep the copy equal to what the grant shows, for ever."""
    while True:
        if copy.cursor is None:
            copy.replace(*partner.snapshot())
        answer = partner.call("GET", "/share/v1/changes", params={"after": copy.cursor, "wait": 25})
        if answer.status_code == httpx.codes.CONFLICT:  # grant_changed: what we hold is not what we may hold now
            copy.replace(*partner.snapshot())
            continue
        page = answer.raise_for_status().json()
        copy.apply(page["events"], page["next"])


if __name__ == "__main__":
    follow(Partner(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), Copy(sys.argv[2]))
