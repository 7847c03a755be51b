"""Setting a paper in type: one typst compiler, one font, values that stay inert."""

import json
import re
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast
from unicodedata import category

import typst
from fontTools.ttLib import TTFont

_TEMPLATES = Path(__file__).parent / "templates"
_FONTS = Path(__file__).parent.parent / "static" / "fonts"
_FONT = _FONTS / "NotoSerifSC_400Regular.ttf"

# A line break or tab inside a value would break the form's line; a no-break space would keep it from wrapping.
_OTHER_SPACE = re.compile(r"[^\S \u3000]+")

_lock = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    # Neither the system's fonts nor typst's own: a print must look the same on every machine.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS])
    return typst.Compiler(root=_TEMPLATES, font_paths=fonts)


@cache
def _glyphs() -> frozenset[str]:
    """The characters that leave a mark of their own on paper; invisible controls do not count."""
    with TTFont(_FONT, lazy=True) as font:
        return frozenset(char for code in font.getBestCmap() if category(char := chr(code)) not in {"Cc", "Cf"})


def typeset(template: str, facts: Mapping[str, str | int | bool | None], **pictures: str) -> bytes:
    """The PDF of `templates/<template>.typ` filled with `facts`; `pictures` are SVG texts the template names.

    A blank text prints like an absent one: a ruled blank. A character that the font lacks prints as its number,
    〔U+20BB7〕, and the paper then asks to write it by hand. Blocks for tens of milliseconds, without the GIL: call it
    with `asyncio.to_thread`.
    """
    values = {name: _OTHER_SPACE.sub(" ", fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    marks = {ord(char): f"〔U+{ord(char):04X}〕" for char in set().union(*texts.values()) - _glyphs()}
    printed = {name: text.translate(marks).strip() or None for name, text in texts.items()}
    inputs = {"facts": json.dumps(values | printed | {"has_marks": bool(marks)}), **pictures}
    with _lock:  # one compiler holds one set of inputs
        pdf = _compiler().compile(_TEMPLATES / f"{template}.typ", format="pdf", sys_inputs=inputs)
    return cast(bytes, pdf)  # a list only where pages are pictures
