"""`chuntian letter`: the letter of a case, or the notice of a programme for a person, as PDF, page or text."""

from pathlib import Path

import click

from chuntian.commands.common import Failure, answer, in_demo, json_option, now, set_up_django

FORMS = {".pdf": "{points}.pdf", ".html": "{points}.html", ".txt": "txt"}
POINTS = {"ordinary": 14, "large": 18, "largest": 24}


@click.command("letter")
@click.argument("whose", metavar="CASE|PERSON")
@click.option(
    "--programme", "slug", default=None, help="写给个人的政策告知书：项目代码 · a notice to a person: the programme"
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="FILE.pdf、.html 或 .txt")
@click.option("--large", "size", flag_value="large", help="大字（18 磅）· large print")
@click.option("--largest", "size", flag_value="largest", help="特大字（24 磅）· largest print")
@click.option(
    "--demo", is_flag=True, help="用演示参数补足缺失的标准（虚构） · fill what is missing with invented values"
)
@json_option
def command(whose, slug, out: Path, size, demo, as_json) -> None:
    """文书：申请编号得决定书或补正告知书；人员加 --programme 得政策告知书。出具后内容不再改变。A letter, kept as issued."""
    if out.suffix.lower() not in FORMS:
        raise Failure(f"{out.name}：文件名请以 .pdf、.html 或 .txt 结尾 · end the name with .pdf, .html or .txt")
    set_up_django()
    letter = _notice(whose, slug, demo or in_demo()) if slug else _of_case(whose, demo or in_demo())
    form = FORMS[out.suffix.lower()].format(points=POINTS[size or "ordinary"])
    content = _content(letter, form)
    from chuntian.kernel.files import write_whole

    write_whole(out, content)
    shown = {
        "letter": letter.pk, "kind": letter.kind, "title": letter.content["title"], "issued_at": letter.issued_at.isoformat(),
        "demo_parameters": bool(letter.content["marks"]), "file": str(out), "bytes": len(content),
    }  # fmt: skip
    answer(shown, as_json, lambda given: f"{given['title']}（文书编号 {given['letter']}）已写到 {given['file']}")


def _of_case(given, demo):
    from chuntian.casework.letters import NotDecided
    from chuntian.casework.models import Case
    from chuntian.casework.operations import issue_case_letter
    from chuntian.policy.law import load_law

    case = Case.objects.filter(pk=int(given)).first() if given.isdecimal() and int(given) < 2**63 else None
    if case is None:
        raise Failure("没有这个申请；写给个人的告知书请加 --programme · no such case; for a person add --programme")
    try:
        return issue_case_letter(case=case, law=load_law(demo=demo), by=None, at=now())
    except NotDecided as why:
        raise Failure(f"{why} · the case calls for no letter now") from why


def _notice(given, slug, demo):
    from chuntian.casework.explain import NoFacts
    from chuntian.casework.operations import issue_notice
    from chuntian.casework.operations.decide import decision_day
    from chuntian.commands.explain import check_slug, find_person
    from chuntian.kernel.days import Month
    from chuntian.policy.law import load_law

    law, at = load_law(demo=demo), now()
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
