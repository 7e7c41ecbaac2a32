"""Take papers and pictures in with a case: kept sealed as sent, and drawn anew by a limited process for looking at."""

import hashlib
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import IO

from django.db import transaction

import chuntian
from chuntian.accounts.models import User
from chuntian.casework import store
from chuntian.casework.enums import ActionKind
from chuntian.casework.models import Case, CaseDocument
from chuntian.casework.operations.moving import log_action
from chuntian.casework.operations.tasks import need_reason
from chuntian.exchange.file_names import shown_name
from chuntian.kernel.ids import new_id
from chuntian.policy.documents import KINDS
from chuntian.trail.operations import record

MOST_BYTES = 10 * 1024 * 1024
MOST_DOCUMENTS = 30
PATIENCE = 90
HOUSE = str(Path(chuntian.__file__).resolve().parents[1])
REFUSED = {
    "kind": "只收照片（JPG、PNG、WEBP）和 PDF。请把材料拍照或扫描后再传。",
    "empty": "文件是空的，请重新选择。",
    "size": "文件超过 10 MB。请把照片调小，或分几次传。",
    "pixels": "照片的像素太多，请调小后再传。",
    "pages": "PDF 最多 40 页，请分成几份再传。",
    "locked": "PDF 有密码，请去掉密码后再传。",
    "damaged": "文件已损坏，打不开。请重新拍照或扫描。",
    "resources": "文件处理不了。请改传照片。",
    "twice": "这份材料已经交过了。",
    "many": "一份申请最多 30 份材料。",
    "closed": "申请已经办结，不再收材料。",
}


class DocumentRefused(Exception):
    """A file is not taken in; the text says why and what to do."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(REFUSED[code])


def add_document(*, case: Case, kind: str, file: IO[bytes], name: str, by: User, at: datetime) -> CaseDocument:
    """
    Take a document in with a case; pages of it are drawn in a process of its own before anything is kept.

    :param kind: one of `policy.documents.KINDS`.
    :raises DocumentRefused: what was sent is no picture or PDF, too large, damaged, locked, or there already.
    :raises KeyError: there is no such kind.
    """
    declared = KINDS[kind]
    content = file.read(MOST_BYTES + 1)
    if not content or len(content) > MOST_BYTES:
        raise DocumentRefused("size" if content else "empty")
    _hold_room(case, hashlib.sha256(content).hexdigest())
    media, text, *pages = _drawn(content)
    return _keep(case, declared.slug, content, shown_name(name), (media.decode(), text, pages), by, at)


@transaction.atomic
def _keep(
    case: Case, kind: str, content: bytes, name: str, drawn: tuple[str, bytes, list[bytes]], by: User, at: datetime
) -> CaseDocument:
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    sha256 = hashlib.sha256(content).hexdigest()
    _hold_room(case, sha256)
    media, text, pages = drawn
    document = CaseDocument(
        id=new_id(), case=case, person_id=case.person_id, region=case.region, kind=kind, file_name=name, media=media,
        sha256=sha256, size=len(content), pages=len(pages), received_at=at, received_by=by,
    )  # fmt: skip
    for part, piece in {store.AS_SENT: content, store.TEXT: text, **dict(enumerate(pages, 1))}.items():
        store.keep(document, part, piece)
    document.save(force_insert=True)
    log_action(case, ActionKind.DOCUMENT_IN, by, at, KINDS[kind].zh, {"document": document.pk, "kind": kind})
    return document


def _hold_room(case: Case, sha256: str) -> None:
    there = CaseDocument.objects.filter(case=case, taken_out_at__isnull=True)
    if not case.is_open:
        raise DocumentRefused("closed")
    if there.filter(sha256=sha256).exists():
        raise DocumentRefused("twice")
    if there.count() >= MOST_DOCUMENTS:
        raise DocumentRefused("many")


def drawn_anew(content: bytes) -> bytes:
    """
    Give a photograph drawn anew as JPEG, without the place where it was taken or anything else that came with it.

    :raises DocumentRefused: it is no picture, too large or damaged.
    """
    if not content or len(content) > MOST_BYTES:
        raise DocumentRefused("size" if content else "empty")
    media, _, *pages = _drawn(content)
    if not media.startswith(b"image/"):
        raise DocumentRefused("kind")
    return pages[0]


def _drawn(content: bytes) -> list[bytes]:
    environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "chuntian.casework.drawing"], input=content, capture_output=True, timeout=PATIENCE,
            env=environment | {"PYTHONUTF8": "1", "PYTHONPATH": HOUSE}, cwd="/", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as why:
        raise DocumentRefused("resources") from why
    if done.returncode:
        code = done.stderr.decode("ascii", "replace")
        raise DocumentRefused(code if done.returncode == 2 and code in REFUSED else "resources")
    return _frames(done.stdout)


def _frames(out: bytes) -> list[bytes]:
    frames = []
    while out:
        length = int.from_bytes(out[:8], "big")
        frames.append(out[8 : 8 + length])
        out = out[8 + length :]
    if len(frames) < 3:
        raise DocumentRefused("damaged")
    return frames


@transaction.atomic
def take_out_document(*, document: CaseDocument, by: User, at: datetime, why: str) -> CaseDocument:
    """
    Take a document out of view: it belongs to someone else, or is unreadable. The file stays sealed.

    :raises ReasonMissing: nobody says why.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=document.case_id)
    document = CaseDocument.objects.select_for_update(no_key=True).get(pk=document.pk)
    if document.taken_out_at is None:
        document.taken_out_at, document.taken_out_by, document.taken_out_why = at, by, need_reason(why)[:300]
        document.save(update_fields=["taken_out_at", "taken_out_by", "taken_out_why"])
        log_action(case, ActionKind.DOCUMENT_OUT, by, at, why, {"document": document.pk})
    return document


def document_page(*, document: CaseDocument, page: int, by: User, at: datetime) -> bytes:
    """
    Give a page of a document as JPEG, drawn anew from what was sent; that it was looked at is written down.

    :raises IndexError: there is no such page. :raises Tampered: the file was changed.
    """
    if not 1 <= page <= document.pages:
        raise IndexError(page)
    record(
        actor=by, action="document.view", subject_kind="person", subject_id=document.person_id, region=document.region,
        at=at, detail={"document": document.pk, "case": document.case_id, "page": page},
    )  # fmt: skip
    return store.part_of(document, page)


def document_text(document: CaseDocument) -> str:
    """Give the words in a PDF, for whoever listens to them; "" of a picture."""
    return store.part_of(document, store.TEXT).decode("utf-8", "replace").replace("\r\n", "\n").strip()
