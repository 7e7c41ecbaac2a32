"""Claims, their lines and providers as rows, tables and facts: the same for the provider and for the desk."""

from typing import Any

from django.utils.translation import gettext as _

from chuntian.services.models import Claim, ClaimLine, Provider
from chuntian.services.queries import findings
from chuntian.services.readings import any_item_name, item_name
from chuntian.web.reading.names import programme_name
from chuntian.web.reading.serving import claim_tag, findings_text, hours_of, line_tag
from chuntian.web.shown import Cell, Table, columns
from chuntian.web.templatetags.desk import count, day, moment, month, yuan

MOST_ROWS = 60
WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


def claim_row(one: Claim, url: str, places: dict[str, str]) -> list[Cell]:
    """Give a claim as a row: month, programme, place, lines, asked, allowed, state."""
    name = programme_name(one.programme)
    held = _("%s 条有疑点") % one.lines_held if one.lines_held else ""
    return [
        Cell(month(one.month), url, about=name), Cell(name), Cell(places.get(one.region, one.region)),
        Cell(count(one.lines_all), note=held), Cell(yuan(one.asked_fen or 0)), Cell(yuan(one.allowed_fen or 0)),
        Cell(tags=(claim_tag(one),)),
    ]  # fmt: skip


def claim_facts(one: Claim) -> list[tuple[str, Cell]]:
    """Give the sums of a claim, and who handed it in and settled it."""
    rows = [
        (_("申报"), Cell(yuan(one.asked_fen or 0), note=_("%s 条明细") % count(one.lines_all))),
        (_("可付"), Cell(yuan(one.allowed_fen or 0))),
        (_("有疑点，待核"), Cell(count(one.lines_held))), (_("核实后不付"), Cell(count(one.lines_refused))),
    ]  # fmt: skip
    rows += [(_("提交"), Cell(one.submitted_by or "—", note=moment(one.submitted_at)))]
    return [*rows, (_("结算"), Cell(one.settled_by or "—", note=moment(one.settled_at)))]


def found_table(one: Claim) -> list[Table]:
    """Give what the check found over a claim, named and counted; nothing where nothing was found."""
    rows = [[Cell(row.finding.label_zh), Cell(count(row.lines)), Cell(yuan(row.asked_fen))] for row in findings([one])]
    about = _("有疑点的明细先停下来，由人核实后再定；一条明细可以有几个疑点。")
    return (
        [Table(_("核对出的疑点"), columns(_("疑点"), _("几条"), _("申报"), ends=(1, 2)), rows, about=about)]
        if rows
        else []
    )


def lines_table(rows: list[list[Cell]], shown: Any) -> Table:
    """Give lines as a table."""
    heads = columns(_("姓名"), _("时间"), _("项目"), _("申报"), _("可付"), _("核对"), ends=(3, 4))
    return Table(_("明细"), heads, rows, (_("没有这样的明细"), ""), page=shown)


def line_row(row: ClaimLine, url: str) -> list[Cell]:
    """Give a line as a row: whom, when, what, asked, allowed, what the check says."""
    one = row.session
    when = f"{day(one.day)} {hours_of(one)}"
    return [
        Cell(one.person.name, url, about=when), Cell(when), Cell(item_name(one.order.programme, one.item)),
        Cell(yuan(row.asked_fen)), Cell(yuan(row.allowed_fen)),
        Cell(tags=(line_tag(row),), note=findings_text(row.findings) or row.reason),
    ]  # fmt: skip


def line_facts(line: ClaimLine, session: str) -> list[tuple[str, Cell]]:
    """Give what is known of a line: the session, the sums, what the provider says, what was decided."""
    one = line.session
    rows = [
        (_("服务"), Cell(item_name(one.order.programme, one.item), session, note=f"{day(one.day)} {hours_of(one)}")),
        (_("申报"), Cell(yuan(line.asked_fen))), (_("可付"), Cell(yuan(line.allowed_fen))),
    ]  # fmt: skip
    if line.objection:
        rows.append((_("机构意见"), Cell(line.objection)))
    if line.decided_at:
        rows.append((_("核实"), Cell(line.reason, note=f"{line.decided_by} · {moment(line.decided_at)}")))
    return rows


def provider_facts(provider: Provider) -> list[tuple[str, Cell]]:
    """Give the particulars of a provider."""
    where = provider.organisation
    weekly = "、".join(_("星期%s") % WEEKDAYS[int(one) - 1] for one in provider.shut_weekdays)
    return [
        (_("地址"), Cell(where.address or "—", note=where.phone)),
        (_("许可证"), Cell(provider.licence or "—", note=_("有效到 %s") % day(provider.licence_to) if provider.licence_to else "")),
        (_("专业人员"), Cell("—" if provider.staff is None else provider.staff)),
        (_("每天接待"), Cell("—" if provider.capacity is None else _("%s 人次") % provider.capacity)),
        (_("每周停业"), Cell(weekly or _("不停业"))),
        (_("无障碍情况"), Cell(provider.access or _("没有登记"))),
    ]  # fmt: skip


def prices_table(provider: Provider) -> Table:
    """Give the prices by day, the newest first."""
    rows = [
        [Cell(any_item_name(one.item)), Cell(yuan(one.price_fen)), Cell(day(one.from_on)), Cell(day(one.to_on) if one.to_on else _("现在"))]
        for one in provider.offers.order_by("-from_on", "item")[:MOST_ROWS]
    ]  # fmt: skip
    empty = (_("还没有价目"), _("没有价目的项目不能登记服务。"))
    return Table(_("价目表"), columns(_("项目"), _("单价"), _("自"), _("至"), ends=(1,)), rows, empty)


def shut_table(provider: Provider) -> list[Table]:
    """Give the days on which a provider was or is shut beside its weekly ones."""
    rows = [[Cell(day(one.day)), Cell(one.reason or "—")] for one in provider.shut_days.order_by("-day")[:MOST_ROWS]]
    return [Table(_("停业的日子"), columns(_("日期"), _("原因")), rows)] if rows else []
