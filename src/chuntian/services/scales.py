"""What is asked of scales: which are offered in a place, what an order's assessments gave from the first to the last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from chuntian.kernel.divisions import DivisionCode
from chuntian.services.enums import PLACED, OrderState, Stage
from chuntian.services.models import Assessment, Order, ScaleForm


def around(region: str) -> list[str]:
    """Give a place and those above it: whose scales are offered in it."""
    code = DivisionCode.parse(region)
    return [*code.parents, code.value]


def newest(forms: Iterable[ScaleForm]) -> list[ScaleForm]:
    """Keep the newest version of each scale."""
    last: dict[tuple[str, str], ScaleForm] = {}
    for one in sorted(forms, key=lambda form: form.version):
        last[one.region, one.slug] = one
    return sorted(last.values(), key=lambda form: (form.title, form.pk))


def offered(region: str) -> list[ScaleForm]:
    """Give the scales that may be used for a person of a place, by their names."""
    found = newest(ScaleForm.objects.filter(region__in=around(region)))
    return [one for one in found if one.withdrawn_at is None]


def of_order(order: Order) -> Q:
    """Select the assessments of an order and of those before it in its chain (a change of provider goes on)."""
    chain, one = [order.pk], order
    while one.follows_id and one.follows_id not in chain:
        one = Order.objects.get(pk=one.follows_id)
        chain.append(one.pk)
    return Q(order__in=chain)


def in_order(rows: QuerySet[Assessment]) -> list[Assessment]:
    """Give assessments as they are compared: by day, with their scale."""
    return list(rows.select_related("form", "by", "order").order_by("on", "recorded_at"))


@dataclass(frozen=True, slots=True)
class Course:
    """One scale's assessments from the first day to the last, withdrawn ones among them."""

    form: ScaleForm
    rows: Sequence[Assessment]

    @property
    def ends(self) -> tuple[Assessment, Assessment] | None:
        """Give the first and the last that count and have a score; None where there are not two."""
        scored = [one for one in self.rows if one.withdrawn_at is None and one.score is not None]
        return (scored[0], scored[-1]) if len(scored) > 1 else None

    @property
    def is_comparable(self) -> bool:
        """Say whether first and last were asked the same questions: two versions of a scale give no difference."""
        return self.ends is None or self.ends[0].form_id == self.ends[1].form_id


def courses(assessments: Iterable[Assessment]) -> list[Course]:
    """Give assessments (in their order) scale by scale, each under its newest form."""
    found: dict[tuple[str, str], list[Assessment]] = {}
    for one in assessments:
        found.setdefault((one.form.region, one.form.slug), []).append(one)
    made = [Course(max((one.form for one in rows), key=lambda form: form.version), rows) for rows in found.values()]
    return sorted(made, key=lambda course: (course.form.title, course.form.pk))


def missing(order: Order, assessments: Iterable[Assessment], *, on: date) -> list[Stage]:
    """Give what an order lacks on a day: the assessment of its beginning, and that of its end once it is over."""
    if order.state not in PLACED or order.starts_on is None or order.starts_on > on:
        return []
    there = {one.stage for one in assessments if one.withdrawn_at is None}
    over = order.state != OrderState.RUNNING or (order.ends_on is not None and order.ends_on < on)
    wanted = [Stage.BEFORE, Stage.AFTER] if over else [Stage.BEFORE]
    return [stage for stage in wanted if stage not in there]
