"""What can be done with a list that came in."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.exchange import operations
from chuntian.exchange.enums import UploadState
from chuntian.exchange.models import Upload
from chuntian.web.desk.deeds import Deed
from chuntian.web.desk.forms import DeskForm, ReasonField

CONFIRMATIONS = 2  # as exchange.operations.commit asks for


class WhyForm(DeskForm):
    reason = ReasonField()


def commit(request: HttpRequest, upload: Upload, said: dict[str, Any]) -> str:
    """Take the accepted rows over."""
    done = operations.commit(upload=upload, by=request.user, at=request.moment)
    if done.state == UploadState.HALTED:
        return _("没有入库：刹车了。这份名单会停掉或改变太多，要两个人看过。")
    return _("已入库。")


def confirm(request: HttpRequest, upload: Upload, said: dict[str, Any]) -> str:
    """Say, as one of two persons, that the halted list is right."""
    operations.confirm_brake(upload=upload, by=request.user, at=request.moment, reason=said["reason"])
    return _("已记下您的确认。两个人都确认后才能入库。")


def reject(request: HttpRequest, upload: Upload, said: dict[str, Any]) -> str:
    """Drop the list."""
    operations.reject(upload=upload, by=request.user, at=request.moment, reason=said["reason"])
    return _("这份名单已作废，没有改变任何人。")


def _confirmed(upload: Upload) -> bool:
    return upload.state == UploadState.HALTED and upload.confirmations.count() >= CONFIRMATIONS


DEEDS = [
    Deed(
        "commit", gettext_lazy("入库"), (Do.LIST_COMMIT,), commit, kind="first", refusals=(operations.CannotCommit,),
        about=gettext_lazy("只入库通过的行；退回的行不影响任何人。"),
        possible=lambda upload: upload.state == UploadState.STAGED or _confirmed(upload),
    ),
    Deed(
        "confirm", gettext_lazy("确认这份名单没有错"), (Do.BRAKE_CONFIRM,), confirm, WhyForm, kind="first",
        about=gettext_lazy("须由两个人分别确认。先看停住的原因，再向报送单位核实。"), refusals=(operations.CannotConfirm,),
        possible=lambda upload: upload.state == UploadState.HALTED and not _confirmed(upload),
    ),
    Deed(
        "reject", gettext_lazy("作废这份名单"), (Do.LIST_COMMIT, Do.BRAKE_CONFIRM), reject, WhyForm, kind="danger",
        possible=lambda upload: upload.state in (UploadState.STAGED, UploadState.HALTED), refusals=(operations.CannotReject,),
    ),
]  # fmt: skip
