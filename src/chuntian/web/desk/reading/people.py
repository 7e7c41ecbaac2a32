"""A person's file as the pages show it, within the reader's field mask."""

import json
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chuntian.accounts.enums import Do
from chuntian.accounts.scopes import Scope
from chuntian.casework.enums import TaskState
from chuntian.casework.models import Award, Case, Task
from chuntian.exchange.kinds import UnknownKind
from chuntian.exchange.kinds import kind as kind_of
from chuntian.kernel.components import decode
from chuntian.kernel.days import age_on
from chuntian.money.models import Obligation, PaymentLine, Recovery
from chuntian.registry import queries
from chuntian.registry.enums import CertificateStatus
from chuntian.registry.models import Certificate, Guardian, Person
from chuntian.rules import FromList
from chuntian.trail.models import Entry
from chuntian.trail.queries import entries_about
from chuntian.web.desk.reading.fact_words import fact_text
from chuntian.web.desk.reading.names import place_names, programme_name
from chuntian.web.desk.reading.recoveries import recovery_rows, with_person
from chuntian.web.templatetags.desk import day

MOST_ROWS = 200
CERTIFICATE_TAGS = {
    CertificateStatus.ISSUED: "good",
    CertificateStatus.CANCELLED: "stop",
    CertificateStatus.EXPIRED: "warn",
}


def search_rows(text: str, scope: Scope, *, limit: int, offset: int) -> tuple[list[dict[str, Any]], bool]:
    """Find persons within the scope, and say whether there are more; numbers stay masked."""
    found = queries.search(text, scope, limit=limit, offset=offset)
    places = place_names(one.hukou for one in found)
    rows = [
        {
            "pk": one.pk,
            "name": one.name,
            "sex": one.get_sex_display(),
            "birth_year": one.birth_date.year,
            "number": str(one.resident_id),
            "place": places.get(one.hukou, one.hukou),
        }
        for one in found
    ]
    return rows, found.more


def head(person: Person, request: HttpRequest, here: str) -> dict[str, Any]:
    """Give what stands above every page of a file, and the ways between its pages."""
    pages = [
        ("person", _("概况")),
        ("person-facts", _("事实")),
        ("person-decisions", _("判定")),
        ("person-money", _("待遇和发放")),
    ]
    if request.scope.can(Do.PERSON_EDIT):
        pages.append(("person-helpers", _("代办人")))
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
    certificates = queries.certificates_of(person, request.today, request.moment)
    return {
        "hukou": places.get(person.hukou, ""),
        "residence": places.get(person.residence, ""),
        "certificates": _certificate_rows(certificates),
        "guardian": Guardian.objects.filter(person=person).order_by("-as_of").first()
        if shows("guardian_name")
        else None,
        "awards": award_rows(person) if shows("awards") else [],
        "tasks": [
            {
                "pk": one.pk,
                "kind": one.get_kind_display(),
                "programme": programme_name(one.programme),
                "due_on": one.due_on,
            }
            for one in Task.objects.filter(person=person, state=TaskState.OPEN).order_by("due_on")[:20]
        ],
        "cases": [
            {
                "pk": one.pk,
                "programme": programme_name(one.programme),
                "state": one.get_state_display(),
                "on": one.applied_on,
            }
            for one in Case.objects.filter(person=person).order_by("-applied_on")[:20]
        ],
    }


def facts(person: Person, request: HttpRequest) -> dict[str, Any]:
    """Give every fact that the reader may see, what is known first, and what sources said over time."""
    file = queries.person_file(person.pk, request.today, request.moment)
    shown = [fact for fact in file.facts.values() if request.scope.shows(fact.name)]
    rows = sorted((_fact_row(fact) for fact in shown), key=lambda row: not row["known"])
    return {"facts": rows, "events": _events(file.timeline, shown)}


def _fact_row(fact: queries.Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "label": _label(fact.declaration),
        "known": fact.is_known,
        "value": fact_text(fact.declaration, fact.value),
        "true_from": fact.true_from,
        "true_to": fact.true_to,
        "known_since": fact.known_since,
        "source": source_name(fact.source) if fact.source else _("人员登记") if fact.true_from else _("证件号码"),
        "owner": fact.declaration.owner,
    }


def _events(lines: list[queries.TimelineLine], shown: list[queries.Fact]) -> list[dict[str, Any]]:
    events = []
    for line in lines[:MOST_ROWS]:
        said = [_said(fact, line) for fact in shown if _is_said(fact.declaration, line)]
        if said:
            known = _("%(source)s，%(day)s 知道") % {"source": source_name(line.source), "day": day(line.known_since)}
            events.append({"on": line.as_of, "text": "；".join(said), "note": known})
    return events


def _is_said(declared: Any, line: queries.TimelineLine) -> bool:
    source = declared.source
    if isinstance(source, FromList):
        return source.kind == line.kind and source.field in line.values
    return declared.name in line.values


def _said(fact: queries.Fact, line: queries.TimelineLine) -> str:
    declared = fact.declaration
    key = declared.source.field if isinstance(declared.source, FromList) else declared.name
    return _("%(label)s：%(value)s") % {"label": _label(declared), "value": fact_text(declared, line.values[key])}


def source_name(source: Any) -> str:
    """Name a source: the kind of list and the day for which it is true."""
    try:
        label = kind_of(source.kind).label_zh
    except UnknownKind:
        label = source.get_origin_display()
    return f"{label} {source.as_of.isoformat()}"


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


def trail_rows(person: Person) -> list[dict[str, Any]]:
    """Give who opened or changed the file, newest first."""
    shown = Entry.objects.filter(subject_kind="search", detail__contains=str(person.pk)).order_by("-id")
    found = [*entries_about("person", person.pk)[:MOST_ROWS], *entries_about("registry_person", person.pk)[:MOST_ROWS]]
    entries = sorted([*found, *shown[:MOST_ROWS]], key=lambda one: one.at, reverse=True)
    words = {"person.view": _("打开档案"), "person.number": _("看完整号码"), "person.search": _("在查找结果中")}
    return [
        {
            "at": one.at,
            "actor": one.actor,
            "action": one.action,
            "word": words.get(one.action, ""),
            "reason": one.reason,
            "from": json.loads(one.detail).get("from", ""),
        }
        for one in entries[:MOST_ROWS]
    ]


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


def _label(declared: Any) -> str:
    return declared.label_en if (get_language() or "").startswith("en") else declared.label_zh
