"""Signed checkpoints of the log: by whom and when it was seen to have this size and root."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from app.core import base64url
from app.core.clock import Clock
from app.core.jose import SignatureInvalid, Signer, verify_document

KIND = "huizhi-checkpoint+jws"


def _hash(text: str) -> str:
    if len(base64url.decode(text)) != 32:
        raise ValueError("not a hash")
    return text


class CheckpointFacts(BaseModel):
    """What a checkpoint says."""

    model_config = ConfigDict(extra="forbid")

    origin: str = Field(min_length=1)
    size: int = Field(ge=1, strict=True)
    root: Annotated[str, AfterValidator(_hash)]
    timestamp: dt.datetime

    @property
    def root_hash(self) -> bytes:
        """The root's bytes."""
        return base64url.decode(self.root)


@dataclass(frozen=True)
class Notary:
    """Signs for one log, which `origin` names."""

    signer: Signer
    clock: Clock
    origin: str

    def sign(self, size: int, root: bytes) -> tuple[dt.datetime, str]:
        """The moment, and the checkpoint as a compact JWS (ES256)."""
        now = self.clock.now()
        facts = CheckpointFacts(origin=self.origin, size=size, root=base64url.encode(root), timestamp=now)
        return now, self.signer.sign_document(facts.model_dump(mode="json"), kind=KIND)


def verify_checkpoint(jws: str, key_set: dict[str, Any]) -> CheckpointFacts:
    """What a checkpoint says, if one of these keys signed it; `SignatureInvalid` for anything else."""
    try:
        return CheckpointFacts.model_validate(verify_document(jws, key_set, kind=KIND))
    except ValidationError as exc:
        raise SignatureInvalid("facts") from exc
