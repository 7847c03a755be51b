"""The routes of an application, and the permission that each names."""

from app.main import create_app
from tools.routes import routes

PUBLIC = {
    ("GET", "/health"),
    ("GET", "/.well-known/jwks.json"),
    ("POST", "/api/v1/auth/token"),
    ("POST", "/api/v1/auth/refresh"),
    ("POST", "/api/v1/auth/activate"),
    ("POST", "/api/v1/receipts/verify"),
    # Hashes and signatures, nothing personal; a log that only its owner can follow proves nothing.
    ("GET", "/api/v1/log/checkpoint"),
    ("GET", "/api/v1/log/proof"),
    ("GET", "/api/v1/log/consistency"),
}
"""What anybody may call; a literal, so that a new entry is a decision."""

REGISTRY = create_app()

ROUTES = routes(REGISTRY)
