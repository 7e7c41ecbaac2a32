"""One event as an iCalendar file (RFC 5545), for a telephone's own calendar."""

from dataclasses import dataclass
from datetime import UTC, datetime

OCTETS = 75  # the longest line before it is folded (RFC 5545, 3.1)


@dataclass(frozen=True, slots=True)
class Event:
    """Aware moments; `uid` names the event for ever, so that a file taken again replaces it."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    title: str
    place: str = ""
    words: str = ""
    cancelled: bool = False


def to_ics(event: Event) -> bytes:
    """Write an event; a reminder a day before comes with it."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Chuntian//Appointments//ZH", "BEGIN:VEVENT", f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_utc(event.made_at)}", f"DTSTART:{_utc(event.starts_at)}", f"DTEND:{_utc(event.ends_at)}",
        f"SUMMARY:{_text(event.title)}",
    ]  # fmt: skip
    lines += [f"LOCATION:{_text(event.place)}"] if event.place else []
    lines += [f"DESCRIPTION:{_text(event.words)}"] if event.words else []
    lines += ["STATUS:CANCELLED"] if event.cancelled else ["STATUS:CONFIRMED", *_alarm(event.title)]
    return "".join(_folded(line) + "\r\n" for line in [*lines, "END:VEVENT", "END:VCALENDAR"]).encode()


def _alarm(title: str) -> list[str]:
    return ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D", f"DESCRIPTION:{_text(title)}", "END:VALARM"]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a line before it grows too long, never inside a character."""
    pieces, size = [""], 0
    for sign in line:
        length = len(sign.encode())
        if size + length > OCTETS:
            pieces.append(" ")  # the blank that begins a continued line
            size = 1
        pieces[-1] += sign
        size += length
    return "\r\n".join(pieces)
