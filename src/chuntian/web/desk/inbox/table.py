"""The sources of work, declared: who does it, what waits, by when, and how it is said. A new room adds its rows here."""

from django.utils.translation import gettext_lazy as _

from chuntian.accounts.enums import Do
from chuntian.casework.enums import TaskKind
from chuntian.web.desk.inbox import telling, waiting
from chuntian.web.desk.inbox.source import Source

CASES = (Do.CASE_APPLY, Do.CASE_CHECK, Do.CASE_DECIDE)
DECIDES, CHECKS = (Do.CASE_DECIDE,), (Do.CASE_CHECK, Do.CASE_DECIDE)
PAYS = (Do.PAY_PREPARE, Do.PAY_APPROVE)
LISTS = (Do.LIST_COMMIT,)

STAGED = telling.uploads(_("%(kind)s %(as_of)s：%(rows)s 行通过检查，等人入库"), _("看报告后入库"))
HALTED = telling.uploads(_("%(kind)s %(as_of)s：会停掉或改变太多，刹车了，要两个人看过"), _("核实后确认"))
APPROVE = telling.runs(_("第 %(number)s 批，%(count)s 笔，等另一人审批"), _("审批"))
FILE = telling.runs(_("第 %(number)s 批已审批，%(count)s 笔，还没有报盘"), _("生成银行文件"))
ANSWER = telling.runs(_("第 %(number)s 批已报盘，等银行回盘"), _("上传回盘"))
BACK = telling.runs(_("第 %(number)s 批有银行退回的"), _("退回的重新编批"))

SOURCES = (
    Source(
        "task", _("任务"), (Do.TASK_WORK,), waiting.tasks, telling.tasks, due="due_on", kind="kind",
        kinds=tuple(TaskKind.choices), programme="programme",
    ),
    Source(
        "application", _("申请"), CASES, waiting.applications, telling.cases, due="due_on", programme="programme"
    ),
    Source("review", _("复核"), CASES, waiting.reviews, telling.cases, due="due_on", programme="programme"),
    Source("complaint", _("投诉"), CASES, waiting.complaints, telling.cases, due="due_on", programme="programme"),
    Source(
        "objection", _("异议"), DECIDES, waiting.objections, telling.objections, due="notice__closes_on",
        programme="notice__programme",
    ),
    Source("notice", _("公示到期"), DECIDES, waiting.notices, telling.notices, due="closes_on", programme="programme"),
    Source("list-staged", _("名单入库"), LISTS, waiting.staged, STAGED, since="received_at", days=5),
    Source("list-halted", _("刹车的名单"), (Do.BRAKE_CONFIRM,), waiting.halted, HALTED, since="received_at", days=2),
    Source("list-due", _("该报的名单"), LISTS, waiting.lists_due, telling.lists_due, due_of=waiting.days_of_lists),
    Source(
        "run-prepare", _("编制发放"), (Do.PAY_PREPARE,), waiting.months_without_run, telling.months, since="made_at", days=5
    ),
    Source("run-approve", _("审批发放"), (Do.PAY_APPROVE,), waiting.to_approve, APPROVE, since="prepared_at", days=3),
    Source("run-file", _("报盘"), PAYS, waiting.to_file, FILE, since="approved_at", days=2),
    Source("run-answer", _("银行回盘"), PAYS, waiting.to_reconcile, ANSWER, since="approved_at", days=7),
    Source("run-returned", _("银行退回"), (Do.PAY_PREPARE,), waiting.returned, BACK, since="closed_at", days=10),
    Source(
        "held", _("发放待处理"), (Do.CASE_DECIDE, *PAYS), waiting.held, telling.held, since="run__prepared_at", days=3,
        programme="programme",
    ),
    Source(
        "bank-misfit", _("回盘对不上"), (Do.PAY_PREPARE,), waiting.misfits, telling.misfits, since="answer__applied_at",
        days=5, region="answer__run__region",
    ),
    Source(
        "claim", _("追回待定"), (Do.PAY_APPROVE,), waiting.to_decide, telling.claims(_("定要不要追回")), since="proposed_at",
        days=10, programme="obligation__programme",
    ),
    Source(
        "claim-back", _("追回待退"), PAYS, waiting.to_come_back, telling.claims(_("退回到账就登记")), since="decided_at",
        days=20, programme="obligation__programme",
    ),
    Source(
        "standard", _("标准变更"), (Do.LAW_APPROVE,), waiting.standards, telling.standards, since="prepared_at", days=5
    ),
    Source(
        "bulk", _("大量查看导出"), (Do.BULK_DECIDE,), waiting.bulk_requests, telling.bulk_requests, since="asked_at", days=1
    ),
    Source(
        "erasure", _("清除个人信息"), (Do.ERASE_APPROVE,), waiting.erasures, telling.erasures, since="asked_at", days=5
    ),
    Source(
        "reported", _("部门报来的数"), CHECKS, waiting.reported, telling.reported, since="entered_at", days=5
    ),
)  # fmt: skip
ACTIONS = tuple(dict.fromkeys(action for one in SOURCES for action in one.actions))
