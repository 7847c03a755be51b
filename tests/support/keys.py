"""The keys of this run of the suite."""

from app.core.crypto import Keyring

KEYRING = Keyring.new()
