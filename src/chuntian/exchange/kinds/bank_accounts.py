"""Accounts into which benefits are paid."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import FINANCE, person_columns

KIND = ListKind(
    "bank_accounts",
    "社会保障卡和银行账户",
    FINANCE,
    whole=False,
    max_age_months=24,
    key=("resident_id",),
    columns=person_columns(
        Column(
            "account",
            ("银行账号", "银行卡号", "账号", "卡号", "社保卡银行账号", "一卡通账号", "银行账户"),
            "account",
            True,
        ),
        Column("bank", ("开户银行", "开户行", "银行", "银行名称", "发卡银行"), "text"),
        Column("holder", ("户名", "开户名", "账户名称", "开户人", "持卡人"), "name"),
    ),
    notes="户名与本人姓名不同的行会照收，并列入待核查差异。",
)
