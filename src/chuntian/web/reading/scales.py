"""Scales as they are told: what an assessment gave day by day, the difference in words, when a question is asked."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from chuntian.services.enums import Stage
from chuntian.services.forms import Question
from chuntian.services.models import Assessment, ScaleForm
from chuntian.services.scales import Course
from chuntian.web.shown import Cell, Table, Tag, columns
from chuntian.web.templatetags.desk import day, moment


def scale_tag(form: ScaleForm, *, is_newest: bool = True) -> Tag:
    """Say whether a scale is offered."""
    if form.withdrawn_at is not None:
        return Tag(_("已停用"), "stop")
    return Tag(_("在用"), "good") if is_newest else Tag(_("旧版"))


def score_words(one: Assessment) -> str:
    """Write a score; a scale that adds nothing up has none."""
    return _("%s 分") % one.score if one.score is not None else _("不计分")


def course_tables(
    courses: Iterable[Course], link: Callable[[Assessment], str] | None = None, *, is_own: bool = False
) -> list[Table]:
    """Give a table a scale: day, stage and score from the first to the last, and the difference in words below."""
    return [_course(one, link, is_own) for one in courses]


def _course(course: Course, link: Callable[[Assessment], str] | None, is_own: bool) -> Table:
    versions = len({one.form_id for one in course.rows}) > 1
    titles = [_("日期"), _("阶段"), _("得分")] if is_own else [_("日期"), _("阶段"), _("得分"), _("登记")]
    rows = []
    for one in course.rows:
        gone = (Tag(_("已撤回"), "stop"),) if one.withdrawn_at else ()
        version = _("第 %s 版") % one.form.version if versions else ""
        cells = [
            Cell(day(one.on), link(one) if link else "", gone, about=course.form.title),
            Cell(one.get_stage_display() or "—"), Cell(score_words(one), note=version),
        ]  # fmt: skip
        rows.append(cells if is_own else [*cells, Cell(one.by or _("系统"), note=one.withdrawn_why or "")])
    title = _("评估：%s") % course.form.title
    return Table(title, columns(*titles, ends=(2,)), rows, about=difference(course))


def difference(course: Course) -> str:
    """Say by how much the last score differs from the first; whether more is better only where the scale says so."""
    if course.ends is None:
        return ""
    if not course.is_comparable:
        return _("中间换过量表的版本，前后的分数不能直接比。")
    first, last = (int(one.score or 0) for one in course.ends)
    said = {"first": first, "last": last, "points": abs(last - first)}
    if last == first:
        words = _("从 %(first)s 分到 %(last)s 分，没有变化。") % said
    elif last > first:
        words = _("从 %(first)s 分到 %(last)s 分，多了 %(points)s 分。") % said
    else:
        words = _("从 %(first)s 分到 %(last)s 分，少了 %(points)s 分。") % said
    return words + more_words(course.form)


def more_words(form: ScaleForm) -> str:
    """Say what the scale itself says of its points, nothing where it says nothing."""
    return {"better": _("量表注明：分越高越好。"), "worse": _("量表注明：分越低越好。")}.get(form.more_is or "", "")


def missing_words(stages: Sequence[Stage]) -> str:
    """Say which assessments are missing."""
    words = {Stage.BEFORE: _("还缺初期评估。"), Stage.AFTER: _("还缺末期评估。")}
    return "".join(words[stage] for stage in stages)


def answers_table(one: Assessment) -> Table:
    """Give what was answered, question by question."""
    rows = []
    for question in one.form.questions:
        if question["kind"] != "note":
            value = one.answers.get(question["name"])
            said = dict(question["choices"]).get(str(value), value)
            rows.append([Cell(question["label"], note=question["section"]), Cell("—" if value is None else said)])
    return Table(_("回答"), columns(_("问题"), _("回答")), rows)


def assessment_facts(one: Assessment, scale: Cell) -> list[tuple[str, Cell]]:
    """Give day, stage, score and who assessed; and who took it back, and why."""
    rows = [
        (_("量表"), scale), (_("评估日期"), Cell(day(one.on))), (_("阶段"), Cell(one.get_stage_display() or "—")),
        (_("得分"), Cell(score_words(one), note=more_words(one.form))),
        (_("登记"), Cell(one.by or _("系统"), note=moment(one.recorded_at))),
    ]  # fmt: skip
    if one.withdrawn_at:
        who = f"{one.withdrawn_by or _('系统')} · {moment(one.withdrawn_at)}"
        rows.append((_("已撤回"), Cell(one.withdrawn_why, note=who)))
    return rows


def when_words(question: Question, questions: Sequence[Question]) -> str:
    """Say on what a question depends, in the words of the questions above it; nothing where it is always asked."""
    known = {one["name"]: one for one in questions}
    said = []
    for condition in question.get("when") or ():
        rows = [_("，并且").join(_part_words(part, known) for part in row) for row in condition]
        said.append(_("，或者").join(rows))
    return _("只在%s时回答。") % _("，并且").join(said) if said else ""


def _part_words(part: list[Any], known: dict[str, Question]) -> str:
    name, sign, value = part
    one = known.get(name, {"label": name, "choices": []})
    said = {"question": one["label"], "answer": dict(one["choices"]).get(str(value), value)}
    if value == "":
        return (_("“%(question)s”没有回答") if sign == "=" else _("“%(question)s”有回答")) % said
    words = {
        "=": _("“%(question)s”答“%(answer)s”"), "!=": _("“%(question)s”不答“%(answer)s”"),
        "<": _("“%(question)s”小于 %(answer)s"), "<=": _("“%(question)s”不大于 %(answer)s"),
        ">": _("“%(question)s”大于 %(answer)s"), ">=": _("“%(question)s”不小于 %(answer)s"),
    }  # fmt: skip
    return words[sign] % said
