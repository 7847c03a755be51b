"""Settings, all from the environment (`HUIZHI_*`)."""

from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.crypto import Keyring


class Settings(BaseSettings):
    """What may differ between installations.

    Without `database_url` the commands run an embedded PostgreSQL 18 under `home`. `keys` is the JSON that
    `huizhi keys new` prints; without it a key file is kept under `home`. `sharing_issuer` is the address under which
    partners know the data-sharing API, by default where it listens: the only audience that their assertions may name.
    `jobs_per_account`: so many imports, exports or plans of one account, of each, may wait or run at a time.
    `callback_test_hosts`, a JSON list, names hosts that subscriptions may use without TLS and at any address: for tests
    alone.
    """

    model_config = SettingsConfigDict(env_prefix="HUIZHI_", extra="ignore")

    home: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = 8000
    sharing_port: int = 8001
    database_url: SecretStr | None = None
    worker_database_url: SecretStr | None = None
    sharing_database_url: SecretStr | None = None
    admin_url: SecretStr | None = None
    keys: SecretStr | None = None
    demo: Literal["1", "areas", "0"] = "1"
    issuer: str = "huizhi-registry"
    access_seconds: int = 900
    refresh_days: int = 14
    sharing_issuer: str | None = None
    sharing_token_seconds: int = 300
    callback_test_hosts: frozenset[str] = frozenset()
    import_megabytes: int = 50
    import_retention_days: int = 30
    jobs_per_account: int = 20

    @property
    def partner_issuer(self) -> str:
        """The address under which partners know the data-sharing API."""
        return self.sharing_issuer or f"http://{self.host}:{self.sharing_port}"

    def keyring(self) -> Keyring:
        """The installation's keys, from the environment or from the key file under `home`."""
        if self.keys is not None:
            return Keyring.from_json(self.keys.get_secret_value())
        return Keyring.load(self.home / "keys.json")
