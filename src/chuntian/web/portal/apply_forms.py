"""The forms of an application: one question each."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.web.forms import PlainForm

RIGHT, WRONG = "right", "wrong"
HOME, RESIDENCE, ELSEWHERE = "home", "residence", "elsewhere"
TRUE, MAY_COMPARE = "true", "compare"


class RadioField(forms.ChoiceField):
    widget = forms.RadioSelect


class KnownForm(PlainForm):
    """Is what we already know right?"""

    known = RadioField(
        label=gettext_lazy("我们已经知道的，对吗？"),
        choices=[(RIGHT, gettext_lazy("都对")), (WRONG, gettext_lazy("有的不对"))],
    )
    known.asks = gettext_lazy("请选一个：都对，还是有的不对")


class WrongForm(PlainForm):
    """What is wrong: a page of its own, so that nothing appears where nobody hears it."""

    wrong = forms.CharField(
        label=gettext_lazy("哪里不对？"),
        help_text=gettext_lazy("写一两句就行：哪一样不对，应该是什么。不要写身份证号和卡号。"),
        min_length=4, max_length=200,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    wrong.asks = gettext_lazy("请写哪里不对；都对的话，返回上一页选“都对”")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wrong"].error_messages["min_length"] = _("写得太短，请写清楚哪里不对")


class WhereForm(PlainForm):
    """Where the application is handed in."""

    where = RadioField(label=gettext_lazy("您想在哪里办？"))
    where.asks = gettext_lazy("请选一个地方")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = places
        self.fields["where"].help_text = _("不在户口所在地也能办，不用跑回去。钱都一样，由户口所在地发。")


class ConsentForm(PlainForm):
    """What the applicant declares and agrees to: both ticks are needed, and each says what it means."""

    consent = forms.MultipleChoiceField(label=gettext_lazy("请您确认"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, for_other: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["consent"]
        truth = _("我写的都是真的；情况变了，我会告诉办事处。")
        if for_other:
            truth = _("我写的都是真的，他（她）知道并且同意申请；情况变了，我会告诉办事处。")
        field.choices = [
            (TRUE, truth),
            (MAY_COMPARE, _("为办这件事，残联和民政可以核对各部门的名单。只看办这件事用得着的。")),
        ]
        field.help_text = _("两句都同意，才能交。不同意的话，可以不交，也可以到窗口办。")
        field.error_messages["required"] = _("请把两句都勾上，才能交")

    def clean_consent(self) -> list[str]:
        """Refuse one tick alone."""
        given = self.cleaned_data["consent"]
        if set(given) != {TRUE, MAY_COMPARE}:
            raise forms.ValidationError(_("请把两句都勾上，才能交"))
        return given
