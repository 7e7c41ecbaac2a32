"""B13: whatever stands in a name or a remark, making a letter or a report opens no address and reads no file but its own."""

import io
import os
import re
import socket
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from xml.etree import ElementTree

import pytest

from chuntian.formats.document import BarChart, Document, Reference, Table, plain
from chuntian.formats.document import Heading as Section
from chuntian.formats.document import Paragraph as Sentence
from chuntian.formats.letter import Heading, Items, Letter, Paragraph
from chuntian.formats.letter.page import to_page as letter_page
from chuntian.formats.letter.pdf import to_pdf as letter_pdf
from chuntian.formats.letter.text import lines, to_text
from chuntian.formats.page import to_page
from chuntian.formats.pdf import to_pdf
from chuntian.formats.word import to_word

pytestmark = pytest.mark.alike
CANARY = "CANARY-OF-A-FILE"
# What each of the languages that a text passes through would do with it: typst, HTML, CSS, Word, LaTeX, Python, a shell.
MARKUP = [
    '#read("{file}")', '#image("{file}")', '#image("{url}")', '#import "{file}": *', '#include "{file}"', '#import "@preview/x:0.1.0": *',
    '#json("{file}")', '#csv("{file}")', '#yaml("{file}")', '#xml("{file}")', '#plugin("{file}")', '#bibliography("{file}")',
    '#link("{url}")[x]', '#eval("read(\\"{file}\\")")', "#sys.inputs", '#set document(title: "x")', '"); #read("{file}") #text("',
    '\\"); #read("{file}")', "] #read(\\u{{22}}{file}\\u{{22}}) [", "$ x $", "= 一级标题", "<label>", "@reference", "`#raw`", "\\u{{200b}}", "// {url}",
    "/* {file} */", '#{{read("{file}")}}',
    '<img src="{url}">', '<img src="file://{file}">', '<link rel="attachment" href="file://{file}">', '<link rel="stylesheet" href="{url}">',
    '<style>@import url("{url}")</style>', '<p style="background:url({url})">', '<object data="{url}"></object>', '<iframe src="{url}"></iframe>',
    '<svg><image href="{url}"/></svg>', '<base href="{url}">', '<meta http-equiv="refresh" content="0;url={url}">', '<script src="{url}"></script>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file://{file}">]>&a;', '<?xml-stylesheet href="{url}"?>', '<xi:include href="file://{file}"/>',
    "\\input{{{file}}}", "\\includegraphics{{{url}}}", "{{{{ request }}}}", "{{% include '{file}' %}}", "${{{file}}}", "`cat {file}`", "$(cat {file})",
    '</w:t></w:r><w:r><w:fldChar/></w:r>', 'INCLUDETEXT "{file}"', 'DDEAUTO c:\\\\x "{url}"', "![x]({url})", "{url}", "file://{file}",
]  # fmt: skip


@pytest.fixture
def traps(tmp_path):
    """Give a file with a canary, and an address that counts who asks."""
    asked: list[str] = []

    class Counting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    file = tmp_path / "secret.txt"
    file.write_text(CANARY)
    server = HTTPServer(("127.0.0.1", 0), Counting)
    Thread(target=server.serve_forever, daemon=True).start()
    yield file, f"http://127.0.0.1:{server.server_port}/pulled", asked
    server.shutdown()
    server.server_close()


def hostile(traps) -> list[str]:
    file, url, _ = traps
    return [one.format(file=file, url=url) for one in MARKUP]


def letter(texts: list[str]) -> Letter:
    return Letter(
        title=f"告知书{texts[0]}",
        number=texts[1],
        reader=texts[2],
        about=texts[3],
        blocks=(Heading(texts[4]), Items(tuple(texts)), Items(tuple(texts), numbered=True), *map(Paragraph, texts)),
        office=texts[5],
        day=texts[6],
        marks=(texts[7],),
    )


def report(texts: list[str]) -> Document:
    made = Document(texts[0], texts[1], texts[2])
    made.add(Section(texts[3]), Sentence((texts[4], Reference(texts[5], 1, texts[6]))), *map(plain, texts))
    made.add(Table(texts[7], ("序号", *texts[:3]), tuple((one, one, one, one) for one in texts), texts[8]))
    made.add(BarChart("按月", texts[9], ("1月", "2月"), (("补贴", (1.0, 2.0)),), "元"))
    return made


def words(content: bytes, folder) -> str:
    target = folder / "made.pdf"
    target.write_bytes(content)
    return "".join(
        subprocess.run(["pdftotext", str(target), "-"], capture_output=True, check=True).stdout.decode().split()
    )


