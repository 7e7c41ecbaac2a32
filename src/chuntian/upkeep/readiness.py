"""What `chuntian check` looks at before an office relies on this installation: each line says what to do next."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks as django_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chuntian.accounts.models import User
from chuntian.kernel.clock import demo_day
from chuntian.kernel.days import CalendarYearUnknown, add_working_days
from chuntian.kernel.outgoing import NotAllowed, NotReached, aim
from chuntian.money.models import PaymentLock
from chuntian.trail.anchors import unguarded_chains
from chuntian.trail.app_role import present_role
from chuntian.trail.dispatch import alarming
from chuntian.trail.models import Entry
from chuntian.upkeep.backup import ACTION
from chuntian.upkeep.database import seconds_apart, settings_of_durability
from chuntian.upkeep.work import last_anchor

OK, WARN, BAD = "ok", "warn", "bad"
GIB = 1 << 30
KNOWN_PASSWORDS = ("chuntian-2024",)
WEAK_KEYS = ("only-for-tests", "django-insecure")


@dataclass(frozen=True)
class Line:
    """One thing that was looked at."""

    name: str
    state: str
    said: str
    do: str = ""


def look(now: datetime) -> list[Line]:
    """Look at everything; a look that fails is bad, and the others go on."""
    lines: list[Line] = []
    for one in LOOKS:
        try:
            lines += one(now)
        except Exception as why:
            lines.append(
                Line(one.__name__, BAD, f"无法检查 · could not look: {type(why).__name__}: {why}", "chuntian init")
            )
    return lines


def debug(now: datetime) -> Iterator[Line]:
    """Debug pages show settings and rows to anyone."""
    if settings.DEBUG:
        yield Line(
            "debug", BAD, "DEBUG 打开 · is on", "用 chuntian.config.settings.production · use the production settings"
        )
    elif not settings.SESSION_COOKIE_SECURE:
        do = "DJANGO_SETTINGS_MODULE=chuntian.config.settings.production"
        yield Line("settings", WARN, "不是正式运行的设置，登录可走明文 HTTP · not the production settings", do)
    else:
        yield Line("settings", OK, "正式运行的设置 · production settings")


def deployment(now: datetime) -> Iterator[Line]:
    """What Django itself finds missing for a server."""
    for said in django_checks.run_checks(include_deployment_checks=True):
        state = BAD if said.level >= django_checks.ERROR else WARN
        yield Line(f"django {said.id}", state, " ".join(str(said.msg).split())[:160], (said.hint or "")[:160])


def demo(now: datetime) -> Iterator[Line]:
    """Invented people and known passwords have no place beside real ones."""
    if (Path(settings.DATA_FOLDER) / "demo.json").exists() or demo_day(Path(settings.DATA_FOLDER)):
        yield Line("demo data", BAD, "数据文件夹是演示数据 · demo data", "换一个 CHUNTIAN_DATA，再 chuntian init")
    known = [
        user.username for user in User.objects.filter(is_active=True).order_by("pk")[:100]
        if user.has_usable_password() and any(user.check_password(word) for word in KNOWN_PASSWORDS)
    ]  # fmt: skip
    if known:
        yield Line(
            "demo accounts",
            BAD,
            f"演示口令仍可登录 · demo passwords work: {', '.join(known[:5])}",
            "停用这些用户或改口令",
        )
    else:
        yield Line("demo accounts", OK, "没有演示口令 · none")


def signing_key(now: datetime) -> Iterator[Line]:
    """Who knows the signing key can sign in as anyone."""
    key = settings.SECRET_KEY
    if len(key) < 50 or key.startswith(WEAK_KEYS):
        do = "设 CHUNTIAN_SECRET_KEY 为 50 位以上随机串 · 50 random characters or more"
        yield Line("signing key", BAD, "会话密钥太短或是测试密钥 · too short, or a key of tests", do)
    else:
        yield Line("signing key", OK, f"{len(key)} 个字符 · characters")


def field_keys(now: datetime) -> Iterator[Line]:
    """The keys open every identity number: readable by one user, on another disk than the database."""
    folder, data = Path(settings.SECRETS_FOLDER), Path(settings.DATA_FOLDER)
    open_ = [path.name for path in sorted(folder.glob("*.key")) if path.stat().st_mode & 0o077]
    if not any(folder.glob("data-*.key")):
        yield Line("field keys", BAD, f"{folder} 没有密钥 · no keys", "chuntian init，或放回密钥 · put the keys back")
    elif open_:
        yield Line("field keys", BAD, f"他人可读 · readable by others: {', '.join(open_)}", f"chmod 600 {folder}/*.key")
    elif folder.resolve().is_relative_to(data.resolve()):
        do = "把密钥移到另一块盘，设 CHUNTIAN_SECRETS · move them to another disk"
        yield Line("field keys", WARN, "密钥与数据同在一个文件夹 · keys lie beside the data", do)
    else:
        yield Line("field keys", OK, "不在数据文件夹里 · apart from the data")


WANTED = {"journal_mode": ("wal",), "synchronous": ("2", "3"), "fsync": ("on",), "full_page_writes": ("on",),
          "synchronous_commit": ("on", "remote_apply", "remote_write"), "unlogged_tables": ("0",)}  # fmt: skip


def durability(now: datetime) -> Iterator[Line]:
    """What was acknowledged must outlive a power cut (trust A2)."""
    for name, value in settings_of_durability().items():
        fine = value in WANTED[name]
        do = f"应为 · should be {' / '.join(WANTED[name])}"
        yield Line(f"database {name}", OK if fine else BAD, value, "" if fine else do)


def clock(now: datetime) -> Iterator[Line]:
    """No order hangs on a clock, but a machine whose clock is wrong signs with wrong moments (trust A19)."""
    apart = seconds_apart()
    state = OK if abs(apart) < 5 else WARN if abs(apart) < 60 else BAD
    said = f"与数据库服务器的钟相差 {apart:.0f} 秒 · seconds apart from the database's"
    yield Line(
        "clock", state, said, "" if state == OK else "两边都与同一时间源对时（NTP）· set both by one time source"
    )


def migrations(now: datetime) -> Iterator[Line]:
    """The tables must be those of this version."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield Line(
            "migrations", BAD, f"{len(missing)} 步未执行 · not applied", "先备份，再 chuntian init · back up, then init"
        )
    else:
        yield Line("migrations", OK, "已是最新 · up to date")


