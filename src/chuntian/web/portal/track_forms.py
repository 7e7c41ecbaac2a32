"""The forms of a case that is followed: an answer, a paper, a request for review, a complaint, an objection."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.policy.documents import KINDS, DocumentKind
from chuntian.web.forms import PlainForm
from chuntian.web.portal.voices import language

ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
FILE_HINT = gettext_lazy("手机拍的照片或者 PDF，最大 10 MB。看不清也不要紧，办事处会告诉您。")
NO_NUMBERS = gettext_lazy("用自己的话写就行。不要写身份证号和卡号。")
OTHER = "other"


class SaidField(forms.CharField):
    """Something said in one's own words."""

    def __init__(self, *, asks: str, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", NO_NUMBERS)
        super().__init__(min_length=4, max_length=480, widget=forms.Textarea(attrs={"rows": 5}), **kwargs)
        self.asks = asks
        self.error_messages["min_length"] = gettext_lazy("写得太短，请写清楚一点")


def kind_words(kind: DocumentKind) -> str:
    """Give the name of a kind of paper, with when it is needed."""
    zh = language() == "zh"
    name, when = (kind.zh, kind.when_zh) if zh else (kind.en, kind.when_en)
    return _("%(name)s（%(when)s）") % {"name": name, "when": when} if when else name


class PaperForm(PlainForm):
    """One paper: what it is, and the file."""

    kind = forms.ChoiceField(label=gettext_lazy("交的是什么？"), widget=forms.RadioSelect)
    kind.asks = gettext_lazy("请选交的是什么")
    file = forms.FileField(
        label=gettext_lazy("照片或文件"), help_text=FILE_HINT, widget=forms.FileInput(attrs={"accept": ACCEPTED})
    )  # fmt: skip
    file.asks = gettext_lazy("请选一张照片或一个文件")

    def __init__(self, *args: Any, kinds: list[DocumentKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = [*kinds, KINDS[OTHER]]
        self.fields["kind"].choices = list(dict.fromkeys((one.slug, kind_words(one)) for one in wanted))


class AnswerQueryForm(PlainForm):
    """The answer to what the office asked for, with one paper or without."""

    answer = SaidField(label=gettext_lazy("您的回答"), asks=gettext_lazy("请写回答；只交材料的，写“材料在后面”也行"))
    file = forms.FileField(
        label=gettext_lazy("一起交的材料（可不选）"), help_text=FILE_HINT, required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )  # fmt: skip


class ReviewForm(PlainForm):
    text = SaidField(label=gettext_lazy("您不同意决定的哪里？"), asks=gettext_lazy("请写您不同意哪里，为什么"))


class ComplainForm(PlainForm):
    text = SaidField(
        label=gettext_lazy("您要投诉什么？"), asks=gettext_lazy("请写您要投诉什么"),
        help_text=gettext_lazy("什么事，什么时候，您希望怎样。不要写身份证号和卡号。"),
    )  # fmt: skip


class WithdrawForm(PlainForm):
    why = SaidField(
        label=gettext_lazy("为什么撤回？"), asks=gettext_lazy("请写为什么撤回"),
        help_text=gettext_lazy("写一句就行。撤回以后，什么时候都可以再提。"),
    )  # fmt: skip
