"""`chuntian explain`: why, why not, what is unknown, by which article; for described facts or for a registered person."""

import json
import sys
from pathlib import Path

import click

from chuntian.commands.common import Day, Failure, answer, in_demo, json_option, now, set_up_django, today

OUTCOMES = {"eligible": "符合", "not_eligible": "不符合", "unknown": "不能确定"}
UNSAID = 10**8  # of what was typed, the last eight digits are said to no server
MARKS = {True: "✓", False: "✗", None: "？"}


@click.command("explain")
@click.argument("person", required=False)
@click.option(
    "--facts", "facts_file", default=None, help="描述情况的 JSON 文件，- 为标准输入 · JSON file of facts, - for stdin"
)
@click.option("--programme", "slug", default=None, help="项目代码 · programme")
@click.option("--on", type=Day(), default=None, help="哪一天，默认今天 · the day")
@click.option("--division", default=None, help="在哪里申请（行政区划代码） · division code")
@click.option(
    "--param", "params", multiple=True, help="为本次提问设定参数 KEY=VALUE · set a parameter for the question"
)
@click.option(
    "--demo", is_flag=True, help="用演示参数补足缺失的标准（虚构） · fill what is missing with invented values"
)
@json_option
def command(person, facts_file, slug, on, division, params, demo, as_json) -> None:
    """说明理由：能不能、为什么、缺什么、依据哪一条。Why, why not, what is unknown, which article."""
    if (person is None) == (facts_file is None):
        raise click.UsageError(
            "请给出人员编号（或证件号码），或用 --facts 给出情况文件 · give a person, or --facts FILE"
        )
    on = on or today()
    if facts_file is not None:
        _explain_facts(facts_file, slug, on, division, _parameters(params), demo, as_json)
    elif params or division:
        raise click.UsageError("--param 和 --division 只用于 --facts · only with --facts")
    else:
        _explain_person(person, slug, on, demo or in_demo(), as_json)


def _explain_facts(facts_file, slug, on, division, params, demo, as_json) -> None:
    from chuntian.kernel.divisions import DivisionError, pad
    from chuntian.policy.explaining import explain_facts
    from chuntian.policy.law import load_law
    from chuntian.rules import FactError, ParameterError

    if slug is None or division is None:
        raise click.UsageError(
            "--facts 须同时给出 --programme 和 --division · --facts needs --programme and --division"
        )
    law = load_law(demo=demo)
    check_slug(law, slug)
    _check_keys(law, params)
    facts = _read_facts(facts_file)
    try:
        found = explain_facts(law, slug, facts, on=on, division=pad(division), params=params)
    except FactError as why:
        raise Failure(f"{why}{_near_fact(law, why.name)}") from why
    except (ParameterError, DivisionError) as why:
        raise Failure(str(why)) from why
    data = found.data | ({"demo_parameters": found.uses_demo_parameters} if demo else {})
    answer(data, as_json, lambda _data: explanation_text(found, on, division))


def _explain_person(given, slug, on, demo, as_json) -> None:
    set_up_django()
    from chuntian.casework.queries import facts_on
    from chuntian.policy.explaining import explain_facts
    from chuntian.standards import queries as standards

    law = standards.law(demo=demo)
    if slug is not None:
        check_slug(law, slug)
    person = find_person(given, on)
    facts = facts_on(person=person, on=on, known_at=now(), law=law)
    slugs = [slug] if slug else [one.slug for one in law.programmes if one.subject == "person"]
    found = [explain_facts(law, one, facts, on=on, division=person.region) for one in slugs]
    rows = [one.data | ({"demo_parameters": one.uses_demo_parameters} if demo else {}) for one in found]

    def text(_rows):
        parts = [body_text(one) for one in found]
        return "\n\n".join([*parts, footer(law.version, any(one.uses_demo_parameters for one in found))])

    answer(rows, as_json, text)


def row_of(model, text):
    """
    Give the row with an id, or nothing.

    Identity numbers have as many digits as ids, and a server may log what it is asked (trust B18). So it is asked for the
    rows near by, whose ids begin alike, with no more than the ten first digits.
    """
    if not text.isdecimal() or int(text) >= 2**63:
        return None
    number = int(text)
    first = number - number % UNSAID
    near = model.objects.filter(pk__range=(first, first + UNSAID - 1)).values_list("pk", flat=True)
    return model.objects.get(pk=number) if number in set(near) else None


