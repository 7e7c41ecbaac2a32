"""
The one way out: whoever calls another machine calls it through here (trust B36, docs/decisions/0014).

Only those are called whom CHUNTIAN_OUTGOING names. A name is looked up once, every address found is judged, and the
connection goes to the address that was judged, so a name that is bound anew in between changes nothing. Redirects are
answers, never followed; proxies of the environment are not asked.
"""

import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], list[str]]
PORTS = {"https": 443, "http": 80}
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(
    rf"(?:{LABEL}\.)*(?=[a-z]){LABEL}"
)  # the last label begins with a letter: 0x7f.1 and 127.1 are no names
PLAIN = re.compile(r"[!-~]+")
# Addresses of the new kind that stand for one of the old: NAT64, 6to4, Teredo, mapped and compatible ones.
DISGUISED = [ipaddress.ip_network(one) for one in ("64:ff9b::/32", "2002::/16", "2001::/32", "::ffff:0:0/96", "::/96")]
AT_MOST = 65_536


class NotAllowed(ValueError):
    """The address is not one that may be called; nothing was sent."""


class NotReached(OSError):
    """No connection came about; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whom the operator named: names with their ports (0: the port of the scheme), and networks of his own."""

    names: frozenset[tuple[str, int]] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, text: str) -> "Allowed":
        """
        Read `receiver.example, archive.example:8443, 10.20.30.0/24`.

        :raises NotAllowed: a word is neither a name nor a network.
        """
        names, networks = set(), []
        for word in filter(None, (part.strip().lower() for part in text.split(","))):
            try:
                networks.append(ipaddress.ip_network(word))
                continue
            except ValueError:
                name, _, port = word.partition(":")
            if not NAME.fullmatch(name) or (port and not (port.isdecimal() and 0 < int(port) < 65_536)):
                raise NotAllowed(f"CHUNTIAN_OUTGOING: {word!r} 既不是域名也不是网段 · neither a name nor a network")
            names.add((name, int(port or 0)))
        return cls(frozenset(names), tuple(networks))

    def holds(self, ip: IP) -> bool:
        """Say whether an address lies in a network of the operator's own."""
        return any(ip in network for network in self.networks if network.version == ip.version)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes: the name for the other side and its certificate, the judged address for the connection."""

    scheme: str
    host: str
    port: int
    ip: str
    path: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; of a long answer the beginning."""

    status: int
    reason: str
    body: bytes


def look_up(host: str, port: int) -> list[str]:
    """Give every address of a name."""
    return list(dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def aim(address: str, allowed: Allowed, resolve: Resolve = look_up) -> Target:
    """
    Judge an address and give where to connect.

    :raises NotAllowed: another scheme, a user in it, an odd notation, a host or port that was not named, or a name that
        leads to this machine, a private network or nowhere.
    :raises NotReached: the name has no address.
    """
    parts, port = _parts(address)
    host = parts.hostname or ""
    literal = _literal(host)
    if literal is None:
        own = (host, 0) in allowed.names and port == PORTS[parts.scheme]
        if not NAME.fullmatch(host) or not (own or (host, port) in allowed.names):
            raise NotAllowed(f"{host}:{port} 不在 CHUNTIAN_OUTGOING 名单上 · not on the list")
        try:
            found = [ipaddress.ip_address(one) for one in resolve(host, port)]
        except (OSError, ValueError) as why:
            raise NotReached(f"查不到 {host} · no address: {why}") from why
    else:
        found = [literal]
    if not found:
        raise NotReached(f"查不到 {host} · no address")
    for ip in found:
        _judge(ip, allowed, named=literal is None, secure=parts.scheme == "https")
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    return Target(parts.scheme, host, port, str(found[0]), path)


def _parts(address: str):  # type: ignore[no-untyped-def]
    if not PLAIN.fullmatch(address) or "\\" in address:
        raise NotAllowed("地址里有空格、控制符或非 ASCII 字符 · odd characters in the address")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as why:
        raise NotAllowed(f"地址写法不对 · {why}") from why
    if parts.scheme not in PORTS or not address.lower().startswith(f"{parts.scheme}://"):
        raise NotAllowed(f"只许 http(s)，收到 {parts.scheme or '无'}: · only http and https")
    if "@" in parts.netloc or "%" in parts.netloc:
        raise NotAllowed("地址里不许有用户名或转义 · no user and no escapes before the path")
    if port == 0:
        raise NotAllowed("端口 0 · port 0")
    return parts, port or PORTS[parts.scheme]


def _literal(host: str) -> IP | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _judge(ip: IP, allowed: Allowed, *, named: bool, secure: bool) -> None:
    """Refuse what nobody may name, what lies inside without being named, and clear text over the open net."""
    if ip.version == 6 and any(ip in network for network in DISGUISED) and not ip.is_loopback:
        raise NotAllowed(f"{ip} 是换了写法的 IPv4 地址 · an address in disguise")
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or (ip.is_reserved and not ip.is_loopback):
        raise NotAllowed(f"{ip} 不许连接（链路本地、组播或保留）· never called")
    if allowed.holds(ip):
        return
    if not named or not ip.is_global:
        raise NotAllowed(f"{ip} 不在 CHUNTIAN_OUTGOING 的网段里 · not in a network on the list")
    if not secure:
        raise NotAllowed(f"{ip} 在外网，须用 https · the open net takes https only")


def call(
    method: str, address: str, *, allowed: Allowed, body: bytes | None = None, head: Mapping[str, str] | None = None,
    seconds: float = 10, resolve: Resolve = look_up,
) -> Answer:  # fmt: skip
    """
    Call an allowed address once and give its answer, whatever the status.

    :raises NotAllowed, NotReached: nothing was sent.
    :raises OSError, http.client.HTTPException: cut off; nobody knows what the other side took.
    """
    target = aim(address, allowed, resolve)
    line = _connected(target, seconds)
    try:
        line.request(method, target.path, body=body, headers={"Connection": "close", **(head or {})})
        answer = line.getresponse()
        return Answer(answer.status, answer.reason, answer.read(AT_MOST))
    finally:
        line.close()


def _connected(target: Target, seconds: float) -> http.client.HTTPConnection:
    """Connect to the judged address itself; the certificate is still held against the name."""
    line = http.client.HTTPConnection(target.host, target.port, timeout=seconds)
    if target.scheme == "https":
        line.default_port = PORTS["https"]  # so that the Host header names the port only where it is another
    try:
        line.sock = socket.create_connection((target.ip, target.port), seconds)
        if target.scheme == "https":
            line.sock = ssl.create_default_context().wrap_socket(line.sock, server_hostname=target.host)
    except OSError as why:
        line.close()
        raise NotReached(f"连不上 · not reached: {why}") from why
    return line
