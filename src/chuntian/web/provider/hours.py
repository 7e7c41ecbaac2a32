"""Hours and minutes in a provider's forms."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.web.desk.forms import DeskForm

LENGTH, MIDNIGHT = 50, 1439


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class HourField(forms.TimeField):
    """An hour and minute; the browser's own picker where there is one, else typed as 09:30. Gives minutes after midnight."""

    widget = TimeInput
    default_error_messages = {"invalid": gettext_lazy("请写成 09:30 这样的时间")}

    def clean(self, value: Any) -> Any:
        """Give the minutes after midnight."""
        said = super().clean(value)
        return None if said is None else said.hour * 60 + said.minute


class HoursForm(DeskForm):
    """A form with a beginning and an end on one day."""

    def clean(self) -> dict[str, Any]:
        """Let an end only follow its beginning."""
        said = super().clean() or {}
        if said.get("starts") is not None and said.get("ends") is not None and said["ends"] <= said["starts"]:
            self.add_error("ends", _("结束要晚于开始"))
        return said


def clock_time(minutes: int) -> time:
    """Give minutes after midnight as an hour of the day."""
    return time(min(minutes, MIDNIGHT) // 60, min(minutes, MIDNIGHT) % 60)
