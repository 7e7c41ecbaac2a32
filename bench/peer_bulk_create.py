"""
The peer's process: Django's bulk_create of the rows that our commit wrote, as models, in one transaction.

    python -m bench.peer_bulk_create dump FOLDER     write what is in the tables as Parquet (after our own commit)
    python -m bench.peer_bulk_create load FOLDER     write those rows with bulk_create

It is given less to do than we have: identity numbers sealed and indexed beforehand, no staged file to open, no matching,
no audit entry, no search table of names.
"""

import json
import os
import sys
from pathlib import Path

import polars as pl

TABLES = ("Source", "Person", "Certificate")
BATCH = 5_000


def dump(folder: Path) -> dict:
    """Write the rows of the tables as the models hold them."""
    from chuntian.registry import models

    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for name in TABLES:
        model = getattr(models, name)
        fields = [field.attname for field in model._meta.concrete_fields]
        rows = model.objects.order_by("pk").values_list(*fields).iterator(chunk_size=50_000)
        frame = pl.DataFrame(
            [tuple(map(_plain, row)) for row in rows], schema=fields, orient="row", infer_schema_length=None
        )
        frame.write_parquet(folder / f"{name}.parquet")
        counts[name] = frame.height
    return counts


def load(folder: Path) -> dict:
    """Make the models and write them with bulk_create."""
    from django.db import transaction

    from chuntian.registry import models

    counts = {}
    with transaction.atomic():
        for name in TABLES:
            model = getattr(models, name)
            frame = pl.read_parquet(folder / f"{name}.parquet")
            for piece in frame.iter_slices(BATCH * 10):
                rows = [model(**row) for row in piece.iter_rows(named=True)]
                model.objects.bulk_create(rows, batch_size=BATCH)
            counts[name] = frame.height
    return counts


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def main() -> None:
    """Set up Django and do one of the two."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chuntian.config.settings.dev")
    import django

    django.setup()
    print(json.dumps({"dump": dump, "load": load}[sys.argv[1]](Path(sys.argv[2]))))


if __name__ == "__main__":
    main()
