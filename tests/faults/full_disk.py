"""
A disk that fills up at a byte of one's choice, under each command that writes (trust A18):

    python -m tests.faults.full_disk --sizes 20

`RLIMIT_FSIZE` cuts every file at a size: the first write is short, the next fails, as on a full disk, and no root is
needed. A whole house is made once, copied for each attempt, the command is run under the limit, then everything under a
final name is opened to its end, then the command is run again with room. Exit status 1 on any fault.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.faults.house import ROOT
from tests.faults.lone import own_database, prepare_django

MONTH = "2024-01"
TOLD = ("the disk takes no more", "nothing half left", "写不下")
WORKING = {"work.lock"}


def commands(folder: Path) -> dict[str, list[str]]:
    """Give each command that writes, and what it is called with."""
    region = "620104000000"
    return {
        "import": ["import", "dibao_margin", str(folder / "list.csv"), "--as-of", "2024-02-01", "--region", region, "--commit"],
        "decide": ["decide", "--region", region, "--month", "2024-02", "--demo"],
        "bank file": ["pay", "file", "--region", region, "--month", MONTH, "--by", "finance_approver", "--folder", str(folder / "out")],
        "backup": ["backup", "--to", str(folder / "out" / "x.backup"), "--key", str(folder / "backup.key")],
        "report": ["report", "annual", "--year", "2024", "--region", region, "--out", str(folder / "out" / "r.docx")],
    }  # fmt: skip


def make_house(folder: Path) -> None:
    """Make a county with an approved payment run, a list to take in and a key for backups."""
    prepare_django()
    from tests.casework.county import REGION
    from tests.faults import drive

    from chuntian.commands.main import cli

    drive.setup()
    county = drive.County(drive.people())
    drive.decide(county, MONTH)
    where = ["--region", REGION, "--month", MONTH]
    drive.call("prepare", *where, "--by", "finance_preparer")
    drive.call("approve", *where, "--by", "finance_approver")
    cli.main(["backup", "--make-key", str(folder / "backup.key")], standalone_mode=False)
    rows = [f"{one.name},{one.resident_id}" for one in county.people]
    (folder / "list.csv").write_text("\n".join(["姓名,身份证号", *rows]), encoding="utf-8")


def serve(folder: Path) -> None:
    """Load everything once; fork a child for each line: limit and command."""
    import django

    django.setup()
    import chuntian.commands.backup
    import chuntian.commands.decide
    import chuntian.commands.import_
    import chuntian.commands.pay
    import chuntian.commands.report
    import chuntian.money.operations
    import chuntian.policy.law
    import chuntian.upkeep.backup  # noqa: F401

    print("ready", flush=True)
    for line in sys.stdin:
        limit, arguments, out = json.loads(line)
        number = os.fork()
        if number == 0:
            child(limit, arguments, out)
        _, status = os.waitpid(number, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def child(limit: int | None, arguments: list[str], out: str) -> None:
    """Be one command under a limit; what it says goes to a file opened before it."""
    from chuntian.commands.main import main as chuntian

    reading, writing = os.pipe()
    if os.fork():
        os.close(writing)
        said = b"".join(iter(lambda: os.read(reading, 65536), b""))
        Path(out).write_bytes(said)
        os._exit(os.waitstatus_to_exitcode(os.wait()[1]))
    for number in (1, 2):
        os.dup2(writing, number)
    os.close(writing)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    sys.argv = ["chuntian", *arguments]
    code = 0
    try:
        chuntian()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


class FullDisk:
    """The house under test, its copies, and the process that runs commands in it."""

    def __init__(self, place: Path, there: dict[str, str], small: bool = False) -> None:
        self.small, self.refused = small, Counter()
        self.place, self.folder, self.template = place, place / "house", place / "template"
        self.folder.mkdir()
        there = {**there, "CHUNTIAN_DATA": str(self.folder), "DATABASE_URL": ""}
        subprocess.run(
            [sys.executable, "-m", "tests.faults.full_disk", "--make", str(self.folder)],
            cwd=ROOT,
            env=there,
            check=True,
        )
        shutil.copytree(self.folder, self.template)
        command = [sys.executable, "-m", "tests.faults.full_disk", "--serve", str(self.folder)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.server = subprocess.Popen(command, cwd=ROOT, env=there, text=True, **pipes)
        self.server.stdout.readline()

    def close(self) -> None:
        self.server.stdin.close()
        self.server.wait(30)
        self.server.stdout.close()
        if self.small:
            subprocess.run(["umount", str(self.folder)], check=False, capture_output=True)

    def fresh(self, room: int) -> None:
        """Put a copy of the house in place; on a small disk of its own with just so much room left."""
        if self.small:
            subprocess.run(["umount", str(self.folder)], check=False, capture_output=True)
            mount_small(self.folder, 64 << 20)
            shutil.copytree(self.template, self.folder, dirs_exist_ok=True)
            used = os.statvfs(self.folder)
            size = (used.f_blocks - used.f_bfree) * used.f_frsize + room
            subprocess.run(["mount", "-o", f"remount,size={size}", str(self.folder)], check=True)
            return
        shutil.rmtree(self.folder)
        shutil.copytree(self.template, self.folder)

    def run(self, arguments: list[str], limit: int | None = None) -> tuple[int, str]:
        said = self.place / "said.txt"
        self.server.stdin.write(json.dumps([limit, arguments, str(said)]) + "\n")
        self.server.stdin.flush()
        return int(self.server.stdout.readline()), said.read_text(encoding="utf-8", errors="replace")

    def attempt(self, name: str, limit: int) -> list[str]:
        """Run one command under a limit; give every fault, then see that it works with room."""
        self.fresh(limit)
        arguments = commands(self.folder)[name]
        code, said = self.run(arguments, None if self.small else limit)
        self.refused[name] += code != 0
        faults = [f"not whole: {why}" for why in broken(self.folder)]
        if code and (not any(words in said for words in TOLD) or "Traceback" in said):
            faults.append(f"exit {code}, said {said[-500:]}")
        if name == "backup" and code == 0:
            return [f"{name} at {limit}: {one}" for one in faults]  # it is there: a backup replaces none
        out = self.folder / "out" / "x.backup"
        if name == "backup" and out.exists():
            out.rename(out.with_name("whole-but-not-noted.backup"))
        if self.small:
            subprocess.run(["mount", "-o", "remount,size=64m", str(self.folder)], check=True)
        again, said = self.run(arguments)
        faults += [f"with room again: exit {again}, {said[-500:]}"] if again else []
        faults += [f"with room, not whole: {why}" for why in broken(self.folder)]
        checked, said = self.run(["verify"])
        faults += [f"verify: {said[-500:]}"] if checked else []
        return [f"{name} at {limit}: {one}" for one in faults]


def broken(folder: Path) -> list[str]:
    """Open everything under a final name to its end; give what is not whole."""
    found = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if not path.is_file() or any(part.startswith(".") for part in inside) or path.name in WORKING:
            continue
        try:
            look(path)
        except Exception as why:
            found.append(f"{'/'.join(inside)} ({path.stat().st_size} bytes): {type(why).__name__} {why}")
    return found


def look(path: Path) -> None:
    """Read one file whole, by its kind."""
    content = path.read_bytes()
    if path.suffix == ".parquet":
        import polars as pl

        pl.read_parquet(path)
    elif path.suffix == ".docx":
        with zipfile.ZipFile(path) as book:
            if book.testzip():
                raise ValueError("zip")
    elif path.suffix == ".txt" and path.parent.name == "out":
        from tests.faults.witness import read_file

        read_file(content)
    elif path.suffix == ".backup":
        if content[-1:] == b"" or len(content) < 1000:
            raise ValueError("short")
    elif path.suffix in (".json", ".key") and not content.strip():
        raise ValueError("empty")


def sizes(count: int) -> list[int]:
    """Give so many sizes from nothing to a megabyte and a half, ever further apart, off the round numbers."""
    top = 1_500_000
    return sorted({0, 1, *(int(top ** (n / (count - 1))) + n % 3 for n in range(2, count))})


def mount_small(folder: Path, size: int) -> None:
    """Mount a disk in memory. OSError: we may not."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        raise PermissionError(done.stderr)


def may_mount() -> bool:
    """Say whether this machine lets us mount a small disk."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            mount_small(Path(folder), 1 << 16)
        except OSError:
            return False
        subprocess.run(["umount", folder], check=True)
    return True


def full_disk(count: int, small: bool = False) -> dict[str, Any]:
    """Try every command at so many sizes; say what was tried, told and found."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chuntian-full-") as place:
        with own_database(Path(place)) as there:
            disk = FullDisk(Path(place), there, small)
        try:
            tried = [(name, size) for name in commands(disk.folder) for size in sizes(count)]
            faults = [fault for name, size in tried for fault in disk.attempt(name, size)]
        finally:
            disk.close()
    return {
        "attempts": len(tried),
        "sizes": sizes(count),
        "refused": dict(disk.refused),
        "seconds": round(time.monotonic() - started, 1),
        "faults": faults,
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.full_disk", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument("--sizes", type=int, default=20)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--mount", action="store_true", help="fill a small mounted disk instead (needs root)")
    chosen = parser.parse_args(arguments)
    if chosen.make:
        make_house(chosen.make)
        return 0
    if chosen.serve:
        serve(chosen.serve)
        return 0
    result = full_disk(chosen.sizes, chosen.mount)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
