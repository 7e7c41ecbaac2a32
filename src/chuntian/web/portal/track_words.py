"""Where a case stands, said as one would say it to somebody: each state in a short name and one or two sentences."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chuntian.casework.enums import CaseState


@dataclass(frozen=True)
class Words:
    """A stage in words: its title on the way, what happens there, and the kind of tag."""

    title: str | Promise
    happens: str | Promise
    tag: str = "info"


WORDS: dict[str, Words] = {
    CaseState.ACCEPTED_ELSEWHERE: Words(
        _("受理的地方转送户籍地"), _("申请收到了。受理的地方正在把它转给户口所在地。您不用做什么。")
    ),
    CaseState.APPLIED: Words(
        _("乡镇（街道）初审"), _("乡镇（街道）正在看材料齐不齐。缺什么，会一次说清。您不用做什么。")
    ),
    CaseState.PAPERS_MISSING: Words(_("等您补材料"), _("还缺材料，等您补。等您的日子不算在办理时间里。"), "warn"),
    CaseState.FIRST_CHECKED: Words(_("县残联审核"), _("乡镇（街道）看过了。县残联正在核对残疾人证。您不用做什么。")),
    CaseState.CHECKED: Words(_("县民政局决定"), _("县残联核对过了。县民政局正在作决定。您不用做什么。")),
    CaseState.APPROVED: Words(_("批准了"), _("批准了。从申请的那个月算起，按月打到卡上。"), "good"),
    CaseState.REFUSED: Words(
        _("没有批准"), _("没有批准。决定书写着为什么、依据哪一条。不同意，可以要求复核或者申请行政复议。"), "stop"
    ),
    CaseState.ON_NOTICE: Words(
        _("公示"), _("结果正在公示。公示完，没有人提异议，就作决定。公示的日子不算在办理时间里。您不用做什么。")
    ),
    CaseState.REVIEW_ASKED: Words(_("看要不要复核"), _("收到了您的复核要求。县残联正在看能不能受理。您不用做什么。")),
    CaseState.UNDER_REVIEW: Words(_("另一个人复核"), _("正在复核，由没有办过这件事的人办。您不用做什么。")),
    CaseState.UPHELD: Words(
        _("维持原来的决定"),
        _("复核完了，原来的决定不变，理由写在下面。不同意，还可以申请行政复议，或者打官司。"),
        "stop",
    ),
    CaseState.CHANGED: Words(_("原来的决定撤销了"), _("复核完了，原来的决定撤销，重新办理。您不用重新申请。"), "good"),
    CaseState.NOT_TAKEN_UP: Words(
        _("没有受理"), _("没有受理，理由写在下面。可以找上一级，也可以申请行政复议。"), "stop"
    ),
    CaseState.COMPLAINED: Words(_("看谁来办"), _("收到了您的投诉。正在看由谁办。您不用做什么。")),
    CaseState.LOOKED_INTO: Words(_("正在查"), _("正在查这件事，查完给您书面答复。您不用做什么。")),
    CaseState.ANSWERED: Words(_("答复了"), _("查完了，答复写在下面。不满意，可以请上一级复查。"), "good"),
    CaseState.WITHDRAWN: Words(_("您撤回了"), _("您撤回了。什么时候都可以再提。"), ""),
}


def words_of(state: str) -> Words:
    """Give the words of a state; one that nobody has put into plain words yet keeps its name in the record."""
    found = WORDS.get(state)
    return found if found is not None else Words(str(CaseState(state).label), "")
