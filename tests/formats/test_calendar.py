"""An event for a telephone's calendar, line by line as RFC 5545 has it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chuntian.formats.calendar import Event, to_ics

BEGINS = datetime(2024, 3, 25, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def written(**said) -> list[str]:
    event = {
        "uid": "a@b",
        "starts_at": BEGINS,
        "ends_at": BEGINS + timedelta(minutes=50),
        "made_at": BEGINS,
        "title": "预约",
    }
    return to_ics(Event(**event | said)).decode().split("\r\n")


def test_an_event_is_written_in_world_time_with_a_reminder():
    lines = written(place="福利路 8 号, 二楼; 左手\n门")

    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert "DTSTART:20240325T010000Z" in lines
    assert "DTEND:20240325T015000Z" in lines
    assert "LOCATION:福利路 8 号\\, 二楼\\; 左手\\n门" in lines
    assert "TRIGGER:-P1D" in lines


def test_what_was_cancelled_says_so_and_reminds_of_nothing():
    lines = written(cancelled=True)

    assert "STATUS:CANCELLED" in lines
    assert "BEGIN:VALARM" not in lines
    assert not [line for line in lines if line.startswith("LOCATION")]


def test_long_lines_are_folded_between_characters():
    words = "康复训练室在二楼东侧" * 9
    lines = written(words=words)

    assert max(len(line.encode()) for line in lines) <= 75
    whole = "\r\n".join(lines).replace("\r\n ", "")
    assert f"DESCRIPTION:{words}" in whole
