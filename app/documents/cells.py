"""The cells of a workbook, read in a process of its own; what is no proper workbook is refused."""

import contextlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.documents.cell_reader import Cell

_READER = Path(__file__).with_name("cell_reader.py")
_MOST_PARTS = 2000
_MOST_BYTES = 1 << 30  # a million rows that are blank but formatted make up half of it
_OLD_FORMAT = bytes.fromhex("d0cf11e0a1b11ae1")  # of .xls, and of a workbook with a password
_MESSAGES = {
    "workbook_unreadable": "文件不是 Excel 工作簿（.xlsx）或已损坏。请用 Excel 或 WPS 打开，另存为 .xlsx 后重新上传。",
    "workbook_encrypted": "工作簿设有打开密码，无法读取。请取消密码后重新上传。",
    "workbook_too_large": "工作簿展开后过大。请删除数据区以外的内容和带格式的空行、空列，或分成几个文件，再重新上传。",
}


class WorkbookRefused(ValueError):
    """A workbook that is not read at all. `code` is stable; the text is Chinese and tells the remedy."""

    def __init__(self, code: str, message: str | None = None) -> None:
        super().__init__(message or _MESSAGES[code])
        self.code = code


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A visible sheet. `merged` are the cells merged downwards: column (0 is the first in use), top and bottom row."""

    name: str
    merged: list[tuple[int, int, int]]


def read_cells(data: bytes) -> Iterator[tuple[Sheet, int, list[Cell]]]:
    """Each row of each visible sheet that is not wholly empty, with its number as Excel shows it.

    Raises `WorkbookRefused`: `workbook_unreadable`, `workbook_encrypted`, `workbook_too_large` (more than 1 GB or 2000
    parts unpacked, or beyond the memory and time that the reader is allowed). It may do so after the first rows.
    """
    _check_archive(data)
    with subprocess.Popen(  # noqa: S603 - our own program, its input is the file
        [sys.executable, "-I", str(_READER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # its traces could quote the workbook
        env={},
    ) as reader:
        assert reader.stdin is not None  # noqa: S101 - both are pipes
        assert reader.stdout is not None  # noqa: S101
        sheet = Sheet("", [])
        try:
            with contextlib.suppress(BrokenPipeError):  # its status tells why it is gone
                reader.stdin.write(data)
                reader.stdin.close()
            for line in reader.stdout:
                event = json.loads(line)
                if isinstance(event, list):
                    for number, cells in event:
                        yield sheet, number, cells
                elif "refused" in event:
                    raise WorkbookRefused(event["refused"])
                else:
                    sheet = Sheet(**event)
            status = reader.wait()
        finally:
            reader.kill()
    if status < 0:
        raise WorkbookRefused("workbook_too_large")
    if status:
        raise RuntimeError(f"the reader of workbooks ended with status {status}")


def _check_archive(data: bytes) -> None:
    if data.startswith(_OLD_FORMAT):
        is_encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise WorkbookRefused("workbook_encrypted" if is_encrypted else "workbook_unreadable")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise WorkbookRefused("workbook_unreadable") from None
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise WorkbookRefused("workbook_unreadable")
    if any(part.flag_bits & 1 for part in parts):
        raise WorkbookRefused("workbook_encrypted")
    # The sizes are what the archive says; for one that lies there are the limits of the reader.
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
        raise WorkbookRefused("workbook_too_large")
