"""What typing leaves behind in numbers, dates and codes: full-width forms, blanks, invisible characters."""

import re
import unicodedata

_BLANK_OR_INVISIBLE = re.compile(r"[\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")


def compact(text: str) -> str:
    """The text in half-width form (NFKC), without blanks and zero-width characters anywhere in it."""
    return _BLANK_OR_INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def one_line(text: str) -> str:
    """The text itself; `ValueError` for one with control characters."""
    if any(ord(c) < 32 for c in text):
        raise ValueError("含有控制字符，请删去。")
    return text
