"""The day that a data folder lives in: today, or the last day of the story in a demo's folder."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
DEMO_MARK = "demo.json"


def demo_day(folder: Path) -> date | None:
    """Give the day on which the story of a demo folder stands; None in any other folder."""
    try:
        marked = json.loads((folder / DEMO_MARK).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return date.fromisoformat(marked["today"]) if marked.get("today") else None


def moment(folder: Path) -> datetime:
    """Give the present moment in China; in a demo's folder the present time of day on the day of its story."""
    present = datetime.now(CHINA)
    day = demo_day(folder)
    return present if day is None else present + timedelta(days=(day - present.date()).days)
