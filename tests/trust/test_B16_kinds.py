"""B16: nothing but lists, a bank's answer, a change of rules, a scale and the papers of a case is taken; a paper is only ever shown drawn anew."""

import ast
import io
import zipfile
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.casework.county import REGION
from tests.trust.attack_files import GIF, NAMES, OLE, PDF, SVG
from tests.trust.built import Built
from tests.trust.test_B4_mass_assignment import form_classes

from chuntian.accounts.enums import Role
from chuntian.casework.models import CaseDocument
from chuntian.exchange.file_names import shown_name
from chuntian.exchange.models import Upload
from chuntian.money.models import BankAnswer, PaymentLine, PaymentRun
from chuntian.services.models import ScaleForm
from chuntian.web.desk.case_more_deeds import PaperForm
from chuntian.web.desk.lists import UploadForm
from chuntian.web.desk.payment_deeds import AnswerForm
from chuntian.web.desk.serving.home_deeds import PhotoForm
from chuntian.web.desk.serving.scales import UploadForm as ScaleUploadForm
from chuntian.web.desk.simulation_forms import ChangeForm

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
SOURCE = Path(__file__).resolve().parents[2] / "src" / "chuntian"


def picture(kind: str) -> bytes:
    """Draw a small picture that says where it was taken."""
    out, drawn, said = io.BytesIO(), Image.new("RGB", (40, 40), "red"), Image.Exif()
    said.get_ifd(0x8825).update({1: "N", 2: (36.0, 3.0, 38.0), 3: "E", 4: (103.0, 49.0, 3.0)})
    drawn.save(out, kind, **({"exif": said} if kind == "JPEG" else {}))
    return out.getvalue()


