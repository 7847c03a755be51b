"""Every procedure and every binding of the application, found by looking."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

from app import services, workflows
from app.services.procedures import Binding
from app.workflows.procedure import Procedure


def modules_of(package: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The modules below a package: their own names and what stands in them."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield found.name.rpartition(".")[2], vars(importlib.import_module(found.name))


BINDINGS: dict[str, Binding[Any, Any, Any, Any]] = {
    name: value for _, held in modules_of(services) for name, value in held.items() if isinstance(value, Binding)
}
PROCEDURES: dict[str, list[Procedure[Any, Any, Any]]] = {
    name: [*held["PROCEDURES"].values()] if "PROCEDURES" in held else [held["PROCEDURE"]]
    for name, held in modules_of(workflows)
    if "PROCEDURE" in held or "PROCEDURES" in held
}
"""By the name of their module; a transfer has one for each route."""