def find_person(given, on):
    """Find a person by id, identity number or certificate number; who was merged is found as who he was merged into."""
    from chuntian.kernel.identity import CertificateNumber, IdentityError, ResidentId, normalise
    from chuntian.registry.models import Person
    from chuntian.trail.protected import blind_index

    text = normalise(given)
    by_id = row_of(Person, text)
    if len(text) == 18 and by_id is None:
        reader = ResidentId
    else:
        reader = CertificateNumber if 20 <= len(text) <= 23 else None
    try:
        if reader is None:
            found = by_id
        else:
            number = reader.parse(text, on)
            resident = getattr(number, "resident_id", number)
            found = Person.objects.filter(
                resident_index=blind_index(getattr(resident, "value", resident), "resident_id")
            ).first()
    except IdentityError as why:
        raise Failure(f"号码有误：{why}") from why
    if found is None:
        raise Failure("登记册中没有这个人，请核对人员编号或证件号码 · no such person in the register")
    return found.merged_into or found


def _read_facts(facts_file):
    try:
        text = sys.stdin.read() if facts_file == "-" else Path(facts_file).read_text("utf-8-sig")
    except OSError as why:
        raise Failure(f"读不了文件 {facts_file}：{why.strerror} · cannot read the file") from why
    except UnicodeDecodeError as why:
        raise Failure(f"{facts_file} 不是 UTF-8 文本，请另存为 UTF-8 · not UTF-8") from why
    try:
        data = json.loads(text, parse_float=_no_float)
    except json.JSONDecodeError as why:
        raise Failure(f"{facts_file} 不是有效的 JSON（第 {why.lineno} 行）· not valid JSON") from why
    facts = data.get("facts", data) if isinstance(data, dict) else None
    if not isinstance(facts, dict):
        raise Failure('情况文件应是 {"事实名": 值} 或 {"facts": {…}} · the file holds one object of facts')
    return facts


def _no_float(text):
    raise Failure(f"数 {text} 请写成带引号的文字，小数才精确 · write {text} in quotation marks")


def _parameters(params):
    given = {}
    for one in params:
        key, equals, value = one.partition("=")
        if not equals or not key.strip():
            raise click.UsageError(f"--param 应写成 KEY=VALUE，收到 {one!r}")
        given[key.strip()] = value.strip()
    return given


def check_slug(law, slug) -> None:
    """Refuse a programme that cannot be decided, in one line that names those that sound like it."""
    from chuntian.policy.catalogue import catalogue, near_slugs

    if slug in law.decided:
        return
    if slug in {one.slug for one in catalogue()}:
        raise Failure(f"项目 {slug} 在目录中，但没有可判定的条件；chuntian programmes --state decided 列出可判定的项目")
    near = near_slugs(slug, law.decided)
    hint = f"，是否指：{'、'.join(near)}" if near else "；chuntian programmes 列出全部项目"
    raise Failure(f"没有项目 {slug!r}{hint} · no such programme")


def _check_keys(law, params) -> None:
    from difflib import get_close_matches

    for key in params:
        if key not in law.book:
            near = get_close_matches(key, law.book.keys(), n=3, cutoff=0.5)
            hint = f"，是否指：{'、'.join(near)}" if near else "；chuntian programmes --parameters 列出全部参数"
            raise Failure(f"没有参数 {key!r}{hint} · no such parameter")


def _near_fact(law, name) -> str:
    from difflib import get_close_matches

    near = [] if name in law.facts else get_close_matches(name, law.facts, n=3, cutoff=0.5)
    return f"，是否指：{'、'.join(near)}" if near else ""


def explanation_text(found, on, division) -> str:
    """Write one explanation with the day, the place and the version of the law."""
    asked = f"  日期 {on}，地点 {division}"
    return "\n".join([body_text(found), asked, footer(found.data["law_version"], found.uses_demo_parameters)])


def body_text(found) -> str:
    """Write an explanation for a reader: outcome, reasons with articles, what to ask for, what we cannot see."""
    lines = [decision_text(found.name, found.data, found.unit)]
    lines += [f"  须取得：{document}（参数 {key}）" for key, document in found.documents]
    if found.note:
        lines.append(f"  提示：{found.note}")
    if found.cannot_see:
        lines.append(f"  系统看不到：{found.cannot_see}")
    return "\n".join(lines)


def decision_text(name, data, unit) -> str:
    """Write one decision: programme, outcome, amount, each reason in the order of the law with its article."""
    amount = data["amount_fen"]
    said = "" if amount is None else f"，{amount // 100}.{amount % 100:02d}{unit}"
    lines = [f"{name}（{data['programme']}）：{OUTCOMES[data['outcome']]}{said}"]
    for reason in data["reasons"]:
        article = f"〔{reason['article']}〕" if reason["article"] else ""
        lines.append(f"  {MARKS[reason['met']]} {reason['text']}{article}")
    return "\n".join(lines)


def footer(law_version, demo) -> str:
    """Write the last line: the version of the law and, where it is so, that invented values took part."""
    mark = "；含演示参数（虚构），不得用于发放" if demo else ""
    return f"  政策版本 {law_version}{mark}"
