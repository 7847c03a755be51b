"""Reads of posts."""

import sqlalchemy as sa
from sqlmodel import col

from app.core.lists import Filter, Listing, record_query, select_columns
from app.models.posts import Post
from app.queries.filters import among, equals, flag, in_area
from app.queries.people.members import PERSON_ID
from app.queries.reference.party_org_directory import DIRECTORY

_post = select_columns(
    *(col(Post.id), col(Post.org_id), DIRECTORY.c.name.label("org_name"), col(Post.kind), col(Post.portfolio)),
    *(col(Post.person_id), col(Post.name), col(Post.position), col(Post.basis), col(Post.document)),
    sa.func.lower(Post.valid_during, type_=sa.Date()).label("from_on"),
    sa.func.upper(Post.valid_during, type_=sa.Date()).label("until_on"),
    *(col(Post.term_ends_on), col(Post.election_id), col(Post.end_reason), col(Post.end_document)),
    *(col(Post.version), col(Post.created_at)),
).outerjoin(DIRECTORY, DIRECTORY.c.id == Post.org_id)

RECORD = record_query(_post.where(Post.id == sa.bindparam("post_id", type_=sa.Uuid())))

OWN = _post.where(Post.person_id == PERSON_ID).order_by(sa.func.lower(Post.valid_during).desc())
"""A person's own posts, the last first."""

LIST = Listing(
    _post,
    sorts={"-from_on": ("from_on", "id"), "from_on": ("from_on", "id")},
    filters={
        "org_id": equals(Post.org_id),
        "area_code": in_area(DIRECTORY.c.place_path),
        "person_id": Filter(Post.person_id == PERSON_ID),
        "kind": among(sa.cast(Post.kind, sa.Text)),
        "in_office": flag(sa.func.upper_inf(Post.valid_during)),
    },
)
