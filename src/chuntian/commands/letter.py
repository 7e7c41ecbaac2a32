"""`chuntian letter`: the letter of a case, or the notice of a programme for a person, in any of its forms."""

from pathlib import Path

import click

from chuntian.commands.common import Failure, answer, in_demo, json_option, now, set_up_django

FORMS = {".pdf": "{points}.pdf", ".html": "{points}.html", ".txt": "txt"}
CHOICES = ["chosen", "all", "pdf", "large", "largest", "page", "text", "braille", "brf", "audio", "easy", "epub", "sms"]
POINTS = {"ordinary": 14, "large": 18, "largest": 24}


@click.command("letter")
@click.argument("whose", metavar="CASE|PERSON")
@click.option(
    "--programme", "slug", default=None, help="写给个人的政策告知书：项目代码 · a notice to a person: the programme"
)
@click.option(
    "--form",
    "forms",
    multiple=True,
    type=click.Choice(CHOICES),
    metavar="FORM",
    help="形式，可写几次；chosen 为本人选的 · in these forms, into the folder --out: " + ", ".join(CHOICES),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="FILE.pdf、.html 或 .txt；有 --form 时是文件夹 · with --form a folder",
)
@click.option("--large", "size", flag_value="large", help="大字（18 磅）· large print")
@click.option("--largest", "size", flag_value="largest", help="特大字（24 磅）· largest print")
@click.option(
    "--demo", is_flag=True, help="用演示参数补足缺失的标准（虚构） · fill what is missing with invented values"
)
@json_option
def command(whose, slug, forms, out: Path, size, demo, as_json) -> None:
    """文书：申请编号得决定书或补正告知书；人员加 --programme 得政策告知书。出具后内容不再改变。A letter, kept as issued."""
    if forms and (size or out.is_file()):
        raise click.UsageError("--form 写到文件夹，字号用 --form large 或 largest · --form writes into a folder")
    if not forms and (out.is_dir() or out.suffix.lower() not in FORMS):
        raise Failure(f"{out.name}：文件名请以 .pdf、.html 或 .txt 结尾 · end the name with .pdf, .html or .txt")
    set_up_django()
    letter = _notice(whose, slug, demo or in_demo()) if slug else _of_case(whose, demo or in_demo())
    if forms:
        _in_forms(letter, forms, out, as_json)
        return
    form = FORMS[out.suffix.lower()].format(points=POINTS[size or "ordinary"])
    content = _content(letter, form)
    from chuntian.kernel.files import write_whole

    write_whole(out, content)
    shown = {
        "letter": letter.pk, "kind": letter.kind, "title": letter.content["title"], "issued_at": letter.issued_at.isoformat(),
        "demo_parameters": bool(letter.content["marks"]), "file": str(out), "bytes": len(content),
    }  # fmt: skip
    answer(shown, as_json, lambda given: f"{given['title']}（文书编号 {given['letter']}）已写到 {given['file']}")


def _in_forms(letter, forms, folder: Path, as_json) -> None:
    from chuntian.casework.operations import LetterDamaged, chosen_forms, give_letter
    from chuntian.formats.letter.forms import Form
    from chuntian.kernel.files import write_whole

    wanted = []
    for one in forms:
        wanted += list(Form) if one == "all" else chosen_forms(letter.person) if one == "chosen" else [Form(one)]
    try:
        given = give_letter(letter=letter, by=None, at=now(), forms=list(dict.fromkeys(wanted)))
    except LetterDamaged as why:
        raise Failure(str(why)) from why
    files = {}
    for form, content in given.files.items():
        name = f"{letter.kind}-{letter.pk}-{form}" if "." in form else f"{letter.kind}-{letter.pk}.{form}"
        write_whole(folder / name, content)
        files[form] = str(folder / name)
    shown = {
        "letter": letter.pk, "kind": letter.kind, "title": letter.content["title"], "issued_at": letter.issued_at.isoformat(),
        "demo_parameters": bool(letter.content["marks"]), "files": files, "failed": [str(one) for one in given.failed],
        "task": given.task.pk if given.task else None,
    }  # fmt: skip
    answer(shown, as_json, _told)


def _told(given) -> str:
    said = f"{given['title']}（文书编号 {given['letter']}）：" + "、".join(given["files"].values())
    if given["failed"]:
        said += f"\n没有生成：{'、'.join(given['failed'])}，已给 PDF 和纯文本，并开了任务 {given['task']} · replaced, a task was opened"
    return said


def _of_case(given, demo):
    from chuntian.casework.letters import NotDecided
    from chuntian.casework.models import Case
    from chuntian.casework.operations import issue_case_letter
    from chuntian.commands.explain import row_of
    from chuntian.standards import queries as standards

    case = row_of(Case, given)  # somebody may write an identity number here
    if case is None:
        raise Failure("没有这个申请；写给个人的告知书请加 --programme · no such case; for a person add --programme")
    try:
        return issue_case_letter(case=case, law=standards.law(demo=demo), by=None, at=now())
    except NotDecided as why:
        raise Failure(f"{why} · the case calls for no letter now") from why


def _notice(given, slug, demo):
    from chuntian.casework.explain import NoFacts
    from chuntian.casework.operations import issue_notice
    from chuntian.casework.operations.decide import decision_day
    from chuntian.commands.explain import check_slug, find_person
    from chuntian.kernel.days import Month
    from chuntian.standards import queries as standards

    law, at = standards.law(demo=demo), now()
    check_slug(law, slug)
    if law.programme(slug).subject == "employer":
        raise Failure(f"{slug} 是用人单位的项目，没有写给个人的告知书 · a programme of employers")
    person = find_person(given, at.date())
    on = decision_day(law=law, region=person.region, month=Month.of(at.date()))
    try:
        return issue_notice(person=person, programme=slug, law=law, on=on, by=None, at=at)
    except NoFacts as why:
        raise Failure(str(why)) from why


def _content(letter, form) -> bytes:
    from chuntian.casework.operations import LetterDamaged, letter_file
    from chuntian.formats.pdf import NoPdf

    try:
        return letter_file(letter=letter, form=form, by=None, at=now())
    except LetterDamaged as why:
        raise Failure(str(why)) from why
    except NoPdf as why:
        raise Failure(
            f"PDF 未能生成：{why}。请安装中文字体 fonts-noto-cjk，或先用 .html、.txt · install fonts-noto-cjk"
        ) from why
