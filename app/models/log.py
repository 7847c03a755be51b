"""The log's Merkle tree and its signed checkpoints (RFC 6962); append-only by grant, written by the sequencer alone."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

LEAF_COLUMNS = (
    *("seq", "id", "entity", "entity_id", "version", "op", "changed"),
    *("place_before", "place_after", "party_before", "party_after", "at", "commitment"),
    *("actor_id", "actor_body", "reason"),
)
"""The columns of `change` of which a leaf is made: all there are."""


class MerkleNode(SQLModel, table=True):
    """The hash of a complete subtree of `2 ** level` leaves; level 0 holds the leaf of change `index + 1`."""

    __tablename__ = "merkle_node"

    level: int = Field(sa_type=sa.SmallInteger, primary_key=True)
    index: int = Field(sa_type=sa.BigInteger, primary_key=True)
    hash: bytes


class Checkpoint(SQLModel, table=True):
    """What was signed: the log had `size` entries and this root. Holds nothing personal and is public."""

    __tablename__ = "checkpoint"

    size: int = Field(sa_type=sa.BigInteger, primary_key=True)
    root: bytes
    signed_at: dt.datetime
    jws: str
