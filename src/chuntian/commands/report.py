"""`chuntian report`: documents made of figures."""

from pathlib import Path

import click

from chuntian.commands.common import Failure, answer, json_option, now, progress, set_up_django

WRITERS = {".docx": "word.to_word", ".pdf": "pdf.to_pdf", ".html": "page.to_page"}


@click.group("report")
def command() -> None:
    """报告：每个数字都绑定指标。Reports whose every number is bound to a measure."""


@command.command("annual")
@click.option("--year", type=int, required=True, help="年份 · the year")
@click.option("--region", default=None, help="行政区划代码 · division code")
@click.option("--plan", default=None, help="并列的规划代码；默认用本地的规划 · the plan beside the figures")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="FILE.docx、.pdf 或 .html")
@json_option
def annual(year, region, plan, out: Path, as_json) -> None:
    """年度工作报告（Word、PDF 或网页，同一内容）。The annual report as Word, PDF or a page."""
    if out.suffix.lower() not in WRITERS:
        raise Failure(f"{out.name}：文件名请以 .docx、.pdf 或 .html 结尾 · end the name with .docx, .pdf or .html")
    set_up_django()
    with progress("编写报告 · writing the report", 2, quiet=as_json) as step:
        document, figures = _document(year, region, plan)
        step()
        _write(document, out)
        step()
    shown = {"file": str(out), "figures": figures, "bytes": out.stat().st_size}
    answer(
        shown,
        as_json,
        lambda given: f"已写出 {given['file']}（{given['figures']} 个数字，均可用 chuntian measures --open 核对）",
    )


def _document(year, region, plan):
    from chuntian.commands.region import region_of
    from chuntian.indicators.data import Data
    from chuntian.indicators.periods import Period
    from chuntian.policy.plans import plan_for
    from chuntian.reports.annual import annual_report
    from chuntian.standards import queries as standards

    moment = now()
    place = region_of(region)
    data = Data(place, Period(year), standards.law(), moment)
    document = annual_report(data=data, plan=plan or plan_for(place), made_on=moment.date())
    return document, sum(
        1 for block in document.blocks for run in getattr(block, "runs", ()) if not isinstance(run, str)
    )


def _write(document, out: Path) -> None:
    import importlib

    from chuntian.formats.pdf import NoPdf
    from chuntian.kernel.files import write_whole

    module, function = WRITERS[out.suffix.lower()].split(".")
    writer = getattr(importlib.import_module(f"chuntian.formats.{module}"), function)
    try:
        write_whole(out, writer(document))
    except NoPdf as why:
        raise Failure(
            f"PDF 未能生成：{why}。请安装中文字体 fonts-noto-cjk · install the package fonts-noto-cjk"
        ) from why