def disk(now: datetime) -> Iterator[Line]:
    """A full disk stops every write."""
    usage = shutil.disk_usage(settings.DATA_FOLDER)
    state = BAD if usage.free < GIB else WARN if usage.free < 5 * GIB or usage.free < usage.total // 20 else OK
    yield Line(
        "disk", state, f"剩 {usage.free / GIB:.1f} GiB · free", "" if state == OK else "清出空间或换盘 · make room"
    )


def calendar(now: datetime) -> Iterator[Line]:
    """Due days are counted in working days; a year that is not out is never guessed."""
    for year, state in ((now.year, BAD), (now.year + 1, WARN if now.month == 12 else OK)):
        try:
            add_working_days(now.date().replace(year=year, month=3, day=1), 1)
            yield Line(f"calendar {year}", OK, "工作日历已有 · known")
        except CalendarYearUnknown:
            do = "升级 chinesecalendar（国务院公布后）· upgrade it once published" if state != OK else ""
            yield Line(f"calendar {year}", state, "工作日历尚无 · not known", do)


def backups(now: datetime) -> Iterator[Line]:
    """A backup a day, tried out each quarter."""
    last = (
        Entry.objects.filter(subject_kind="backup", action=ACTION).order_by("-at").values_list("at", flat=True).first()
    )
    do = "chuntian backup --to 另一块盘上的文件 · to a file on another disk"
    if last is None:
        yield Line("backup", BAD, "从未备份 · never", do)
        return
    age = now - last
    state = OK if age < timedelta(hours=26) else WARN if age < timedelta(days=7) else BAD
    yield Line("backup", state, f"最近 · last {last:%Y-%m-%d %H:%M}（{age.days} 天前）", "" if state == OK else do)


