"""Why a message is not answered: HTTP status, the standard's code, one sentence. It never repeats what was sent."""

MESSAGES = {
    "err.request.bad": "the request is not as the document describes it",
    "err.request.not_found": "there is no such address",
    "err.request.forbidden": "no contract in force names this call for this purpose",
    "err.request.too_many_requests": "the persons of the contract for this time are used up",
    "err.receiver_id.invalid": "the message is addressed to another registry",
    "err.signature.missing": "the message carries no signature",
    "err.signature.invalid": "the signature does not fit a key in force of this sender, or its time is over",
    "err.service.unavailable": "the registry could not answer; ask again with a new message",
    "rjct.message_id.duplicate": "a message with this id was sent before; use a new one",
    "rjct.message_ts.invalid": "message_ts is more than five minutes off",
    "rjct.total_count.invalid": "total_count is not the number of requests in the message",
    "rjct.search_criteria.invalid": "the requests of one message are for one purpose",
}


class Refused(Exception):
    """The message is not answered."""

    def __init__(self, status: int, code: str, what: str = "", wait: int | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.what, self.wait = status, code, what, wait

    @property
    def body(self) -> dict[str, list[dict[str, str]]]:
        """Give the errors as the standard writes them."""
        said = MESSAGES[self.code] + (f": {self.what}" if self.what else "")
        return {"errors": [{"code": self.code, "message": said[:999]}]}
