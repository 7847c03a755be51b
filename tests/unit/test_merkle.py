"""The Merkle tree against foreign vectors and against the definition of RFC 6962, section 2.1, taken word by word."""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger import merkle
from app.ledger.merkle import Place, Tree

FOREIGN = json.loads((Path(__file__).parents[1] / "vectors" / "rfc6962.json").read_text())["vectors"]
LARGEST = 130


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


@cache
def defined_root(start: int, end: int) -> bytes:
    """MTH(D[start:end])."""
    if start == end:
        return sha()
    if end - start == 1:
        return sha(b"\0", LEAVES[start])
    k = start + defined_split(end - start)
    return sha(b"\1", defined_root(start, k), defined_root(k, end))


def defined_split(size: int) -> int:
    k = 1
    while 2 * k < size:
        k *= 2
    return k


def defined_path(m: int, start: int, end: int) -> list[bytes]:
    """PATH(m, D[start:end])."""
    if end - start == 1:
        return []
    k = defined_split(end - start)
    if m < k:
        return [*defined_path(m, start, start + k), defined_root(start + k, end)]
    return [*defined_path(m - k, start + k, end), defined_root(start, start + k)]


def defined_proof(m: int, start: int, end: int, whole: bool = True) -> list[bytes]:
    """SUBPROOF(m, D[start:end], whole)."""
    if m == end - start:
        return [] if whole else [defined_root(start, end)]
    k = defined_split(end - start)
    if m <= k:
        return [*defined_proof(m, start, start + k, whole), defined_root(start + k, end)]
    return [*defined_proof(m - k, start + k, end, False), defined_root(start, start + k)]


LEAVES = [bytes([n % 256]) * (n % 5) + str(n).encode() for n in range(LARGEST)]


def grown() -> tuple[list[bytes], dict[Place, bytes]]:
    """The roots of every size, and all that a log would have stored."""
    tree, stored, roots = Tree(), dict[Place, bytes](), [merkle.EMPTY_ROOT]
    for leaf in LEAVES:
        for level, index, made in tree.append(merkle.leaf_hash(leaf)):
            assert (level, index) not in stored, "a stored hash never changes"
            stored[level, index] = made
        roots.append(tree.root)
    return roots, stored


ROOTS, STORED = grown()
SIZES = st.integers(1, LARGEST)


def inclusion(index: int, size: int) -> list[bytes]:
    return merkle.path(merkle.inclusion_spans(index, size), STORED)


def consistency(first: int, second: int) -> list[bytes]:
    return merkle.path(merkle.consistency_spans(first, second), STORED)


def test_there_are_vectors_of_both_kinds() -> None:
    assert {v["file"].split("/")[1] for v in FOREIGN} == {"inclusion", "consistency"}
    assert {v["wantErr"] for v in FOREIGN} == {True, False}


@pytest.mark.parametrize("vector", FOREIGN, ids=lambda v: v["file"].removeprefix("testdata/"))
def test_the_verifiers_agree_with_foreign_vectors(vector: dict[str, Any]) -> None:
    proof = [base64.b64decode(part) for part in vector["proof"] or []]
    if "leafIdx" in vector:
        leaf, root = (base64.b64decode(vector[name] or "") for name in ("leafHash", "root"))
        holds = merkle.proves_inclusion(leaf, vector["leafIdx"], vector["treeSize"], proof, root)
    else:
        first, second = (base64.b64decode(vector[name] or "") for name in ("root1", "root2"))
        holds = merkle.proves_consistency(vector["size1"], first, vector["size2"], second, proof)
    assert holds is not vector["wantErr"]


def test_every_root_is_the_defined_one() -> None:
    assert [defined_root(0, size) for size in range(LARGEST + 1)] == ROOTS


def test_a_tree_is_taken_up_again_from_a_few_of_the_stored_hashes() -> None:
    for size in range(LARGEST + 1):
        places = merkle.cover((0, size))
        assert len(places) == size.bit_count()
        assert Tree(size, [STORED[place] for place in places]).root == ROOTS[size]


def test_every_inclusion_proof_is_the_defined_one_and_holds() -> None:
    for size in range(1, LARGEST + 1):
        for index in range(size):
            proof = inclusion(index, size)
            assert proof == defined_path(index, 0, size)
            assert merkle.proves_inclusion(merkle.leaf_hash(LEAVES[index]), index, size, proof, ROOTS[size])


def test_every_consistency_proof_is_the_defined_one_and_holds() -> None:
    for second in range(1, LARGEST + 1):
        for first in range(1, second + 1):
            proof = consistency(first, second)
            assert proof == defined_proof(first, 0, second)
            assert merkle.proves_consistency(first, ROOTS[first], second, ROOTS[second], proof)


def flipped(data: bytes, bit: int) -> bytes:
    bit %= 8 * len(data)
    return data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]


@given(SIZES, st.data(), st.integers(0, 2**16))
def test_one_wrong_bit_and_no_proof_holds(size: int, data: st.DataObject, bit: int) -> None:
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    leaf, root, proof = merkle.leaf_hash(LEAVES[index]), ROOTS[size], inclusion(index, size)
    assert not merkle.proves_inclusion(flipped(leaf, bit), index, size, proof, root)
    assert not merkle.proves_inclusion(leaf, index, size, proof, flipped(root, bit))
    assert not merkle.proves_inclusion(leaf, index, size, [*proof, root], root)
    for other in {index ^ 1, index + 1, index - 1} - {index}:
        assert not merkle.proves_inclusion(leaf, other, size, proof, root)
    for at in range(len(proof)):
        wrong = [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
        assert not merkle.proves_inclusion(leaf, index, size, wrong, root)
        assert not merkle.proves_inclusion(leaf, index, size, proof[:at] + proof[at + 1 :], root)
    proof = consistency(first, size)
    assert not merkle.proves_consistency(first, flipped(ROOTS[first], bit), size, root, proof)
    assert not merkle.proves_consistency(first, ROOTS[first], size, flipped(root, bit), proof)
    assert not merkle.proves_consistency(first, ROOTS[first], size, root, [*proof, root])
    for at in range(len(proof)):
        wrong = [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
        assert not merkle.proves_consistency(first, ROOTS[first], size, root, wrong)


def test_a_leaf_is_never_a_node() -> None:
    left, right = merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)
