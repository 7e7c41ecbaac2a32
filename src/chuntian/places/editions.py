"""The editions of the division table that come with the package, and where each was taken from."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Edition:
    """One packaged edition; `as_of` is the day the statistical bureau says it is true for."""

    slug: str
    as_of: date
    published_on: date
    coverage: str

    @property
    def path(self) -> Path:
        return DATA / f"divisions-{self.slug}.parquet"


EDITIONS = (
    Edition("2023", date(2023, 6, 30), date(2023, 9, 11), "全国到乡级；甘肃、陕西到村级"),
    Edition("2019", date(2019, 10, 31), date(2020, 2, 25), "甘肃、陕西到村级；全国已撤销的地级、县级代码"),
)
NEWEST = EDITIONS[0]
