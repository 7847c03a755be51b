"""Workbooks as they are sent."""

from urllib.parse import quote

from fastapi import Response


class XlsxResponse(Response):
    """An Excel workbook, to be saved under a Chinese name (RFC 6266)."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, content: bytes = b"", name: str = "", status_code: int = 200) -> None:
        disposition = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
        super().__init__(content, status_code, {"Content-Disposition": disposition})