def assert_dead(content: bytes) -> None:
    """Look through the objects of a PDF; packed streams may hold any bytes, their words are read by pdftotext."""
    content = re.sub(rb"stream\r?\n.*?endstream", b"", content, flags=re.DOTALL)
    assert b"/StructTreeRoot" in content or b"/Link" in content
    for word in (
        b"/URI",
        b"/Launch",
        b"/JavaScript",
        b"/JS ",
        b"/OpenAction",
        b"/EmbeddedFile",
        b"/GoToR",
        b"/RichMedia",
        b"/XFA",
        b"/AA ",
    ):
        # a part of a font is named by six letters drawn from what it holds, URI among them now and then
        assert not re.search(re.escape(word) + rb"(?![A-Z]+\+)", content)
    assert CANARY.encode() not in content


def test_B13_a_letter_pulls_nothing_and_says_each_word_as_it_stands(traps, tmp_path):
    made = letter(hostile(traps))

    content = letter_pdf(made)
    page, text = letter_page(made).decode(), to_text(made).decode()

    assert traps[2] == []
    assert_dead(content)
    assert CANARY not in page + text
    flat = words(content, tmp_path)
    missing = [one for one in lines(made)[10:] if len(one) < 40 and "".join(one.split()) not in flat]
    assert not missing
    assert not re.search(
        r"<(img|link|base|script|object|iframe|svg|meta http|\?xml|!DOCTYPE x|xi:)", page.split("<main>")[1]
    )


def test_B13_a_report_pulls_nothing_in_any_form(traps, tmp_path):
    made = report(hostile(traps))

    content, page, word = to_pdf(made), to_page(made).decode(), to_word(made)

    assert traps[2] == []
    assert_dead(content)
    assert CANARY not in page
    assert CANARY not in words(content, tmp_path)
    assert set(re.findall(r"<(img|link|base|script|object|iframe|svg|meta http)[ >]", page.split("<main>")[1])) == {
        "img"
    }
    assert re.findall(r'<img src="(.{15})', page) == ["data:image/png;"]
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        for name in package.namelist():
            part = package.read(name)
            assert CANARY.encode() not in part
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in part
            if name == "word/document.xml":
                tags = {tag.tag.rpartition("}")[2] for tag in ElementTree.fromstring(part).iter()}
                assert not tags & {"fldChar", "fldSimple", "instrText", "hyperlink", "object", "altChunk", "subDoc"}


@pytest.mark.parametrize("place", range(len(MARKUP)))
def test_B13_one_hostile_text_in_every_place_of_a_letter(traps, place):
    text = hostile(traps)[place]
    made = letter([text] * len(MARKUP))

    content = letter_pdf(replace(made, blocks=made.blocks[:1] + made.blocks[-1:]))

    assert traps[2] == []
    assert_dead(content)


WATCHED = """
    import sys
    seen = []
    def watch(event, args):
        if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
            seen.append((event, str(args)[:200]))
        elif event == "open" and str(args[0]).startswith(sys.argv[1]):
            seen.append((event, str(args[0])))
    from tests.trust.test_B13_letters import hostile, letter, report
    from chuntian.formats.letter.page import to_page as letter_page
    from chuntian.formats.letter.pdf import to_pdf as letter_pdf
    from chuntian.formats.page import to_page
    from chuntian.formats.pdf import to_pdf
    from chuntian.formats.word import to_word
    from pathlib import Path
    import typst, matplotlib.pyplot
    texts = hostile((Path(sys.argv[1]) / "secret.txt", sys.argv[2], None))
    letter_pdf(letter(texts[:10])); to_pdf(report(texts[:10]))
    sys.addaudithook(watch)
    made, told = letter(texts), report(texts)
    letter_pdf(made); letter_page(made); to_pdf(told); to_page(told); to_word(told)
    print(seen)
"""


def test_B13_the_process_that_writes_opens_no_connection_and_starts_nothing(traps, tmp_path):
    """An audit hook sees what Python opens; a proxy that nobody may use would see what the typst library asks for."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    environment = {**os.environ, "PYTHONPATH": f"{root}/src{os.pathsep}{root}", "MPLBACKEND": "Agg"}
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        environment[name] = traps[1].rsplit("/", 1)[0]

    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WATCHED), str(tmp_path), traps[1]],
        env=environment, capture_output=True, text=True, check=True, timeout=120,
    ).stdout  # fmt: skip

    assert said.strip() == "[]"
    assert traps[2] == []


def test_B13_the_traps_work(traps):
    """The net is tested: a typst source that really reads and asks is caught by the same checks."""
    import typst

    file, url, asked = traps
    source = file.with_name("open.typ")
    source.write_text('#set document(title: "x")\n#read("/secret.txt")\n#link("http://x.test")[x]')
    content = typst.compile(str(source), root=str(file.parent), format="pdf")

    with pytest.raises(AssertionError):
        assert_dead(content)
    with socket.create_connection(("127.0.0.1", int(url.split(":")[2].split("/")[0]))) as line:
        line.sendall(b"GET /pulled HTTP/1.0\r\n\r\n")
        line.recv(20)
    assert asked == ["/pulled"]
