"""Bars as a picture, told apart by hatch as well as by colour."""

import io
from typing import Any

from chuntian.formats.document import BarChart

COLOURS = ("#1f6f43", "#9ccfae", "#c58b1b", "#5b6c8f")
HATCHES = ("", "///", "...", "xx")
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "SimHei",
    "DejaVu Sans",
)


def picture(chart: BarChart, kind: str = "png") -> bytes:
    """Draw the chart as PNG or SVG; the same data give the same bytes."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import font_manager, pyplot

    known = {font.name for font in font_manager.fontManager.ttflist}
    fonts = [name for name in CHINESE_FONTS if name in known] or ["DejaVu Sans"]
    settings: Any = {
        "font.family": fonts,
        "axes.unicode_minus": False,
        "svg.hashsalt": "chuntian",
        "hatch.linewidth": 0.6,
    }
    with pyplot.rc_context(settings):
        drawing, axes = pyplot.subplots(figsize=(7.2, 3.4), dpi=160)
        _draw_bars(axes, chart)
        drawing.tight_layout()
        target = io.BytesIO()
        drawing.savefig(target, format=kind, metadata={"Software": None} if kind == "png" else {"Date": None})
        pyplot.close(drawing)
    return target.getvalue()


def _draw_bars(axes: Any, chart: BarChart) -> None:
    width = 0.8 / max(1, len(chart.series))
    for index, (name, values) in enumerate(chart.series):
        places = [place + index * width - 0.4 + width / 2 for place in range(len(values))]
        axes.bar(
            places, values, width, label=name, color=COLOURS[index % 4], hatch=HATCHES[index % 4], edgecolor="#22332a"
        )
    axes.set_xticks(range(len(chart.labels)), chart.labels)
    axes.set_ylabel(chart.unit)
    axes.set_title(chart.title)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#d9e2dc", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(frameon=False, ncols=len(chart.series), loc="upper center", bbox_to_anchor=(0.5, -0.12))
