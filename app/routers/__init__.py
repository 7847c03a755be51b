"""HTTP only: a route reads its request, calls a query or a service, and answers."""

from fastapi import APIRouter

from app.routers import areas, auth

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    areas.router,
)
