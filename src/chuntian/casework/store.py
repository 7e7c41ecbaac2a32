"""Where the documents of cases lie: as sent and as drawn for looking at, each sealed, under documents/."""

import io
from pathlib import Path

from django.conf import settings

from chuntian.casework.models import CaseDocument
from chuntian.kernel.vault import open_file, seal_file
from chuntian.trail.protected import keyring

AS_SENT, TEXT = "sent", "text"


def path_of(document: CaseDocument, part: str | int) -> Path:
    """Give where a part of a document lies: as it was sent, the text in it, or one page (1, 2, …)."""
    return Path(settings.DATA_FOLDER) / "documents" / f"{document.pk}.{part}"


def keep(document: CaseDocument, part: str | int, content: bytes) -> None:
    """Keep a part of a document."""
    seal_file(io.BytesIO(content), path_of(document, part), keyring())


def part_of(document: CaseDocument, part: str | int) -> bytes:
    """
    Give a part of a document.

    :raises Tampered: the file was changed. :raises FileNotFoundError: it is not there.
    """
    return open_file(path_of(document, part), keyring())


def forget(document: CaseDocument) -> None:
    """Take every part of a document from the disk."""
    for part in (AS_SENT, TEXT, *range(1, document.pages + 1)):
        path_of(document, part).unlink(missing_ok=True)