def anchors(now: datetime) -> Iterator[Line]:
    """The heads of the audit chains are kept outside every day."""
    if last_anchor(now) or last_anchor(now - timedelta(days=1)):
        yield Line("anchor", OK, "审计链昨天或今天锚定过 · anchored")
    else:
        yield Line(
            "anchor",
            WARN,
            "审计链两天没有锚定 · not anchored for two days",
            "让 chuntian work 一直运行 · keep it running",
        )
    if left := unguarded_chains():
        said = f"{len(left)} 条链的最新记录库外没有（{left[0]}）· nothing outside tells of the newest entries"
        yield Line("anchor tail", WARN, said, "CHUNTIAN_ANCHORS 可写吗？再 chuntian anchor · can it be written? anchor")


def outbox(now: datetime) -> Iterator[Line]:
    """A message that waits over five minutes, or was refused, shows its reason (trust A7)."""
    found = alarming(now)
    count = found.count()
    if not count:
        yield Line("outbox", OK, "没有积压 · nothing is stuck")
        return
    yield Line("outbox", BAD, f"{count} 条未发出 · not sent", "chuntian work 在运行吗？· is chuntian work running?")
    for one in found[:10]:
        why = one.answer or "未试过 · never tried"
        yield Line(f"outbox {one.key}", BAD, f"{one.get_state_display()}：{why}", f"chuntian work --again {one.key}"
                   if one.state == "failed" else "")  # fmt: skip


def outgoing(now: datetime) -> Iterator[Line]:
    """The address of the outbox has to be on the list of those who may be called (trust B36)."""
    if not settings.OUTBOX_URL:
        return
    try:
        target = aim(settings.OUTBOX_URL, settings.OUTGOING)
    except NotAllowed as why:
        yield Line("outgoing", BAD, str(why), "CHUNTIAN_OUTGOING, CHUNTIAN_OUTBOX_URL · docs/reference/settings.md")
    except NotReached as why:
        yield Line("outgoing", WARN, str(why), "查域名解析 · look at the name service")
    else:
        yield Line("outgoing", OK, f"{target.host} → {target.ip}:{target.port}")


def payments(now: datetime) -> Iterator[Line]:
    """After a restore nothing is paid until the bank's records were compared (trust A29)."""
    for lock in PaymentLock.objects.filter(lifted_at__isnull=True):
        yield Line("payments", WARN, f"已锁定 · locked: {lock.reason}", "与银行核对后 chuntian pay unlock")


def row_security(now: datetime) -> Iterator[Line]:
    """A role that owns the tables, or passes by the policies, sees every county's rows (trust B3)."""
    if connection.vendor != "postgresql":
        return
    role, do = present_role(), "以所有者运行 chuntian guard，再用应用角色连接 · docs/how-to/postgresql.md"
    if role.is_bound:
        yield Line("row security", OK, f"{role.name} 受策略约束 · bound by the policies")
    else:
        yield Line("row security", BAD, f"{role.name} 不受行级策略约束 · the policies do not bind it", do)


def network_disk(now: datetime) -> Iterator[Line]:
    """SQLite's locks do not hold on a network file system."""
    kind = _file_system(Path(settings.DATA_FOLDER))
    if connection.vendor == "sqlite" and kind in {"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs"}:
        yield Line(
            "data folder", BAD, f"在网络盘上（{kind}）· on a network disk", "移到本机硬盘 · move it to a local disk"
        )


def _file_system(folder: Path) -> str:
    """Give the kind of file system a folder lies on, where the system tells (Linux)."""
    best, kind = "", ""
    mounts = Path("/proc/mounts")
    for row in mounts.read_text(encoding="utf-8").splitlines() if mounts.exists() else []:
        place, found = row.split()[1:3]
        if os.path.commonpath([place, folder.resolve()]) == place and len(place) >= len(best):
            best, kind = place, found
    return kind


LOOKS: list[Callable[[datetime], Iterator[Line]]] = [
    debug, deployment, demo, signing_key, field_keys, durability, clock, migrations, row_security, disk, network_disk, calendar,
    backups, anchors, outbox, outgoing, payments,
]  # fmt: skip
