"""
The security log: what strangers do, and what nobody could be asked about (docs/reference/logs.md).

Deeds and refusals of people who are signed in stand in the audit trail. Here stand failed attempts to sign in, forged forms and
odd requests of whoever is not, and reports against the content policy: one JSON object a line, a file a month. No line holds
a password, a name that was typed, or anything of a person; an account is a keyed digest, equal for equal names.
"""

import json
import logging
import os
from datetime import datetime
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

from chuntian.web import clock

LINES_A_MINUTE = 300  # of one process; a flood of requests must not fill the disk
log = logging.getLogger("chuntian.security")


def note(kind: str, request: HttpRequest, **detail: object) -> None:
    """Write one line about a request: what kind of thing, from which network address, at which address of ours."""
    match = request.resolver_match
    where = {"from": request.META.get("REMOTE_ADDR", ""), "at_page": match.view_name if match else ""}
    log.warning(kind, extra={"said": {**where, "method": request.method, **detail}})


class Handler(logging.Handler):
    """Appends to the file of the month; more than so many lines a minute are counted instead of written."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._minute, self._written, self._left_out, self._own = "", 0, 0, Lock()

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a log that cannot be written is told on the process's own error output."""
        try:
            now = clock.present()
            with self._own:
                lines = self._due(record, now)
            if lines:
                _append(now, lines)
        except Exception:
            self.handleError(record)

    def _due(self, record: logging.LogRecord, now: datetime) -> list[dict[str, object]]:
        minute, lines = now.strftime("%Y-%m-%dT%H:%M"), []
        if minute != self._minute:
            if self._left_out:
                lines.append({"at": now.isoformat(), "kind": "log.left_out", "lines": self._left_out})
            self._minute, self._written, self._left_out = minute, 0, 0
        if self._written < LINES_A_MINUTE:
            self._written += 1
            lines.append(_said(record, now))
        else:
            self._left_out += 1
        return lines


def _said(record: logging.LogRecord, now: datetime) -> dict[str, object]:
    """Give what a line holds; of what Django itself logs only the kind, because its text quotes the request."""
    if record.name == log.name:
        return {"at": now.isoformat(), "kind": record.getMessage(), **getattr(record, "said", {})}
    request = getattr(record, "request", None)
    address = request.META.get("REMOTE_ADDR", "") if request is not None else ""
    return {"at": now.isoformat(), "kind": record.name.removeprefix("django."), "from": address}


def _append(now: datetime, lines: list[dict[str, object]]) -> None:
    folder = settings.SECURITY_LOG_FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    file = os.open(folder / f"security-{now:%Y-%m}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, text.encode())  # one write: lines of several processes do not mix
    finally:
        os.close(file)
