"""What the tests of the check share: the answers of somebody severely disabled, and what the cookie holds."""

from django.test import RequestFactory

from chuntian.web.portal import kept
from chuntian.web.portal.kept import Kept

SEVERE = {
    "certificate": "valid", "hukou": "here", "categories": ["5"], "grade_5": "1", "age": "30", "tekun": "no",
    "work_injury": "no", "prison": "no", "other_care": "none", "dibao": "none",
}  # fmt: skip


def state(client) -> Kept:
    request = RequestFactory().get("/check/")
    request.COOKIES = {name: one.value for name, one in client.cookies.items()}
    return kept.read(request)


def text(answer) -> str:
    return answer.content.decode()
