"""Signed documents in the log: what a saved proof shows, offline (RFC 6962)."""

import json
import uuid
from typing import Any

from app.core import base64url
from app.core.jose import SignatureInvalid
from app.core.proofs import DocumentProof
from app.ledger.checkpoints import CheckpointFacts, verify_checkpoint
from app.ledger.leaves import commitment_to
from app.ledger.merkle import leaf_hash, proves_inclusion


def verify_proof(
    jws: str, entity: str, entity_id: uuid.UUID, proof: DocumentProof, key_set: dict[str, Any]
) -> CheckpointFacts:
    """From the text of a document by its commitment to the leaf, by the path to the root, and to its signature."""
    checkpoint = verify_checkpoint(proof.checkpoint, key_set)
    try:
        leaf = json.loads(proof.leaf)
        commitment = base64url.encode(commitment_to(jws, base64url.decode(proof.salt)))
        path = [base64url.decode(part) for part in proof.path]
        said = (leaf["entity"], leaf["entity_id"], leaf["seq"], leaf["commitment"])
    except (ValueError, TypeError, KeyError) as exc:
        raise SignatureInvalid("leaf") from exc
    if said != (entity, str(entity_id), proof.seq, commitment):
        raise SignatureInvalid("commitment")
    hashed = leaf_hash(proof.leaf.encode())
    if proof.size != checkpoint.size or not proves_inclusion(
        hashed, proof.seq - 1, checkpoint.size, path, checkpoint.root_hash
    ):
        raise SignatureInvalid("inclusion")
    return checkpoint
