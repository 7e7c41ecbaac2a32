"""The peer's process: openpyxl in its read-only mode merely reads every row."""

import json
import sys

import openpyxl


def main(path: str) -> None:
    sheet = openpyxl.load_workbook(path, read_only=True).active
    rows = sum(1 for row in sheet.iter_rows(values_only=True) if row[0] is not None)
    print(json.dumps({"rows": rows}))


if __name__ == "__main__":
    main(sys.argv[1])
