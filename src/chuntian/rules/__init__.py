"""The engine that decides, explains and simulates: one declaration, read as columns, as Python and as words."""

from chuntian.rules.checking import LawError
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

__all__ = [
    "Condition",
    "Decision",
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
    "Reason",
    "Requirement",
    "case",
    "cash",
    "concession",
    "fact",
    "levy",
    "max_of",
    "min_of",
    "one_off",
    "param",
    "place",
    "service",
    "today",
    "yuan",
]
