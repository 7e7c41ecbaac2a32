"""
A real screen reader on a screen that nobody sees: Orca listens to Chromium over AT-SPI, keys come from xdotool, and what
Orca would have said aloud is read from its own record. Every process is started here and ended here, by its number.
"""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

NEEDED = ("orca", "Xvfb", "openbox", "dbus-daemon", "speech-dispatcher", "xdotool", "chromium")
BUS = "/usr/libexec/at-spi-bus-launcher"
# Without a sound card a module of sound waits for ever; the dummy one says each sentence at once, to nobody.
SPEECHD = 'LogLevel 0\nAddModule "dummy" "sd_dummy" ""\nDefaultModule dummy\nAudioOutputMethod "libao"\n'
ORCA = {
    "general": {
        "enableSpeech": True, "enableBraille": False, "enableBrailleMonitor": False, "enableSound": False,
        "onlySpeakDisplayedText": False, "speakProgressBarUpdates": False, "verbalizePunctuationStyle": 3,
        "messagesAreDetailed": False, "presentToolTips": False, "enableEchoByCharacter": False, "enableEchoByWord": False,
        "enableKeyEcho": False, "keyboardLayout": 1, "speechServerFactory": "speechdispatcherfactory", "firstStart": False,
        "sayAllOnLoad": False, "pageSummaryOnLoad": False,  # where that would be broken off hangs on the moment: reading is begun by key
    },
    "pronunciations": {}, "keybindings": {},
}  # fmt: skip
PREFERENCES = {
    "translate": {"enabled": False}, "intl": {"accept_languages": "zh-CN", "selected_languages": "zh-CN"},
    "credentials_enable_service": False, "profile": {"password_manager_enabled": False},
}  # fmt: skip
CHROMIUM = (
    "--no-sandbox", "--disable-gpu", "--force-renderer-accessibility", "--no-first-run", "--no-default-browser-check",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--disable-features=Translate,PasswordManagerOnboarding,MediaRouter", "--password-store=basic", "--lang=zh-CN",
    "--window-size=1280,900", "--window-position=0,0", "--remote-debugging-port=0", "--hide-crash-restore-bubble", "--test-type",
)  # fmt: skip


class CannotListen(Exception):
    """The screen reader, or something it stands on, is not there or does not answer."""


