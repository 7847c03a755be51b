"""Fixtures of the tests with real processes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home that the tests share and that the account of the database may enter."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of random name is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="huizhi-up-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
