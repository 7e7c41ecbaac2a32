"""The double-entry ledger: written once, never changed, each row sealed into a chain of digests."""

from django.conf import settings
from django.db import models

from chuntian.kernel.ids import new_id


class LedgerChain(models.Model):
    """The head of one county's ledger; its row is the lock that puts journals in order."""

    region = models.CharField(max_length=12, primary_key=True)
    number = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.region} #{self.number}"


class Journal(models.Model):
    """
    One entry of the ledger of a county: postings that add up to nothing.

    `key` names the event (a run sent, an answer applied); it is unique, so an event is entered once however often the
    work is repeated. `chain` is the county whose chain the entry continues, `number` its place in it.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    chain = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="money_journal_order")]

    def __str__(self) -> str:
        return f"{self.chain}/{self.number} {self.kind}"


class Posting(models.Model):
    """One line of a journal: so many fen into (+) or out of (-) an account, for one obligation."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="postings")
    number = models.PositiveIntegerField()
    account = models.CharField(max_length=20)
    obligation = models.ForeignKey("money.Obligation", on_delete=models.PROTECT, related_name="postings")
    amount_fen = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journal", "number"], name="money_posting_order")]
        indexes = [models.Index(fields=["account", "obligation"], name="money_posting_balance")]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_fen}"
