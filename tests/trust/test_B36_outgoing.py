"""B36: what may be called is on a list; whatever else an address says, however it is written, nothing is sent."""

import ast
import socket
import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from chuntian.kernel.outgoing import Allowed, NotAllowed, NotReached, aim, call

SOURCE = Path(__file__).resolve().parents[2] / "src" / "chuntian"
LIST = Allowed.of("receiver.example, archive.example:8443, 127.0.0.1, 10.20.30.0/24")
OPEN = "8.8.8.8"  # an address of the open net; nothing here connects to it
# What every name leads to in these tests, and nothing else: the names of a liar lead inside.
NAMES = {
    "receiver.example": [OPEN], "archive.example": [OPEN], "inside.example": ["10.9.9.9"], "this.example": ["127.0.0.1"],
    "metadata.example": ["169.254.169.254"], "both.example": [OPEN, "192.168.1.1"], "six.example": ["::ffff:10.0.0.1"],
    "nat.example": ["64:ff9b::a00:1"], "zero.example": ["0.0.0.0"], "shared.example": ["100.64.0.1"],
}  # fmt: skip
LIARS = Allowed.of(",".join(NAMES))
HOSTILE = [
    "file:///etc/passwd",
    "ftp://receiver.example/x",
    "gopher://receiver.example:443/_x",
    "//receiver.example/x",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://127.0.0.2/",
    "http://localhost/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1.:80/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://receiver.example@127.0.0.2/",
    "http://127.0.0.1@169.254.169.254/",
    "https://receiver.example:443@inside.example/",
    "https://receiver.example\\@inside.example/",
    "https://receiver.example%2einside.example/",
    "https://receiver.example.inside.example/",
    "https://receiver.example./",
    "https://receiver.example:22/",
    "https://receiver.example:0/",
    "https://archive.example/",
    "http://receiver.example/",
    "http://receiver.example/\r\nHost: inside.example",
    " https://receiver.example/",
    f"https://{OPEN}/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "",
]


def resolve(host: str, port: int) -> list[str]:
    return NAMES[host]


@pytest.mark.parametrize("address", HOSTILE)
def test_B36_hostile_addresses_are_refused_before_anything_is_asked(address, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *words: pytest.fail("a connection was opened"))

    with pytest.raises(NotAllowed):
        call("GET", address, allowed=LIST, resolve=resolve)


def test_B36_there_are_more_than_twenty():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 20


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("receiver.example", "archive.example")])
def test_B36_a_name_on_the_list_that_leads_inside_is_refused(name):
    with pytest.raises(NotAllowed):
        aim(f"https://{name}/", LIARS, resolve)


@pytest.mark.parametrize(
    ("address", "ip", "port", "path"),
    [
        ("https://receiver.example/a?b=c", OPEN, 443, "/a?b=c"),
        ("https://RECEIVER.example", OPEN, 443, "/"),
        ("https://archive.example:8443/", OPEN, 8443, "/"),
        ("http://127.0.0.1:8001/x#y", "127.0.0.1", 8001, "/x"),
        ("http://10.20.30.40/", "10.20.30.40", 80, "/"),
    ],
)
def test_B36_what_is_on_the_list_is_reached_at_the_judged_address(address, ip, port, path):
    target = aim(address, LIST, resolve)

    assert (target.ip, target.port, target.path) == (ip, port, path)


def test_B36_never_called_though_somebody_named_it():
    everything = Allowed.of("0.0.0.0/0, ::/0")
    for address in ("169.254.169.254", "[fe80::1]", "224.0.0.1", "0.0.0.0", "255.255.255.255", "[::ffff:10.0.0.1]"):
        with pytest.raises(NotAllowed):
            aim(f"http://{address}/", everything)


def test_B36_nobody_is_on_an_empty_list():
    for address in ("https://receiver.example/", "http://127.0.0.1/"):
        with pytest.raises(NotAllowed):
            aim(address, Allowed.of(""), resolve)


@pytest.mark.parametrize(
    "text", ["http://receiver.example", "10.0.0.1/99", "receiver.example:x", "a b", "127.1", "a:0"]
)
def test_B36_a_list_with_an_odd_word_is_no_list(text):
    with pytest.raises(NotAllowed):
        Allowed.of(text)


