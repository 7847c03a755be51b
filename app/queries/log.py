"""Reads of the log: checkpoints, the tree's stored hashes, the change that stands for a signed document."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlmodel import col, select

from app.core.database import compile_query
from app.models.changes import Change, ChangeSalt
from app.models.log import LEAF_COLUMNS, Checkpoint, MerkleNode

_checkpoint = select(col(Checkpoint.size), col(Checkpoint.root), col(Checkpoint.signed_at), col(Checkpoint.jws))

LATEST = compile_query(_checkpoint.order_by(col(Checkpoint.size).desc()).limit(1), by_key=True)
"""The last checkpoint: size, root, moment, JWS."""

OF_SIZE = compile_query(
    select(col(Checkpoint.jws)).where(Checkpoint.size == sa.bindparam("size", type_=sa.BigInteger())), by_key=True
)
"""The JWS of the checkpoint of one size. Parameter: `size`."""

_wanted = (
    sa.func.unnest(
        sa.bindparam("levels", type_=ARRAY(sa.SmallInteger())), sa.bindparam("indexes", type_=ARRAY(sa.BigInteger()))
    )
    .table_valued(
        sa.column("level", sa.SmallInteger), sa.column("index", sa.BigInteger), with_ordinality="place", name="wanted"
    )
    .render_derived()
)
NODES = compile_query(
    select(sa.func.array_agg(aggregate_order_by(col(MerkleNode.hash), _wanted.c.place))).join_from(
        _wanted,
        MerkleNode,
        sa.and_(col(MerkleNode.level) == _wanted.c.level, col(MerkleNode.index) == _wanted.c.index),
    ),
    by_key=True,
)
"""The hashes of subtrees, in the order asked for. Parameters: `levels`, `indexes`."""

DOCUMENT_CHANGE = compile_query(
    select(
        col(ChangeSalt.salt),
        *(col(getattr(Change, name)) for name in LEAF_COLUMNS),
    )
    .join(ChangeSalt, col(ChangeSalt.change_id) == Change.id)
    .where(
        Change.entity == sa.bindparam("entity", type_=sa.Text()),
        Change.entity_id == sa.bindparam("entity_id", type_=sa.Uuid()),
        col(Change.seq).is_not(None),
    )
    .order_by(col(Change.seq))
    .limit(1),
    by_key=True,
)
"""The salt and all columns of the numbered change by which a document came to be. Parameters: `entity`, `entity_id`."""
