"""The public key with which a department signs."""

from django.db import models
from django.db.models import Q

from chuntian.exchange.enums import KeyAlgorithm
from chuntian.exchange.models.partner import Granted, Partner


class PartnerKey(Granted):
    """One public key (base64 of its 32 bytes). A name or a key that was used once is never used again, by anyone."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="keys")
    key_id = models.CharField("密钥名", max_length=40)
    algorithm = models.CharField("算法", max_length=20, choices=KeyAlgorithm.choices)
    public_key = models.CharField("公钥", max_length=60, unique=True)

    class Meta(Granted.Meta):
        verbose_name = "接口公钥"
        constraints = [
            *Granted.Meta.constraints,
            models.UniqueConstraint(fields=["partner", "key_id"], name="partnerkey_name_once"),
            models.CheckConstraint(condition=Q(algorithm__in=KeyAlgorithm.values), name="partnerkey_known_algorithm"),
        ]

    def __str__(self) -> str:
        return f"{self.partner.code}|{self.key_id}|{self.algorithm}"
