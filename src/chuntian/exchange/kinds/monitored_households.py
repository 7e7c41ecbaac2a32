"""Households watched so that they do not fall back into poverty."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import RURAL, household_number, person_columns

KIND = ListKind(
    "monitored_households",
    "防止返贫监测户成员",
    RURAL,
    whole=True,
    max_age_months=4,
    key=("resident_id",),
    columns=person_columns(
        household_number(),
        Column(
            "kind",
            ("监测对象类别", "户类型", "监测类别", "类别", "监测户类型"),
            "choice",
            True,
            choices={
                "脱贫不稳定户": "unstable",
                "脱贫不稳定": "unstable",
                "边缘易致贫户": "edge",
                "边缘易致贫": "edge",
                "突发严重困难户": "sudden",
                "突发严重困难": "sudden",
                "已消除风险": "cleared",
                "风险已消除": "cleared",
            },
        ),
    ),
)
