"""Hand an application in: one case, what the applicant said with it, and the draft is gone, all or nothing."""

import textwrap
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from chuntian.accounts.models import User
from chuntian.casework import operations
from chuntian.casework.enums import ActionKind, Channel
from chuntian.casework.models import Case
from chuntian.web.portal.apply_drafts import drop
from chuntian.web.portal.apply_forms import WRONG
from chuntian.web.portal.apply_steps import Wizard
from chuntian.web.portal.mine.acting import SELF

LONGEST = 480  # an action keeps 500 characters: what is longer goes on in a note, nothing is cut


@transaction.atomic
def send(*, wizard: Wizard, by: User, at: datetime, on: date) -> Case:
    """
    Hand the application in for today.

    What the applicant said goes with the case for the clerk to check. It is not made a fact: a fact about a list comes from that list.

    :raises CaseOpen, AlreadyReceiving
    """
    with translation.override("zh-hans"):  # the record is read by the office
        words = textwrap.wrap(_said(wizard), LONGEST, break_long_words=True) or [""]
    case = operations.apply(
        person=wizard.ward.person, programme=wizard.draft.programme, applied_on=on, channel=Channel.ONLINE, by=by,
        at=at, office=wizard.said.office, law=wizard.asking.law, why=words[0],
    )  # fmt: skip
    for more in words[1:]:
        operations.act(case=case, kind=ActionKind.NOTE, by=by, at=at, why=more)
    drop(draft=wizard.draft)
    return case


def _said(wizard: Wizard) -> str:
    """Write what was said in one line: who applied, what is found wrong, each answer."""
    who = wizard.ward
    told = [_("网上申请，%s") % {SELF: _("本人"), "guardian": _("监护人")}.get(who.kind, _("受托代办人"))]
    if wizard.said.known == WRONG:
        told.append(_("认为不对：%s") % wizard.said.wrong)
    fresh = Wizard(wizard.draft, who, wizard.asking)  # the words of the steps in the language of the record
    told += [f"{one.topic}：{one.answer}" for one in fresh.steps if one.name.startswith("question")]
    return "；".join(" ".join(one.split()) for one in told)
