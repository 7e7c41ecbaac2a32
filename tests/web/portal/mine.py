"""A citizen of a small county, signed in, with a way to post forms for the person whose file is open."""

from datetime import date

from tests.casework.county import County, moment

from chuntian.accounts.enums import AuthorityKind
from chuntian.accounts.models import Authority, User

NOW = moment(date(2024, 3, 20), 10)


def authorise(user, person, kind=AuthorityKind.GUARDIAN, end=date(2024, 12, 31), start=date(2024, 1, 1)) -> Authority:
    """Let an account act for a person."""
    clerk, _ = User.objects.get_or_create(username="clerk")
    return Authority.objects.create(
        user=user, person_id=person.pk, region=person.region, kind=kind, document="监护公证书或委托书",
        valid_from=start, valid_to=end, recorded_by=clerk, recorded_at=NOW,
    )  # fmt: skip


class Own:
    """The citizen's browser."""

    def __init__(self, client, county: County, user: User) -> None:
        self.client, self.county, self.user = client, county, user
        self.person = county.person("马春花")

    def get(self, address: str = "/mine/") -> str:
        """Give a page as text."""
        return self.client.get(address).content.decode()

    def post(self, address: str, do: str, *, of=None, **said):
        """Send a form for the person whose file is open (else `of`)."""
        return self.client.post(address, {"do": do, "for": (of or self.person).pk} | said)

    def open(self, person) -> None:
        """Open another person's file."""
        self.post("/mine/for/", "choose", person=person.pk)
