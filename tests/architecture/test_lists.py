"""Every list, in each of its orders, goes on to a second page."""

import base64
import importlib
import json
import pkgutil

import pytest

from app import queries
from app.core.lists import Listing

LISTS = [
    (f"{module.name}.{name}", value)
    for module in pkgutil.walk_packages(queries.__path__, f"{queries.__name__}.")
    for name, value in vars(importlib.import_module(module.name)).items()
    if isinstance(value, Listing)
]


@pytest.mark.parametrize(("name", "listing"), LISTS, ids=[name for name, _ in LISTS])
def test_a_cursor_of_each_order_gives_a_statement(name: str, listing: Listing) -> None:
    for sort, keys in listing.sorts.items():
        cursor = base64.urlsafe_b64encode(json.dumps(["1"] * len(keys)).encode()).decode()
        query, parameters = listing.part({}, limit=1, sort=sort, cursor=cursor)
        assert f"after_{keys[-1]}" in parameters
        assert " > " in query.sql or " < " in query.sql
