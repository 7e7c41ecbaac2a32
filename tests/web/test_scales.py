"""Scales and assessments on pages: uploaded, filled in, compared, taken back; a wait left; a service complained about."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.services.test_xlsform import book
from tests.web.served import enter, send, served_office, text  # noqa: F401

from chuntian.accounts.enums import Role
from chuntian.accounts.models import User
from chuntian.casework.models import Case
from chuntian.services import operations as services
from chuntian.services.models import Assessment, Need, Order, ScaleForm, Session

pytestmark = pytest.mark.django_db
ANSWERS = {f"q-{name}": "3" for name in ("eat", "dress", "wash", "sit", "walk", "stairs", "understand", "say")}


def upload(client, content: bytes, name: str = "量表.xlsx", follow: bool = True):
    scales = reverse("desk:scales")
    region = client.get(scales).context["offered"][0].form.fields["region"].initial
    file = SimpleUploadedFile(name, content)
    return client.post(scales, {"do": "upload", "upload-region": region, "upload-file": file}, follow=follow)


def assess_url(side: str, order: Order, scale: ScaleForm) -> str:
    return reverse(f"{side}:assess", args=[order.pk, scale.pk])


def test_a_clerk_uploads_looks_and_withdraws(office):
    clerk = enter(Role.COUNTY_CLERK)
    page = text(clerk, "/services/scales/")
    assert "日常活动观察表（示例）" in page
    assert "XLSForm" in page
    sent = book(("integer", "a", "走几步", "yes", "", ". >= 0 and . <= 9"), ("note", "n", "看一看"))
    made = upload(clerk, sent).content.decode()
    for words in ("日常生活能力", "已加入", "走几步", "0 至 9", "看一看", "量表注明：分越高越好", "disabled"):
        assert words in made, words
    one = ScaleForm.objects.get(slug="adl")
    assert "同样的文件已经在了" in upload(clerk, sent).content.decode()
    upload(clerk, book(("integer", "a", "走几步", "yes")))
    assert "这是旧的一版" in text(clerk, reverse("desk:scale", args=[one.pk]))
    newest = ScaleForm.objects.get(slug="adl", version=2)
    assert "各个版本" in text(clerk, reverse("desk:scale", args=[newest.pk]))

    gone = send(clerk, reverse("desk:scale", args=[newest.pk]), "withdraw", reason="换用新的量表").content.decode()

    assert "已停用" in gone
    assert "换用新的量表" in gone
    assert "日常生活能力" not in text(clerk, "/services/scales/")
    assert "日常生活能力" in text(clerk, "/services/scales/?state=gone&q=ADL&sort=used")
    assert "没有这样的量表" in text(clerk, "/services/scales/?q=zzz")


def test_the_first_scale_of_a_place_is_explained_with_a_sample(office):
    Assessment.objects.all().delete()
    ScaleForm.objects.all().delete()
    clerk = enter(Role.COUNTY_CLERK)

    page = text(clerk, "/services/scales/")
    answer = clerk.get(reverse("desk:scale-sample"))

    assert "还没有量表" in page
    assert "survey 表一行一个问题" in page
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == ["survey", "choices", "settings"]
    assert "填写时的样子" in upload(clerk, answer.content).content.decode()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"a,b", "a.csv", "只能读 xlsx"), (b"a,b", "a.xlsx", "不是 xlsx 文件"), (b"x" * 2_200_000, "a.xlsx", "超过 2 MB"),
        (book(("select_one zz", "a", "甲")), "a.xlsx", "choices 表里没有选项组“zz”"),
        (book(("geopoint", "a", "甲")), "a.xlsx", "survey 表第 2 行“a”：类型 geopoint"),
    ],
    ids=["csv", "text", "large", "no choices", "kind"],
)  # fmt: skip
def test_what_is_wrong_with_a_form_is_told_on_the_page(office, content, name, words):
    answer = upload(enter(Role.COUNTY_CLERK), content, name).content.decode()

    assert "error-summary" in answer
    assert words in answer
    assert ScaleForm.objects.count() == 1


def test_who_may_not_uploads_nothing(office):
    scales, sample = reverse("desk:scales"), reverse("desk:scale", args=[office.scale.pk])
    approver = enter(Role.COUNTY_APPROVER)

    assert "上传一份量表" not in text(approver, scales)
    assert approver.post(scales, {"do": "upload"}).status_code == 403
    assert approver.post(sample, {"do": "withdraw", "withdraw-reason": "不想要了"}).status_code == 403
    assert enter(Role.PROVIDER).get(scales).status_code == 403
    assert approver.get(assess_url("desk", office.order, office.scale)).status_code == 403


def test_a_provider_assesses_and_every_wrong_answer_is_told_at_its_field(office):
    staff = enter(Role.PROVIDER)
    assert reverse("provider:order", args=[office.order.pk]) in text(staff, "/provider/people/")
    assert reverse("provider:order", args=[office.order.pk]) in text(
        staff, reverse("provider:session", args=[office.session.pk])
    )
    order = text(staff, reverse("provider:order", args=[office.order.pk]))
    address = assess_url("provider", office.order, office.scale)
    assert address in order
    assert "从 8 分到 16 分，多了 8 分。" in order
    page = text(staff, address)
    assert "上一次：2024年3月15日，中期，16 分" in page
    assert "只在“在屋里走动”不答“要人全做”时回答" in page

    wrong = staff.post(
        address, {"do": "assess", "stage": "after", "on": "2024-04-01", "q-eat": "9", "q-walk": "0"}
    ).content.decode()
    for words in ('<a href="#id_q-dress">', "请回答“穿衣”", "q-say_error", "错误："):
        assert words in wrong, words
    assert "q-stairs_error" not in wrong
    twice = staff.post(address, ANSWERS | {"do": "assess", "stage": "after", "on": "2024-03-15"}).content.decode()
    assert "这一天已有这份量表的评估" in twice
    assert 'id="id_on_error"' in twice
    assert "请选阶段" in staff.post(address, ANSWERS | {"do": "assess", "on": "2024-03-15"}).content.decode()

    done = staff.post(
        address, ANSWERS | {"do": "assess", "stage": "after", "on": "2024-03-20"}, follow=True
    ).content.decode()
    assert "已登记评估：24 分" in done
    assert "从 8 分到 24 分，多了 16 分。量表注明：分越高越好。" in done
    made = Assessment.objects.get(stage="after")
    assert (made.score, made.by.username, made.order_id) == (24, Role.PROVIDER, office.order.pk)

    there = reverse("provider:assessment", args=[made.pk])
    assert there in done
    assert "自己能做" in text(staff, there)
    gone = send(staff, there, "take_back", reason="填成了别人的").content.decode()
    assert "已撤回" in gone
    assert "从 8 分到 16 分" in text(staff, reverse("provider:order", args=[office.order.pk]))


def test_another_providers_people_are_not_there(office):
    staff = enter(Role.PROVIDER)
    other = Order.objects.get(provider=office.other)
    made = services.assess(
        person=other.person, form=office.scale, answers={name[2:]: "1" for name in ANSWERS}, on=office.assessment.on, stage="before", order=other,
        by="system:test", at=office.assessment.recorded_at,
    )  # fmt: skip

    assert staff.get(reverse("provider:order", args=[other.pk])).status_code == 404
    assert staff.get(assess_url("provider", other, office.scale)).status_code == 404
    assert staff.get(reverse("provider:assessment", args=[made.pk])).status_code == 404
    assert staff.get(assess_url("provider", office.order, ScaleForm(pk=1))).status_code == 404


def test_the_desk_compares_and_says_what_is_missing(office):
    clerk, there = enter(Role.COUNTY_CLERK), reverse("desk:order", args=[office.order.pk])
    page = text(clerk, there)
    assert "从 8 分到 16 分，多了 8 分。" in page
    assert "还缺初期评估" not in page
    assert "还缺末期评估" not in page
    services.stop(
        order=office.order,
        last_day=office.session.day,
        reason="家里搬走了",
        by="system:test",
        at=office.session.entered_at,
    )
    assert "还缺末期评估" in text(clerk, there)
    assert "评估：" in text(clerk, there)

    clerk.post(
        assess_url("desk", office.order, office.scale), ANSWERS | {"do": "assess", "stage": "after", "on": "2024-03-20"}
    )

    assert "还缺末期评估" not in text(clerk, there)
    first = reverse("desk:assessment", args=[office.assessment.pk])
    assert "要人帮一部分" in text(clerk, first)
    send(clerk, first, "take_back", reason="填成了别人的")
    assert "还缺初期评估" in text(clerk, there)
    assert "填成了别人的" in text(clerk, there)


def test_a_restricted_service_stays_restricted(office):
    from chuntian.accounts.models import Assignment

    Order.objects.filter(pk=office.order.pk).update(restricted=True, programme="psychiatric_community_rehab")
    clerk = User.objects.create_user("town-clerk", display_name="镇上的经办")
    Assignment.objects.create(
        user=clerk, role=Role.TOWNSHIP_CLERK, region=office.order.region[:9].ljust(12, "0"), valid_from="2020-01-01"
    )
    town, county = enter("town-clerk"), enter(Role.COUNTY_CLERK)

    case = services.complain_about(
        person=office.order.person,
        order=office.order,
        text="老师总是迟到",
        by=office.staff,
        at=office.session.entered_at,
    )

    for name, pk in (("assessment", office.assessment.pk), ("order", office.order.pk)):
        assert town.get(reverse(f"desk:{name}", args=[pk])).status_code == 404
    assert county.get(reverse("desk:assessment", args=[office.assessment.pk])).status_code == 200
    assert town.get(assess_url("desk", office.order, office.scale)).status_code == 404
    page = text(town, reverse("desk:case", args=[case.pk]))
    assert "投诉的服务" not in page
    assert "转告机构" not in page
    assert "投诉的服务" in text(county, reverse("desk:case", args=[case.pk]))
    assert '<td data-label="用过几次" class="end"><span>0</span>' in text(town, "/services/scales/").replace("\n", "")


def test_a_citizen_sees_his_scores_and_confirms_on_his_own_page(office):
    client, own = enter(Role.CITIZEN), reverse("mine:service", args=[office.order.pk])
    page = text(client, own)
    assert "从 8 分到 16 分，多了 8 分。" in page
    assert "/services/assessments/" not in page
    services.withdraw_assessment(
        assessment=office.assessment, reason="填成了别人的", by="system:test", at=office.session.entered_at
    )
    assert "填成了别人的" not in text(client, own)

    client.post(own, {"do": "confirm", "for": str(office.order.person_id), "session": office.session.pk})

    assert Session.objects.get(pk=office.session.pk).proof == "own"
    assert "本人在自己的页面上确认" in text(enter(Role.COUNTY_CLERK), reverse("desk:order", args=[office.order.pk]))
    assert "本人在自己的页面上确认" in text(enter(Role.PROVIDER), reverse("provider:session", args=[office.session.pk]))


def test_who_waits_leaves_the_list_on_his_own_page(office):
    User.objects.filter(username=Role.CITIZEN).update(person_id=office.waiting.person_id)
    client, own = enter(Role.CITIZEN), str(office.waiting.person_id)
    leave = reverse("mine:service-leave", args=[office.waiting.pk])
    assert leave in text(client, reverse("mine:service", args=[office.waiting.pk]))

    page = client.post(leave, {"do": "leave", "for": own, "words": "家里自己请了人"}, follow=True).content.decode()

    assert "已经不再等了" in page
    gone = Order.objects.get(pk=office.waiting.pk)
    assert (gone.state, gone.stop_reason) == ("cancelled", "本人不再等了：家里自己请了人")
    assert Need.objects.get(pk=office.need.pk).state == "open"
    assert "家里自己请了人" in text(client, reverse("mine:service", args=[gone.pk]))
    assert client.get(leave).status_code == 404
    clerk = enter(Role.COUNTY_CLERK)
    assert gone.person.name not in text(clerk, "/services/orders/")
    assert "本人不再等了：家里自己请了人" in text(clerk, reverse("desk:order", args=[gone.pk]))


def test_the_desk_ends_a_wait_with_its_reason(office):
    clerk, there = enter(Role.COUNTY_CLERK), reverse("desk:order", args=[office.waiting.pk])
    assert "请选不再等的原因" in send(clerk, there, "cancel", words="打电话来说的").content.decode()

    page = send(clerk, there, "cancel", why="elsewhere", words="打电话来说的").content.decode()

    assert "已从轮候名单上取下" in page
    assert "已由其他渠道解决：打电话来说的" in page
    assert clerk.get(assess_url("desk", office.waiting, office.scale)).status_code == 404


def test_a_complaint_about_a_service_reaches_the_desk_and_the_provider_only_by_the_desk(office):
    client, own = enter(Role.CITIZEN), str(office.order.person_id)
    complain = reverse("mine:service-complain", args=[office.order.pk])
    assert complain in text(client, reverse("mine:service", args=[office.order.pk]))
    assert "请写哪里不满意" in client.post(complain, {"do": "complain", "for": own, "text": ""}).content.decode()

    sent = {"do": "complain", "for": own, "text": "那天老师迟到半小时", "session": office.session.pk}
    receipt = client.post(complain, sent, follow=True)

    case = Case.objects.get(path="complaint")
    assert receipt.redirect_chain[-1][0] == reverse("apply:receipt", args=[case.pk])
    clerk, staff, there = enter(Role.COUNTY_CLERK), enter(Role.PROVIDER), reverse("desk:case", args=[case.pk])
    page = text(clerk, there)
    for words in (
        reverse("desk:order", args=[office.order.pk]),
        "晨光康复中心",
        "机构还不知道",
        "那天老师迟到半小时",
        "2024年3月20日",
    ):
        assert words in page, words
    provided = reverse("provider:order", args=[office.order.pk])
    assert "投诉" not in text(staff, provided)
    assert "转来的投诉" not in text(staff, "/provider/people/")

    told = send(clerk, there, "tell_provider", words="家长说 3 月 20 日迟到，请说明").content.decode()

    assert "已转告机构" in told
    assert "家长说 3 月 20 日迟到，请说明" in text(staff, provided)
    assert "有转来的投诉" in text(staff, "/provider/people/")
    assert "那天老师迟到半小时" not in text(staff, provided)
