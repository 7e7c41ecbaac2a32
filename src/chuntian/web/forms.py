"""What every form of the pages shares: words of their own for what is missing, and no browser bubbles in their place."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _


class PlainForm(forms.Form):
    """A form whose errors name their field and say what to do (the browser's own bubbles are off: `novalidate`)."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for field in self.fields.values():
            field.error_messages.setdefault("required", "")
            field.error_messages["required"] = getattr(field, "asks", "") or _("请填写：%s") % field.label
