"""The code by which a person's side confirms a session: six digits that only the person's own page shows."""

from django.utils.crypto import constant_time_compare, salted_hmac

from chuntian.services.models import Session

DIGITS = 6


def code_of(session: Session) -> str:
    """Give a session's code; it is of this session alone and the same each time."""
    digest = salted_hmac("chuntian.services.session", f"{session.pk}:{session.person_id}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}}"


def is_code_of(session: Session, said: str) -> bool:
    """Say whether what was told is the session's code; blanks do not count."""
    return constant_time_compare(code_of(session), "".join(said.split()))