class Reader:
    """Orca and a browser, running. Give it keys; it gives what was said."""

    def __init__(self, folder: Path, url: str) -> None:
        missing = [name for name in NEEDED if not shutil.which(name)] + ([] if Path(BUS).exists() else [BUS])
        if missing:
            raise CannotListen(f"not installed: {', '.join(missing)} (tools/system_packages.sh test)")
        self.folder, self.url, self.started = folder, url, []
        self.record = folder / "spoken.log"
        self.env = self._rooms()

    def __enter__(self) -> "Reader":
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _rooms(self) -> dict[str, str]:
        home, run = self.folder / "home", self.folder / "run"
        for room in (
            home / ".local/share/orca",
            home / ".config/speech-dispatcher/modules",
            run,
            self.folder / "chromium/Default",
        ):
            room.mkdir(parents=True)
        run.chmod(0o700)
        (home / ".local/share/orca/user-settings.conf").write_text(
            json.dumps(
                {
                    "general": ORCA["general"],
                    "profiles": {"default": {"profile": ["Default", "default"], **ORCA}},
                    **ORCA,
                }
            )
        )
        shutil.copy(
            Path(__file__).with_name("orca_customizations.py"), home / ".local/share/orca/orca-customizations.py"
        )
        (home / ".config/speech-dispatcher/speechd.conf").write_text(SPEECHD)
        (home / ".config/speech-dispatcher/modules/dummy.conf").write_text("")
        (self.folder / "chromium/Default/Preferences").write_text(json.dumps(PREFERENCES))
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        return kept | {
            "HOME": str(home), "XDG_RUNTIME_DIR": str(run), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": "zh_CN",
            "NO_AT_BRIDGE": "0", "GTK_MODULES": "gail:atk-bridge", "ACCESSIBILITY_ENABLED": "1", "GDK_BACKEND": "x11", "CHUNTIAN_SPOKEN": str(self.record),
            "XDG_SESSION_TYPE": "x11", "SPEECHD_ADDRESS": f"unix_socket:{run}/speech-dispatcher/speechd.sock",
        }  # fmt: skip

    def _start(self) -> None:
        read, write = os.pipe()
        self._run(
            "Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp", pass_fds=(write,)
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            self.env["DISPLAY"] = f":{pipe.readline().strip()}"
        bus = self._run("dbus-daemon", "--session", "--nofork", "--print-address=1", stdout=subprocess.PIPE)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self._run(BUS, "--launch-immediately")
        self._run("openbox", "--sm-disable")
        self._run("speech-dispatcher", "--run-single", "--timeout", "0", "--communication-method", "unix_socket")
        self._until(lambda: (self.folder / "run/speech-dispatcher/speechd.sock").exists(), "speech-dispatcher")
        self._run("orca", "--replace")
        self._until(lambda: self.record.exists() and "ready" in self.text(), "Orca", 30)
        profile = self.folder / "chromium"
        self._run("chromium", *CHROMIUM, f"--user-data-dir={profile}", f"--app={self.url}")
        port = profile / "DevToolsActivePort"
        self._until(lambda: port.exists() and "\n" in port.read_text(), "Chromium", 40)
        self.devtools = f"http://127.0.0.1:{port.read_text().split()[0]}"

    def _run(self, *command: str, **options) -> subprocess.Popen:
        options.setdefault("stdout", subprocess.DEVNULL)
        log = (self.folder / f"{Path(command[0]).name}.err").open("wb")
        one = subprocess.Popen(command, env=self.env, stderr=log, cwd=self.folder, start_new_session=True, **options)
        self.started.append(one)
        return one

    def _until(self, holds, what: str, seconds: float = 15) -> None:
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise CannotListen(f"{what} did not answer within {seconds} s")
            time.sleep(0.05)

    def text(self) -> str:
        """Give Orca's record so far."""
        return self.record.read_text(encoding="utf-8", errors="replace") if self.record.exists() else ""

    def said_all(self) -> list[str]:
        """Give everything that was said since the beginning."""
        return [json.loads(line) for line in self.text().splitlines() if line.startswith('"')]

    def press(self, *keys: str, quiet: float = 0.4, seconds: float = 20) -> list[str]:
        """Press keys as a person does, wait until Orca has fallen silent, and give what it said."""
        before = len(self.said_all())
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], env=self.env, check=True, timeout=20)
        return self.listen(before, quiet=quiet, seconds=seconds)

    def listen(self, before: int, *, quiet: float = 0.4, seconds: float = 20, until: tuple[str, ...] = ()) -> list[str]:
        """
        Wait until nobody has had work and the record has not grown for `quiet` seconds, or one of the lines `until` was said;
        give what was said after the first `before` lines.
        """
        end, size, since = time.monotonic() + seconds, -1, time.monotonic()
        while time.monotonic() < end:
            now = self.record.stat().st_size
            if now != size or self._busy():
                size, since = now, time.monotonic()
            elif time.monotonic() - since > quiet:
                break
            if until and any(line.rstrip(".") in until for line in self.said_all()[before:]):
                break
            time.sleep(0.05)
        return self.said_all()[before:]

    def _busy(self) -> bool:
        """Look whether anything started here has work, its children with it: a slow machine is not a silent one."""
        sessions = {one.pid for one in self.started}  # each was started in a session of its own
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            if fields[0] in "RD" and int(fields[3]) in sessions:
                return True
        return False

    def close(self) -> None:
        """End what was started here, the last first; nothing of it is kept, so none is waited for long."""
        for one in reversed(self.started):
            if one.poll() is None:
                one.terminate()
        for one in reversed(self.started):
            try:
                one.wait(0.5)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait(5)
