"""Help for whoever works here: questions by place with short answers and the page where it is done; the words of the trade."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Topic:
    """One question with its answer; `name` is the page where it is done, and whoever may not open it is not told."""

    question: Promise
    answer: Promise
    name: str = ""


# Place (web/navigation.py) -> what is asked there. A place that the reader may not enter is not told of.
TOPICS: dict[str, tuple[Topic, ...]] = {
    "desk:work": (
        Topic(_("一件任务怎么办？"), _("打开它，先看为什么来、依据哪一条，再看能做哪几步。联系没有联系上，也要记一次：下一个人就知道试过了。")),
        Topic(_("好几件一样的，能一起办吗？"), _("能一起办的，行首可以勾选，再按“勾选的一起办”。当天可以全部撤销。"), "desk:batches"),
        Topic(_("本人不想要怎么办？"), _("只有本人或监护人亲口说的，才记“本人不申请”，写明谁说的。以后情况变了，系统还会再来。")),
    ),
    "desk:search": (
        Topic(_("怎样找一个人？"), _("姓名、拼音、首字母、住址，完整证件号或后四位都可以。筛选好的条件能存成自己的名单。"), "desk:search"),
        Topic(_("怎样看完整的号码？"), _("在档案里按“查看完整号码”，写明理由。谁、什么时候、为什么看过，本人和审计都看得到。")),
        Topic(_("怎样看他在某一天的情况？"), _("档案上选“截至哪一天”。那一天知道什么，页面就只用什么。")),
    ),
    "desk:lists": (
        Topic(_("名单怎样入库？"), _("用部门给的原文件（xlsx 或 csv）上传，选种类，写明名单是哪一天的情况。看过报告再按“入库”。"), "desk:upload"),
        Topic(_("被拒绝的行怎么办？"), _("报告写明每一行在哪个单元格、为什么。下载更正表，改好后再传一次；没有改的不会丢。")),
        Topic(_("名单停在“刹车”是什么意思？"), _("它会停掉或改动太多人。两个人各自写明理由确认后，再按一次“入库”。名单传错了，就不要确认。")),
    ),
    "desk:discovery": (
        Topic(_("“还不清楚”是不符合吗？"), _("不是。缺的是哪一份名单、哪一份文件，页面上写着；补上以后再判定。"), "desk:discovery"),
    ),
    "desk:discrepancies": (
        Topic(_("两份名单对不上，信哪一份？"), _("由人定论，写明理由。定论以前，两份都留着，也不会自动停发。"), "desk:discrepancies"),
    ),
    "desk:cases": (
        Topic(_("办理期限怎样算？"), _("按工作日，周末和放假不算；等本人补材料的日子不算。每个案件页上都写着最晚哪一天。"), "desk:cases"),
        Topic(_("公示会不会泄露隐私？"), _("只公示姓名（隐去一字）、村、事项和结果，到期自动撤下。")),
    ),
    "desk:payments": (
        Topic(_("为什么我不能复核自己制的单？"), _("制单和复核必须是两个人，系统不让同一个人做。"), "desk:payments"),
        Topic(_("银行没有答复的怎么办？"), _("先问清楚。没有弄清以前，这一笔不会再发一次。")),
    ),
    "desk:services": (
        Topic(_("机构被暂停了，排好的服务怎么办？"), _("还没到的预约会取消并告诉本人；服务单还在，可以“转机构”。"), "desk:orders"),
        Topic(_("结算单为什么停住了一行？"), _("行上写着查出了什么：两次时间重叠、不在协议期、超过限额、当天停业。核实以后再定。"), "desk:claims"),
    ),
    "desk:programmes": (
        Topic(_("“演示金额”能用来发钱吗？"), _("不能。它只用来演示；有了文件上的标准，由一人拟定、另一人批准。"), "desk:programmes"),
        Topic(_("标准要变，先看影响？"), _("用“政策模拟”：谁多得、谁少得、花多少钱。不会存下来。"), "desk:simulate"),
    ),
    "desk:measures": (
        Topic(_("这个数字是怎么来的？"), _("点开它：分子、分母、口径和依据都在，有权限的可以看到每一个人。"), "desk:measures"),
    ),
    "provider:today": (
        Topic(_("怎样请本人确认一次服务？"), _("三种办法：本人报确认码；本人在自己的页面上确认；签字，由另一位工作人员登记。"), "provider:today"),
        Topic(_("登记错了怎么办？"), _("结算以前可以撤回，写明原因；预约会恢复。")),
    ),
    "provider:plan": (
        Topic(_("哪天停业，约好的人怎么办？"), _("想改到别的日子的先改期，再登记停业：剩下的会取消并告诉本人。"), "provider:plan"),
    ),
    "provider:claims": (
        Topic(_("有一行被扣住，我不同意？"), _("在那一行写明异议，附上说明，由残联核实。"), "provider:claims"),
    ),
    "mine:home": (
        Topic(_("有人看过我的资料吗？"), _("“谁看过”里有：谁、什么时候、为什么。"), "mine:home"),
    ),
    "desk:accounts": (
        Topic(_("有人调走了怎么办？"), _("结束他的任职，写明哪一天；账号留着，他做过的事仍然查得到。"), "desk:accounts"),
    ),
    "desk:settings": (
        Topic(_("怎样知道系统是好的？"), _("“系统检查”逐项写着好不好、不好怎么办；备份页写着最近一次和试恢复的日子。"), "desk:settings-health"),
    ),
}  # fmt: skip

# Words that people outside the office do not use, in the order of the work.
WORDS: tuple[tuple[Promise, Promise], ...] = (
    (_("判定"), _("按条件和依据，算一个人这个月该不该得、得多少；结果是符合、不符合、还不清楚三种。")),
    (_("还不清楚"), _("缺一个事实或一份文件，所以没有结论。不等于不符合。")),
    (_("快照"), _("判定时所用资料的一份副本，留着，以后能重算出同一个结果。")),
    (_("刹车"), _("一份名单会停掉太多人时，先停下来，等两个人确认。")),
    (_("择高"), _("两项不能同时享受时，取金额高的一项，或由本人选。")),
    (_("反向办"), _("该享受的先告知，本人明确说不要，才算不要。")),
    (_("公示"), _("审批前后把结果公开几天，让人可以提出异议。")),
    (_("两项补贴"), _("困难残疾人生活补贴和重度残疾人护理补贴。")),
    (_("一户多残"), _("同一家庭里有两名以上残疾人。")),
    (_("发放批次"), _("一个月、一个县、一项待遇的一批发放：制单、复核、交银行、回盘。")),
    (_("回盘"), _("银行发来的文件：哪些到账了，哪些退回，为什么。")),
    (_("退回"), _("银行没有付成，钱没有到账；查明后重新编批。")),
    (_("追回"), _("多发的钱要求退还；由人决定，不从别的待遇里扣。")),
    (_("轮候"), _("已经提出、还没有安排上的；从提出的那一天算起。")),
    (_("服务单"), _("一个人、一个项目、一家机构、一段时间、一个限额。")),
    (_("一户一策"), _("每一户按家里量的尺寸和本人的需要，单独做改造方案。")),
    (_("跨省通办"), _("在别的省也能提出申请，由户籍地办理。")),
    (_("截至"), _("只用到那一天已经知道的事来看。")),
)
