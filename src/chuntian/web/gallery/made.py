"""What the examples of components need and YAML cannot write: bound forms and pages of rows."""

from decimal import Decimal

from django import forms
from django.core.paginator import Page, Paginator

from chuntian.web import drawing
from chuntian.web.desk.forms import DeskForm


class ExampleForm(DeskForm):
    name = forms.CharField(label="姓名", help_text="写全名")
    outcome = forms.ChoiceField(label="查明是", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="我已核对", required=False)
    offset = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self):
        self.add_error(None, "两处对不上")
        return super().clean()


def wrong_form(prefix: str | None = None) -> ExampleForm:
    """Give a form that was sent empty."""
    form = ExampleForm({}, prefix=prefix)
    form.is_valid()
    return form


def form_with_prefix() -> ExampleForm:
    """Give a form among several of a page."""
    return wrong_form("stop")


def text_field() -> forms.BoundField:
    return ExampleForm()["name"]


def wrong_field() -> forms.BoundField:
    return wrong_form()["name"]


def choice_field() -> forms.BoundField:
    return ExampleForm()["outcome"]


def tick_field() -> forms.BoundField:
    return ExampleForm()["sure"]


def hidden_field() -> forms.BoundField:
    return ExampleForm()["offset"]


def middle_page() -> Page:
    return Paginator(range(25), 10).page(2)


def last_page() -> Page:
    return Paginator(range(25), 10).page(3)


def empty_page() -> Page:
    return Paginator([], 10).get_page(1)


def ranked_bars() -> drawing.Bars:
    values = [
        drawing.Value("新城镇", Decimal("88.1"), "88.1%", note="37 ÷ 42"),
        drawing.Value("东川镇", Decimal("96.4"), "96.4%", url="?region=620104101000"),
        drawing.Value("达川镇", Decimal(100), "100%"),
        drawing.Value("河口镇", None),
    ]
    return drawing.bars(values, goal=Decimal(95), goal_text="目标 95%", whole=100)


def line_with_gap() -> drawing.Line:
    numbers = [1204, 1211, None, 1248, 1260]
    values = [
        drawing.Value(f"{month}月", one, "—" if one is None else f"{one:,}")
        for month, one in enumerate(numbers, start=1)
    ]
    return drawing.line(values, goal=1300, goal_text="目标 1,300")


def no_line() -> drawing.Line:
    return drawing.line([])


def _counties() -> list[tuple[str, list[drawing.Value]]]:
    def value(code: str, name: str, number: str) -> drawing.Value:
        return drawing.Value(name, Decimal(number), f"{number}%", code=code)

    lanzhou = [
        value("620102", "城关区", "97.2"),
        value("620103", "七里河区", "91.5"),
        value("620104", "西固区", "99.1"),
    ]
    return [("兰州市", lanzhou), ("白银市", [value("620402", "白银区", "88.0"), value("620403", "平川区", "93.3")])]


def tiles() -> drawing.Map:
    groups = _counties()
    return drawing.map_of(groups, drawing.bars([one for _, values in groups for one in values], whole=100))


def outlines() -> drawing.Map:
    """Give squares in place of counties: the gallery holds no real boundary."""
    groups = _counties()
    values = [one for _, every in groups for one in every]
    squares = {one.code: (f"M{96 * place} 0h90v90h-90z", 96 * place + 45.0, 52.0) for place, one in enumerate(values)}
    ranking = drawing.bars(values, whole=100)
    return drawing.map_of(groups, ranking, outlines=squares, height=92, source="示意图形，审图号：无")


def on_the_way() -> drawing.Step:
    return drawing.step("覆盖率", Decimal("96.85"), "96.85%", Decimal(100), "100%", "未达到", "stop")


def no_target() -> drawing.Step:
    return drawing.step("改造数", 41, "41户", None, "原文缺失", "不能判断", "warn")
