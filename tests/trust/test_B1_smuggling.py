"""Requests that two servers could read in two ways are refused whole (ASVS 4.2.1, 4.2.2); no version is shown (13.4.6)."""

import re

import pytest
from tests.trust.raw_server import say, serving

# Hidden behind a first request; where it is answered, the first was read in two ways.
HIDDEN = b"GET /no-such-page-hidden/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("raw")) as port:
        yield port


def answers(said: bytes) -> list[int]:
    return [int(code) for code in re.findall(rb"^HTTP/1\.[01] (\d{3})", said, re.M)]


AMBIGUOUS = {
    "length and chunks": POST + b"Content-Length: 5\r\n" + CHUNKED + b"\r\n0\r\n\r\n" + HIDDEN,
    "chunks and length": POST + CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n" + HIDDEN,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a list of lengths": POST + b"Content-Length: 0, %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "signed length": POST + b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "negative length": POST + b"Content-Length: -1\r\n\r\n" + HIDDEN,
    "length with underscore": POST + b"Content-Length: 1_0\r\n\r\n" + HIDDEN,
    "length in hexadecimals": POST + b"Content-Length: 0x0\r\n\r\n" + HIDDEN,
    "space before the colon": POST + b"Content-Length : 5\r\n\r\n" + HIDDEN,
    "folded header": POST + b"X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n" + HIDDEN,
    "unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + HIDDEN,
    "chunked twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "chunked not last": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN,
    "chunks in HTTP/1.0": b"POST /sign-in/ HTTP/1.0\r\nHost: localhost\r\n" + CHUNKED + b"\r\n0\r\n\r\n" + HIDDEN,
    "vertical tab in the coding": POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "NUL in a header": POST + b"X-A: b\x00c\r\nContent-Length: 0\r\n\r\n" + HIDDEN,
    "bare CR in a header": POST + b"X-A: b\rTransfer-Encoding: chunked\r\n\r\n" + HIDDEN,
    "nameless header": POST + b": chunked\r\n\r\n" + HIDDEN,
    "odd chunk size": POST + CHUNKED + b"\r\n0x5\r\nhello\r\n0\r\n\r\n" + HIDDEN,
    "negative chunk size": POST + CHUNKED + b"\r\n-1\r\nhello\r\n0\r\n\r\n" + HIDDEN,
    "chunk longer than said": POST + CHUNKED + b"\r\n3\r\nhello\r\n0\r\n\r\n" + HIDDEN,
    "two hosts": b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n\r\n",
    "line ends of one sign": b"POST /sign-in/ HTTP/1.1\nHost: localhost\nContent-Length: 0\nTransfer-Encoding: chunked\n\n" + HIDDEN,
    "odd method": b"GE(T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "odd version": b"GET / HTTP/1.10\r\nHost: localhost\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_B1_what_can_be_read_in_two_ways_is_refused_and_nothing_hides_behind_it(port, name):
    said = say(port, AMBIGUOUS[name])

    codes = answers(said)
    assert len(codes) <= 1, codes
    assert all(400 <= code < 600 for code in codes), codes
    assert b"no-such-page-hidden" not in said


def test_B1_the_check_finds_a_second_answer_where_there_is_one(port):
    both = say(port, b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n" + HIDDEN, seconds=8)

    assert answers(both) != []
    assert answers(both)[0] == 403  # a form without its token: the request itself was understood


def test_B1_a_body_shorter_than_it_says_is_never_acted_upon(port):
    said = say(port, POST + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nusername=a")

    assert answers(said) in ([], [400], [403])


@pytest.mark.parametrize("size", [8_000, 100_000])
def test_B1_lines_and_headers_have_an_end(port, size):
    line = say(port, b"GET /" + b"a" * size + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    header = say(port, b"GET /accessibility/ HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * (size + 1000) + b"\r\n\r\n")

    assert answers(line) in ([400], [404], [414], [])  # [] where it hung up before we had said everything
    assert answers(header) in ([400], [431], [])


@pytest.mark.parametrize("path", [b"/accessibility/", b"/no-such-page/", b"/static/desk/base.css", b"/%00"])
@pytest.mark.parametrize("method", [b"GET", b"TRACE", b"OPTIONS"])
def test_B1_no_answer_names_the_server_or_a_version(port, method, path):
    said = say(port, method + b" " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

    head = said.split(b"\r\n\r\n")[0].lower()
    assert answers(said)
    assert not re.search(rb"gunicorn|django|python|whitenoise|/\d+\.\d+\.\d", head.replace(b"http/1.1", b"")), head
    assert method != b"TRACE" or answers(said)[0] in (403, 404, 405)


def test_B1_static_files_are_for_our_own_pages_only(port):
    said = say(port, b"GET /static/desk/base.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

    assert b"cross-origin-resource-policy: same-origin" in said.split(b"\r\n\r\n")[0].lower()
