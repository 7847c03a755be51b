"""Papers as they are sent."""

from fastapi import Response


class PdfResponse(Response):
    """A PDF."""

    media_type = "application/pdf"
