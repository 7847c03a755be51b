"""The demonstration province: real areas; invented accounts, firms, organizations, people and transfers."""

import random
import uuid

PROVINCE = "51"
EMPTY_CITY = "5101"
"""The city whose workbooks are imported by hand: it has its departments and accounts, and nothing else."""

_NAMESPACE = uuid.UUID("6f1f2d0a-6a0e-4d5e-9a44-9b2f3a4c5d51")


def demo_id(kind: str, key: str) -> uuid.UUID:
    """The same key at every installation, by which a demonstration row is known again."""
    return uuid.uuid5(_NAMESPACE, f"{kind}/{key}")


def seeded() -> random.Random:
    """The source of everything invented: the same province at every installation."""
    return random.Random(2008)  # noqa: S311 - nothing secret is drawn from it
