"""A person's file as the pages show it, within the reader's field mask."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.accounts.scopes import Scope
from chuntian.casework.glance import Glance, at_a_glance
from chuntian.casework.models import Award
from chuntian.kernel.components import decode
from chuntian.kernel.days import age_on
from chuntian.money.models import Obligation, PaymentLine, Recovery
from chuntian.registry import queries
from chuntian.registry.enums import CertificateStatus
from chuntian.registry.models import Certificate, Guardian, Person
from chuntian.trail.models import Entry
from chuntian.web.desk.reading.recoveries import recovery_rows, with_person
from chuntian.web.navigation import PLACES
from chuntian.web.reading.facts import events, fact_rows, source_name
from chuntian.web.reading.names import place_names, programme_name

MOST_ROWS = 200
CERTIFICATE_TAGS = {
    CertificateStatus.ISSUED: "good",
    CertificateStatus.CANCELLED: "stop",
    CertificateStatus.EXPIRED: "warn",
}
PLACE_TITLES = {name: title for name, title, _about in PLACES}
SEEN: dict[str, Promise] = {
    "person.view": gettext_lazy("打开档案"),
    "person.number": gettext_lazy("看完整号码"),
    "person.search": gettext_lazy("在查找结果中"),
    "list.view": gettext_lazy("在列表中"),
    "export": gettext_lazy("在取走的名单中"),
    "measure.open": gettext_lazy("在指标的人员中"),
    "recovery.view": gettext_lazy("打开追回"),
    "pay.take_file": gettext_lazy("在取走的报盘文件中"),
    "partner.read": gettext_lazy("部门通过接口查询"),
    "service.view": gettext_lazy("服务机构看到这个人的服务"),
    "home.photo": gettext_lazy("看家庭改造的照片"),
}


def search_rows(
    text: str, scope: Scope, *, limit: int, offset: int, also: Q | None = None
) -> tuple[list[dict[str, Any]], bool]:
    """Find persons within the scope, and say whether there are more; numbers stay masked."""
    found = queries.search(text, scope, limit=limit, offset=offset, also=also)
    return person_rows(found), found.more


def person_rows(found: Iterable[Person]) -> list[dict[str, Any]]:
    """Give what a list shows of persons; numbers stay masked."""
    found = list(found)
    places = place_names({place for one in found for place in (one.hukou, one.residence) if place})
    return [
        {
            "pk": one.pk,
            "name": one.name,
            "sex": one.get_sex_display(),
            "birth_year": one.birth_date.year,
            "number": str(one.resident_id),
            "place": places.get(one.hukou, one.hukou),
            "lives": places.get(one.residence, one.residence) if one.residence != one.hukou else "",
        }
        for one in found
    ]


def head(person: Person, request: HttpRequest, here: str) -> dict[str, Any]:
    """Give what stands above every page of a file, and the ways between its pages."""
    pages = [
        ("person", _("概况")),
        ("person-facts", _("事实")),
        ("person-decisions", _("判定")),
        ("person-money", _("待遇和发放")),
        ("person-services", _("需求和服务")),
    ]
    if request.scope.can(Do.PERSON_EDIT):
        pages.append(("person-helpers", _("代办人")))
        pages.append(("person-formats", _("文书形式")))
    if request.scope.can(Do.AUDIT_VIEW):
        pages.append(("person-trail", _("查阅记录")))
    return {
        "person": person,
        "pages": [(title, reverse(f"desk:{name}", args=[person.pk]), name == here) for name, title in pages],
        "caption": _("%(sex)s，%(year)s 年生，%(age)s 岁") % _life(person, request.today),
        "may_reveal": request.scope.can(Do.PERSON_REVEAL),
        "may_apply": request.scope.can(Do.CASE_APPLY),
    }


def overview(person: Person, request: HttpRequest) -> dict[str, Any]:
    """Give who the person is, the certificate, what runs and what is to do."""
    shows = request.scope.shows
    places = place_names({person.hukou, person.residence, person.residence_permit})
    file = at_a_glance(person)
    certificates = queries.certificates_of(person, request.today, request.moment)
    return {
        "hukou": places.get(person.hukou, ""),
        "residence": places.get(person.residence, ""),
        "certificates": _certificate_rows(certificates),
        "guardian": Guardian.objects.filter(person=person).order_by("-as_of").first()
        if shows("guardian_name")
        else None,
        "awards": award_rows(person) if shows("awards") else [],
        "tasks": [_named(one) for one in file["tasks"]],
        "cases": [_named(one) for one in file["cases"]],
        "contacts": file["contacts"],
        "declines": [_named(one) for one in file["declines"]],
    }


def _named(one: Glance) -> dict[str, Any]:
    return {"row": one, "programme": programme_name(one.programme)}


def facts(person: Person, request: HttpRequest, on: date, known_at: datetime) -> dict[str, Any]:
    """Give every fact that the reader may see, as true on a day and known at a moment, and what sources had said by then."""
    file = queries.person_file(person.pk, on, known_at)
    shown = [fact for fact in file.facts.values() if request.scope.shows(fact.name)]
    return {"facts": fact_rows(shown), "events": events(file.timeline, shown, MOST_ROWS)}


def award_rows(person: Person) -> list[dict[str, Any]]:
    """Give the person's awards, running ones first."""
    awards = Award.objects.filter(person=person).select_related("ended_by").order_by("end_month", "-start_month")
    return [
        {
            "pk": one.pk,
            "programme": programme_name(one.programme),
            "start": one.start_month,
            "end": one.end_month,
            "running": one.end_month is None,
            "void": one.is_void,
            "resumes": one.resumes_id is not None,
            "why": one.end_reason,
            "ended_by": str(one.ended_by) if one.ended_by else "",
        }
        for one in sorted(awards, key=lambda one: one.end_month is not None)
    ]


