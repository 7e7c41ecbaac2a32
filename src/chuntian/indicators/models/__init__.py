from chuntian.indicators.models.computation import Computation
from chuntian.indicators.models.edition_ahead import EditionAhead
from chuntian.indicators.models.kept_figure import KeptFigure
from chuntian.indicators.models.publication import Publication
from chuntian.indicators.models.reported_figure import ReportedFigure

__all__ = ["Computation", "EditionAhead", "KeptFigure", "Publication", "ReportedFigure"]