def package(*entries: str) -> bytes:
    """Make a package with such entries: a document of an office program, an application, an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in entries:
            archive.writestr(name, "<x/>")
    return out.getvalue()


OTHERS = {
    "照片.jpg": picture("JPEG"), "照片.png": picture("PNG"), "照片.webp": picture("WEBP"), "动图.gif": GIF, "图.svg": SVG,
    "证明.pdf": PDF, "证明.docx": package("[Content_Types].xml", "word/document.xml"), "证明.doc": OLE,
    "材料.zip": package("a.jpg"), "软件.apk": package("AndroidManifest.xml"), "录音.mp3": b"ID3\x04\0\0" + b"\xff\xfb" * 40,
    "录像.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 64, "软件.exe": b"MZ\x90\0" + b"\0" * 200,
}  # fmt: skip


def test_B16_six_forms_take_a_file():
    taking = {one for one in form_classes() if any(isinstance(f, forms.FileField) for f in one.base_fields.values())}

    assert taking == {UploadForm, AnswerForm, ChangeForm, PaperForm, PhotoForm, ScaleUploadForm}
    assert not [one for one in form_classes() if any(isinstance(f, forms.ImageField) for f in one.base_fields.values())]


def reads_what_was_sent(text: str) -> set[str]:
    """Give how a module reaches what a request carries besides its fields."""
    return {
        node.attr for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr in {"FILES", "body", "read", "readline", "META"}
        and isinstance(node.value, ast.Name) and node.value.id == "request"
    } - {"META"}  # fmt: skip


def test_B16_no_address_reads_files_past_those_forms():
    files = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    found = {name: said for name, text in files.items() if (said := reads_what_was_sent(text))}

    forms_of = {f"web/desk/{name}.py": {"FILES"} for name in ("deeds", "lists", "simulating")}
    forms_of["web/portal/track_say.py"] = {"FILES"}  # into the same operation as the counter's papers
    messages = {
        "web/api/door.py": {"body"},
        "web/reports.py": {"body"},
    }  # signed JSON, and what browsers report: no file
    assert found == forms_of | messages
    assert reads_what_was_sent("def f(request):\n    return request.body") == {"body"}
    uploads = {name for name, text in files.items() if "FileField" in text or "ImageField" in text}
    assert {name for name in uploads if "/models/" in name or "/migrations/" in name} == set()  # no table keeps a file


def sent(client: Client, address: str, name: str, content: bytes, **said: str):
    """Send a file of some kind to an address, and give the answer."""
    return client.post(address, {**said, "file": SimpleUploadedFile(name, content)}, follow=True)


def kept(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file() and path.parent.name != "lists"}


@pytest.mark.parametrize("disguise", ["", ".xlsx"])
@pytest.mark.parametrize("name", OTHERS)
def test_B16_no_scale_is_a_picture_or_a_document(built: Built, name, disguise):
    client = Client()
    client.force_login(built.users[Role.COUNTY_CLERK, REGION])
    before = ScaleForm.objects.count()
    file = SimpleUploadedFile(name + disguise, OTHERS[name])

    answer = client.post("/services/scales/", {"do": "upload", "upload-region": REGION, "upload-file": file})

    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert ScaleForm.objects.count() == before


@pytest.mark.parametrize("disguise", ["", ".csv", ".xlsx"])
@pytest.mark.parametrize("name", OTHERS)
def test_B16_no_list_is_a_picture_or_a_document(built: Built, name, disguise):
    client = Client()
    client.force_login(built.users[Role.COUNTY_CLERK, REGION])
    before = Upload.objects.count()

    answer = sent(
        client, "/lists/upload/", name + disguise, OTHERS[name], kind="dibao", as_of="2024-03-15", region=REGION
    )

    assert answer.status_code == 200
    if not disguise:
        assert Upload.objects.count() == before
        assert "xlsx" in answer.content.decode()
    else:
        one = Upload.objects.order_by("-pk").first()
        assert (one.state, one.accepted) == ("refused", 0), (one.state, one.facts)


@pytest.fixture
def answering(built: Built):
    """Give who sends an answer of the bank, and the run that waits for it."""
    client = Client()
    client.force_login(built.users[Role.FINANCE_PREPARER, REGION])
    return client, PaymentRun.objects.get(month="2024-02")


@pytest.mark.parametrize("name", OTHERS)
def test_B16_no_banks_answer_is_a_picture_or_a_document(answering, settings, name):
    (client, run), folder = answering, settings.DATA_FOLDER
    before, lines = kept(folder), list(PaymentLine.objects.order_by("pk").values_list("pk", "state"))

    answer = answer_of(client, run, name, OTHERS[name])

    assert answer.status_code == 200
    assert kept(folder) == before
    assert list(PaymentLine.objects.order_by("pk").values_list("pk", "state")) == lines
    taken = BankAnswer.objects.get(run=run, name=name)
    assert (taken.lines, [wrong.kind for wrong in taken.exceptions.all()]) == (0, ["unreadable"])


@pytest.mark.parametrize("name", [*NAMES, "../../etc/passwd"])
def test_B16_a_banks_answer_may_be_called_anything(answering, name):
    client, run = answering

    answer = answer_of(client, run, name, f"called {name!r}".encode())

    assert answer.status_code == 200
    assert BankAnswer.objects.order_by("-pk").first().name == shown_name(name)


def answer_of(client: Client, run: PaymentRun, name: str, content: bytes):
    file = SimpleUploadedFile("x", content)
    file._name = name
    return client.post(f"/payments/{run.pk}/", {"do": "answer", "answer-file": file}, follow=True)


@pytest.mark.parametrize("name", OTHERS)
def test_B16_no_change_of_rules_is_a_picture_or_a_document(built: Built, settings, name):
    client = Client()
    client.force_login(built.users[Role.COUNTY_CLERK, REGION])
    before = kept(settings.DATA_FOLDER)

    answer = sent(client, "/programmes/simulate/?programme=nursing_subsidy", name, OTHERS[name], change="")

    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert "error-summary" not in client.get("/programmes/simulate/?programme=nursing_subsidy").content.decode()
    assert kept(settings.DATA_FOLDER) == before


@pytest.mark.parametrize("name", [name for name in OTHERS if not name.endswith((".jpg", ".png", ".webp"))])
def test_B16_no_paper_of_a_case_is_anything_but_a_picture_or_a_pdf_that_can_be_drawn(built: Built, name):
    client = Client()
    client.force_login(built.users[Role.COUNTY_CLERK, REGION])
    case = CaseDocument.objects.get().case

    answer = client.post(
        f"/cases/{case.pk}/",
        {"do": "add_paper", "add_paper-kind": "other", "add_paper-file": SimpleUploadedFile("照片.jpg", OTHERS[name])},
    )

    assert answer.status_code == 200
    assert CaseDocument.objects.count() == 1


def test_B16_a_paper_is_shown_as_a_picture_drawn_anew_and_kept_by_nobody(built: Built):
    client = Client()
    client.force_login(built.users[Role.COUNTY_CLERK, REGION])
    paper = CaseDocument.objects.get()

    answer = client.get(f"/cases/papers/{paper.pk}/1.jpg")

    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert client.get(f"/cases/papers/{paper.pk}/2.jpg").status_code == 404