def money(person: Person) -> dict[str, Any]:
    """Give awards, what is owed and what was paid, newest month first."""
    owed = list(
        Obligation.objects.filter(person=person).select_related("run").order_by("-period", "programme")[:MOST_ROWS]
    )
    lines: dict[int, list[PaymentLine]] = {}
    for line in PaymentLine.objects.filter(obligation__in=owed).select_related("account").order_by("attempt"):
        lines.setdefault(line.obligation_id, []).append(line)
    rows = [
        {
            "period": one.period,
            "programme": programme_name(one.programme),
            "target_fen": one.target_fen,
            "demo": bool(one.run and one.run.demo_parameters),
            "lines": [
                {
                    "fen": line.amount_fen,
                    "state": line.get_state_display(),
                    "on": line.answered_on,
                    "account": str(line.account.number),
                }
                for line in lines.get(one.pk, [])
            ],
        }
        for one in owed
    ]
    claims = with_person(Recovery.objects.filter(obligation__person=person)).order_by("-proposed_at")[:MOST_ROWS]
    return {"awards": award_rows(person), "months": rows, "claims": recovery_rows(claims),
            "demo": any(row["demo"] for row in rows), "allowed": True}  # fmt: skip


def trail_rows(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Give who opened or changed a file, with what was done in words where there are some."""
    return [
        {
            "at": one.at,
            "actor": one.actor,
            "action": one.action,
            "word": _said(one),
            "reason": one.reason,
            "from": json.loads(one.detail).get("from", ""),
        }
        for one in entries
    ]


def _said(one: Entry) -> str:
    word, place = SEEN.get(one.action, ""), PLACE_TITLES.get(one.subject_id)
    return _("%(what)s：%(part)s") % {"what": word, "part": place} if word and place else str(word)


def _certificate_rows(found: list[Certificate]) -> list[dict[str, Any]]:
    return [
        {
            "number": str(one.number or ""),
            "components": "、".join(str(part) for part in decode(one.components)) if one.components else "",
            "status": one.get_status_display(),
            "tag": CERTIFICATE_TAGS.get(one.status, ""),
            "issued_on": one.issued_on,
            "expires_on": one.expires_on,
            "as_of": one.as_of,
            "source": source_name(one.source),
        }
        for one in found
    ]


def _life(person: Person, today: date) -> dict[str, Any]:
    return {"sex": person.get_sex_display(), "year": person.birth_date.year, "age": age_on(person.birth_date, today)}
