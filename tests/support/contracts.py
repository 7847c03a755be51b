"""The committed contracts: what an application promises. One test holds them to the applications."""

import json
from pathlib import Path
from typing import Any

CONTRACTS = Path(__file__).parents[2] / "openapi"


def contract(name: str) -> dict[str, Any]:
    """The contract of `registry` or `sharing`."""
    committed: dict[str, Any] = json.loads((CONTRACTS / f"{name}.json").read_text(encoding="utf-8"))
    return committed
