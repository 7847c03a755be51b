"""The Merkle tree of RFC 6962 section 2.1 and its proofs: pure functions over hashes, SHA-256 throughout.

Leaves count from 0. A complete subtree of `2 ** level` leaves that begins at leaf `index << level` has the place
`(level, index)`; its hash never changes once its last leaf is there, so that a log stores these hashes alone and
every root and proof is made of a few of them.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Place = tuple[int, int]
"""Level and index of a complete subtree."""

Span = tuple[int, int]
"""The leaves from the first to before the second, as RFC 6962 splits a tree."""

EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf, which can never be that of a node."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Tree:
    """A tree that grows at its right end, known by the complete subtrees of `cover((0, size))`, from left to right."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf hash; gives level, index and hash of every subtree that it completes, itself included."""
        level, index, made = 0, self.size, [(0, self.size, leaf)]
        while index & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            level, index = level + 1, index >> 1
            made.append((level, index, leaf))
        self.peaks.append(leaf)
        self.size += 1
        return made

    @property
    def root(self) -> bytes:
        """The Merkle tree hash."""
        return _fold(self.peaks) if self.peaks else EMPTY_ROOT


def cover(span: Span) -> list[Place]:
    """The complete subtrees that make up a span, from left to right, the largest first."""
    start, end = span
    places = []
    for level in reversed(range((end - start).bit_length())):
        if (end - start) >> level & 1:
            places.append((level, start >> level))
            start += 1 << level
    return places


def inclusion_spans(index: int, size: int) -> list[Span]:
    """What stands beside leaf `index` on its way to the root of a tree of `size`, from the leaf up."""
    spans, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """What shows that a tree of `first` leaves is the beginning of one of `second`; 0 < first <= second."""
    spans, start, end, known = [], 0, second, True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start, known = middle, False
    if not known:
        spans.append((start, end))
    return spans[::-1]


def places(spans: Iterable[Span]) -> list[Place]:
    """The stored subtrees of which the hashes of these spans are made."""
    return [place for span in spans for place in cover(span)]


def path(spans: Iterable[Span], hashes: Mapping[Place, bytes]) -> list[bytes]:
    """The hashes of spans, which are a proof, from the hashes of their `places`."""
    return [_fold([hashes[place] for place in cover(span)]) for span in spans]


def proves_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the tree of this size and root holds the leaf hash at this index (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, made = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            made = node_hash(beside, made)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            made = node_hash(made, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and made == root


def proves_consistency(first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the first tree is the beginning of the second (RFC 9162 section 2.1.4.2); an empty one proves nothing."""
    if first == second:
        return first > 0 and not proof and first_root == second_root
    if not 0 < first < second or not proof:
        return False
    hashes = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(beside, old), node_hash(beside, new)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """The largest power of two below a size of two or more."""
    return 1 << (size - 1).bit_length() - 1


def _fold(peaks: Sequence[bytes]) -> bytes:
    folded = peaks[-1]
    for peak in reversed(peaks[:-1]):
        folded = node_hash(peak, folded)
    return folded
