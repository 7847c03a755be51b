"""Passwords: argon2id, off the event loop, with a lock-out whose waits double."""

import asyncio
import datetime as dt

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

MINIMUM_LENGTH = 10
FREE_ATTEMPTS = 5
LONGEST_LOCK = dt.timedelta(hours=1)


class Passwords:
    """Hashes and checks passwords; the costs are lowered in tests alone."""

    def __init__(self, *, time_cost: int = 3, memory_kib: int = 65536, parallelism: int = 1) -> None:
        hasher = Argon2Hasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=parallelism)
        self._hash = PasswordHash((hasher,))
        self._decoy = self._hash.hash("decoy")

    async def hash(self, password: str) -> str:
        """An argon2id hash with a salt of its own."""
        return await asyncio.to_thread(self._hash.hash, password)

    async def check(self, password: str, stored: str | None) -> bool:
        """Whether the password is right; takes as long when there is no such account."""
        right = await asyncio.to_thread(self._hash.verify, password, stored or self._decoy)
        return right and stored is not None


def lock_after(failures: int, now: dt.datetime) -> dt.datetime | None:
    """Until when an account is locked after so many failures in a row: 30 s after the fifth, doubling to an hour."""
    if failures < FREE_ATTEMPTS:
        return None
    doubled = 30 << min(failures - FREE_ATTEMPTS, 10)
    return now + min(LONGEST_LOCK, dt.timedelta(seconds=doubled))
