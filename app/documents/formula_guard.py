"""Text that a spreadsheet could take for a formula, kept inert in what is exported.

A text cell of a workbook is never evaluated, but the same text is once somebody saves the sheet as CSV and opens that.
So such text gets an apostrophe in front, which shows, and which the import takes off again.
"""

import re

_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def made_inert(text: str) -> str:
    """The text as it is exported: `=1+1` as `'=1+1`; `'=1+1` as `''=1+1`, so that nothing is lost."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def as_meant(text: str) -> str:
    """The text that `made_inert` was given."""
    return text[1:] if text.startswith("'") and _LIKE_A_FORMULA.match(text) else text
