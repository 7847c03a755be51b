"""What both applications answer about the log: checkpoints and proofs (RFC 6962). Hashes are base64url (RFC 4648)."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Hash = Annotated[
    str,
    Field(
        description="SHA-256 摘要，base64url｜SHA-256, base64url",
        examples=["47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"],
    ),
]
CheckpointJws = Annotated[
    str,
    Field(
        description="检查点原文（JWS 紧凑格式）：台账名称、笔数、根和签发时间，以公布的公钥验证｜"
        "compact JWS over origin, size, root and time, verified by the published keys",
        examples=["eyJhbGciOiJFUzI1NiIs…"],
    ),
]
Size = Annotated[int, Field(ge=1, le=2**63 - 1)]
Path = Annotated[list[Hash], Field(description="证明路径，自下而上｜the proof, from the bottom up")]


class CheckpointRead(BaseModel):
    """经签名的声明：此时台账有这么多笔、根是这个值。｜A signed statement: at this moment the log had this many
    entries and this root.
    """

    size: int = Field(description="台账笔数｜number of entries", examples=[1024])
    root: Hash
    signed_at: dt.datetime = Field(description="签发时间｜when it was signed")
    jws: CheckpointJws


class InclusionRead(BaseModel):
    """证明一笔在台账之中（按 RFC 9162 第 2.1.3.2 节验证，叶的序号为 seq - 1）。｜Shows that an entry is in the log
    (RFC 9162 section 2.1.3.2 verifies it; the leaf's index is `seq - 1`).
    """

    seq: int = Field(description="台账编号，自 1 起｜number of the entry, from 1", examples=[7])
    size: int = Field(description="证明所对的台账笔数｜size of the log that the proof is for", examples=[1024])
    leaf_hash: Hash
    path: Path
    checkpoint: CheckpointJws | None = Field(
        description="这一笔数的检查点，没有签发过的为 null｜the checkpoint of this size, null where none was signed"
    )


class ConsistencyRead(BaseModel):
    """证明台账从一个笔数到另一个笔数只增未改（按 RFC 9162 第 2.1.4.2 节验证）。｜Shows that the log only grew from
    one size to another (RFC 9162 section 2.1.4.2 verifies it).
    """

    first: int = Field(description="较早的笔数｜the earlier size", examples=[512])
    second: int = Field(description="较晚的笔数｜the later size", examples=[1024])
    path: Path


class DocumentProof(BaseModel):
    """证明一份签名文书在台账之中，有公布的公钥即可验证：盐与加双引号的文书 JWS 的 SHA-256 即叶中的承诺，
    零字节与叶的原文的 SHA-256 即叶的散列，沿路径得出检查点所签的根（RFC 6962）。｜Shows that a signed document is in
    the log; the published keys are all that a verifier needs. SHA-256 over the salt and the document's JWS in double
    quotes is the leaf's `commitment`; SHA-256 over a zero byte and the leaf's text is the leaf's hash, the path leads
    from it to the root that the checkpoint signs (RFC 6962).
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    seq: int = Field(ge=1, description="文书在台账中的编号｜number of the document's entry in the log", examples=[7])
    leaf: str = Field(description="台账叶的原文（JSON 文本，逐字节计算）｜the leaf, JSON text to be hashed as it is")
    salt: str = Field(description="承诺的盐，base64url｜the salt of the commitment")
    size: int = Field(ge=1, description="检查点的台账笔数｜size of the log at the checkpoint", examples=[1024])
    path: Path
    checkpoint: CheckpointJws
