"""Reads of disclosures: what left to other departments, as the person concerned sees it."""

from sqlmodel import col

from app.core.lists import Listing, select_columns
from app.models.sharing import Disclosure

OF_PERSON = Listing(
    select_columns(
        col(Disclosure.id),
        col(Disclosure.partner_name),
        col(Disclosure.purpose),
        col(Disclosure.operation),
        col(Disclosure.data_set),
        col(Disclosure.fields),
        col(Disclosure.at),
    ),
    sorts={"-at": ("at", "id")},
)
"""Disclosures that may be shown by now; the row policy shows a person those of the own record."""
