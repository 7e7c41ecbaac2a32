"""`chuntian programmes`: the catalogue of programmes, one of them in words with its articles, and what is still missing."""

import click

from chuntian.commands.common import Failure, answer, json_option, today


@click.command("programmes")
@click.argument("slug", required=False)
@click.option(
    "--state", type=click.Choice(["decided", "delivered", "listed"]), default=None, help="可判定、可办理、仅列入"
)
@click.option("--domain", default=None, help="领域，例如 subsidy · domain of the catalogue")
@click.option("--parameters", "show_parameters", is_flag=True, help="列出参数和取值 · with parameters and values")
@click.option(
    "--missing", "only_missing", is_flag=True, help="列出缺失的参数和须取得的文件 · what is missing and whom to ask"
)
@click.option("--division", default="620104", show_default=True, help="参数按哪个区划查 · division for parameters")
@click.option("--demo", is_flag=True, help="包括演示参数（虚构） · with invented values")
@json_option
def command(slug, state, domain, show_parameters, only_missing, division, demo, as_json) -> None:
    """项目目录：278 个项目，可判定的有条件、金额和依据。The catalogue of programmes, and each one in words."""
    from chuntian.policy.law import load_law

    law = load_law(demo=demo)
    if show_parameters or only_missing:
        rows = _parameter_rows(law, slug, division, only_missing)
        answer({"division": division, "parameters": rows}, as_json, _parameter_text)
    elif slug is not None:
        answer(_one(law, slug), as_json, _programme_text)
    else:
        rows = [one.as_dict() for one in _entries(state, domain)]
        answer({"count": len(rows), "programmes": rows}, as_json, _catalogue_text)


def _entries(state, domain):
    from chuntian.policy.catalogue import catalogue

    domains = sorted({one.domain for one in catalogue()})
    if domain is not None and domain not in domains:
        raise Failure(f"没有领域 {domain!r}，现有：{'、'.join(domains)} · no such domain")
    return [one for one in catalogue() if state in (None, one.state) and domain in (None, one.domain)]


def _one(law, slug):
    from chuntian.policy.catalogue import NoSuchProgramme, entry

    try:
        found = entry(slug)
    except NoSuchProgramme as why:
        raise Failure(str(why)) from why
    words = law.words(slug) if slug in law.decided else None
    return {"entry": found.as_dict(), "words": words, "law_version": law.version}


def _parameter_rows(law, slug, division, only_missing):
    from chuntian.kernel.divisions import DivisionError
    from chuntian.policy.law import parameter_keys
    from chuntian.rules import MissingParameter

    keys = law.book.keys() if slug is None else parameter_keys(_one(law, slug)["entry"]["slug"])
    rows = []
    for key in keys:
        declared = law.book.declaration(key)
        try:
            found = law.book.resolve(key, division, today())
        except DivisionError as why:
            raise Failure(str(why)) from why
        missing = isinstance(found, MissingParameter)
        if only_missing and not missing:
            continue
        rows.append({
            "key": key, "description": declared.description, "unit": declared.unit, "missing": missing,
            "value": None if missing else found.text, "from": None if missing else found.valid_from,
            "division": None if missing else found.division, "source": None if missing else found.citation,
            "demo": not missing and found.demo, "document": declared.document,
            "still_valid_on": declared.still_valid_on,
        })  # fmt: skip
    return rows


def _parameter_text(shown) -> str:
    lines = []
    for row in shown["parameters"]:
        if row["missing"]:
            lines.append(f"{row['key']}：缺失（{row['description']}）须取得：{row['document']}")
        else:
            mark = "〔演示〕" if row["demo"] else ""
            lines.append(f"{row['key']}：{row['value']} {row['unit']}{mark}（{row['description']}）{row['source']}")
    missing = sum(row["missing"] for row in shown["parameters"])
    return "\n".join([*lines, f"共 {len(shown['parameters'])} 个参数，缺失 {missing} 个（{shown['division']}）"])


def _programme_text(shown) -> str:
    one, words = shown["entry"], shown["words"]
    lines = [
        f"{one['name_zh']}（{one['slug']}）{one['name_en']}",
        f"  领域 {one['domain']}，种类 {one['kind']}，状态 {one['state']}，路径 {one['path'] or '—'}",
        f"  对象：{one['target_group']}",
        f"  内容：{one['delivers']}",
        f"  出处：{'；'.join(one['sources'])} 「{one['quote']}」",
    ]
    if words is None:
        return "\n".join([*lines, "  没有可判定的条件：按路径办理，或仅列入目录"])
    lines += ["  条件："] + [f"    {row['text']}〔{row['article']}〕" for row in words["conditions"]]
    lines += ["  有下列情形的不发（不办）："] + [
        f"    {row['text']}〔{row['article']}〕" for row in words["exclusions"]
    ]
    if words["amount"]:
        lines.append(f"  金额（{words['unit']}）：{words['amount']}")
    lines += [f"  依据：{source}" for source in words["sources"]]
    return "\n".join([*lines, f"  系统看不到：{words['cannot_see']}", f"  政策版本 {shown['law_version']}"])


def _catalogue_text(shown) -> str:
    lines = [f"{one['slug']:<36}{one['state']:<10}{one['domain']:<20}{one['name_zh']}" for one in shown["programmes"]]
    return "\n".join([*lines, f"共 {shown['count']} 个项目"])
