"""What the forms of the desk share: days, months, reasons."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from chuntian.places.regions import full_name
from chuntian.web.forms import PlainForm


class DeskForm(PlainForm):
    """A form of the desk."""


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DayField(forms.DateField):
    """A day; the browser's own picker where there is one, else typed as 2024-03-05."""

    widget = DayInput
    default_error_messages = {"invalid": gettext_lazy("请写成 2024-03-05 这样的日期")}


class MonthField(forms.CharField):
    """A month, typed or picked as 2024-03."""

    widget = forms.TextInput(attrs={"type": "month", "pattern": r"\d{4}-\d{2}"})
    default_error_messages = {"invalid": gettext_lazy("请写成 2024-03 这样的月份")}

    def clean(self, value: Any) -> Any:
        """Give a kernel Month, or None where none was asked."""
        from chuntian.kernel.days import Month

        text = super().clean(value)
        if not text:
            return None
        try:
            return Month.parse(text)
        except ValueError as why:
            raise forms.ValidationError(self.error_messages["invalid"]) from why


class ReasonField(forms.CharField):
    """Why something is done; it goes into the record, so one word is not enough."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("理由"))
        kwargs.setdefault("help_text", gettext_lazy("写入档案，以后可以查到。请不要写身份证号、账号。"))
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(min_length=4, max_length=500, widget=widget, **kwargs)
        self.error_messages["min_length"] = gettext_lazy("理由太短，请写清楚为什么")


def own_regions(request: HttpRequest) -> list[tuple[str, str]]:
    """Give the regions of the reader's scope with their names, to choose from."""
    return [(region, full_name(region)) for region in request.scope.regions]
