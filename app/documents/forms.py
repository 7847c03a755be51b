"""The four official forms, by the kind of import and export (N01)."""

from collections.abc import Mapping

from app.documents.columns import Form
from app.documents.party_forms import MEMBERS, PARTY_ORGS
from app.documents.practice_forms import LAW_FIRMS, LAWYERS
from app.models.imports import FormKind

FORMS: Mapping[FormKind, Form] = {
    FormKind.LAW_FIRMS: LAW_FIRMS,
    FormKind.PARTY_ORGS: PARTY_ORGS,
    FormKind.LAWYERS: LAWYERS,
    FormKind.MEMBERS: MEMBERS,
}
