"""How routers are made: their routes carry all they need, so that the application can hold them in one flat list."""

from fastapi import APIRouter

from app.core.docs import operation_id
from app.core.routing import StrictRoute


def noun_router(tag: str, prefix: str = "", *, root: str = "/api/v1") -> APIRouter:
    """A router of one tag.

    Its routes are added to the application as they are: matching through included routers took two fifths of a read.
    """
    return APIRouter(
        prefix=f"{root}{prefix}", tags=[tag], route_class=StrictRoute, generate_unique_id_function=operation_id
    )
