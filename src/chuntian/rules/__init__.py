"""The engine that decides, explains and simulates: one declaration, read as columns, as Python and as words."""

from chuntian.rules.changes import ChangeError, changed_law
from chuntian.rules.checking import LawError
from chuntian.rules.columns import ColumnError
from chuntian.rules.deciding import Question, read_reasons
from chuntian.rules.decision import Decision, Reason
from chuntian.rules.declare import (
    Condition,
    DeclarationError,
    Exclusion,
    FactDeclaration,
    FromCase,
    FromList,
    FromRegister,
    Gives,
    Programme,
    Requirement,
    cash,
    concession,
    levy,
    one_off,
    service,
)
from chuntian.rules.everyone import DecisionSummary, decide_everyone, decisions_frame
from chuntian.rules.expressions import (
    Expr,
    ExpressionError,
    case,
    fact,
    max_of,
    min_of,
    param,
    place,
    today,
    yuan,
)
from chuntian.rules.given import FactError
from chuntian.rules.kinds import Kind
from chuntian.rules.law import Law
from chuntian.rules.parameters import (
    MissingParameter,
    ParameterBook,
    ParameterDeclaration,
    ParameterError,
    ParameterValue,
)
from chuntian.rules.ratios import RatioOverflow
from chuntian.rules.simulation import SimulationResult, simulate

__all__ = [
    "ChangeError",
    "ColumnError",
    "Condition",
    "Decision",
    "DecisionSummary",
    "DeclarationError",
    "Exclusion",
    "Expr",
    "ExpressionError",
    "FactDeclaration",
    "FactError",
    "FromCase",
    "FromList",
    "FromRegister",
    "Gives",
    "Kind",
    "Law",
    "LawError",
    "MissingParameter",
    "ParameterBook",
    "ParameterDeclaration",
    "ParameterError",
    "ParameterValue",
    "Programme",
    "Question",
    "RatioOverflow",
    "Reason",
    "Requirement",
    "SimulationResult",
    "case",
    "cash",
    "changed_law",
    "concession",
    "decide_everyone",
    "decisions_frame",
    "fact",
    "levy",
    "max_of",
    "min_of",
    "one_off",
    "param",
    "place",
    "read_reasons",
    "service",
    "simulate",
    "today",
    "yuan",
]