@pytest.fixture
def server():
    class Named(BaseHTTPRequestHandler):
        asked: list[tuple[str, str, str]] = []

        def do_GET(self) -> None:
            self.asked.append((self.command, self.path, self.headers["Host"]))
            self.send_response(302 if self.path == "/moved" else 200)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/secret")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        do_POST = do_GET

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Named)
    Thread(target=server.serve_forever, daemon=True).start()
    server.asked = Named.asked = []
    yield server
    server.shutdown()
    server.server_close()


def test_B36_a_redirect_is_an_answer_and_is_not_followed(server):
    answer = call("GET", f"http://127.0.0.1:{server.server_port}/moved", allowed=LIST)

    assert (answer.status, answer.body) == (302, b"ok")
    assert [path for _, path, _ in server.asked] == ["/moved"]


def test_B36_a_name_is_looked_up_once_and_the_judged_address_called(server, monkeypatch):
    looked = []

    def rebinding(host: str, port: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"] if len(looked) == 1 else ["169.254.169.254"]

    monkeypatch.setattr(socket, "getaddrinfo", only_numbers(socket.getaddrinfo))
    port = server.server_port
    answer = call(
        "POST",
        f"http://this.example:{port}/x",
        body=b"{}",
        resolve=rebinding,
        allowed=Allowed.of(f"this.example:{port}, 127.0.0.1"),
    )

    assert answer.status == 200
    assert looked == ["this.example"]
    assert server.asked == [("POST", "/x", f"this.example:{port}")]  # the other side still reads the name


def only_numbers(real):
    """Let nobody look a name up behind our back."""

    def look(host, *words, **more):
        assert host == "127.0.0.1"
        return real(host, *words, **more)

    return look


def test_B36_no_proxy_of_the_environment_is_asked(server, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert call("GET", f"http://127.0.0.1:{server.server_port}/", allowed=LIST).status == 200


def test_B36_the_certificate_is_held_against_the_name(server, monkeypatch):
    asked = []

    def wrap(self, sock, server_hostname=None, **more):
        asked.append((server_hostname, self.check_hostname, self.verify_mode))
        raise ssl.SSLError("no certificate here")

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap)
    port = server.server_port
    with pytest.raises(NotReached):
        call(
            "GET",
            f"https://this.example:{port}/",
            resolve=resolve,
            allowed=Allowed.of(f"this.example:{port}, 127.0.0.1"),
        )

    assert asked == [("this.example", True, ssl.CERT_REQUIRED)]


# Who may know of the network, and why.
NETWORK = {
    "asyncio", "ftplib", "http.client", "http.server", "httpx", "imaplib", "nntplib", "paramiko", "poplib", "requests", "smtplib",
    "socket", "socketserver", "ssl", "telnetlib", "urllib.error", "urllib.request", "urllib3", "websocket", "xmlrpc", "aiohttp",
    "django.core.mail", "webbrowser",
}  # fmt: skip
KNOWN = {
    "kernel/outgoing.py": "the one way out",
    "upkeep/carriers.py": "names what is raised when a line breaks (http.client.HTTPException); opens nothing",
    "exchange/reading/nursery.py": "a pair of ends to its own child process",
    "exchange/reading/parent.py": "a pair of ends to its own child process",
}


def network_imports(text: str) -> set[str]:
    """Give the modules of the network that a file imports, at whatever depth, also by name."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
            "import_module", "__import__",
        ):  # fmt: skip
            found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    return {name for name in found if name in NETWORK or name.split(".")[0] in NETWORK}


def test_B36_no_other_module_knows_of_the_network():
    files = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}

    assert len(files) > 300
    assert {name for name, text in files.items() if network_imports(text)} == set(KNOWN)
    assert network_imports(files["upkeep/carriers.py"]) == {"http.client"}


@pytest.mark.parametrize(
    "text",
    ["import socket", "from urllib import request", "import urllib.request as r", "def f():\n import requests.sessions",
     "import importlib\nimportlib.import_module('http.client')"],
)  # fmt: skip
def test_B36_a_module_that_opens_a_line_would_be_seen(text):
    assert network_imports(text)
    assert not network_imports("from urllib.parse import quote\nimport http\nfrom pathlib import Path")


@pytest.mark.parametrize("file", ["exchange/reading/nursery.py", "exchange/reading/parent.py"])
def test_B36_the_readers_sockets_connect_to_nobody(file):
    """Their ends lie in this process and its child: no address is ever given."""
    called = {
        node.func.attr for node in ast.walk(ast.parse((SOURCE / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }  # fmt: skip
    assert not called & {"connect", "connect_ex", "create_connection", "bind", "getaddrinfo", "sendto"}
