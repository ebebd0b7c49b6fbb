"""A small reckoner of Excel formulas: enough for those that the program writes, and strict about the rest.

It keeps the rules that matter for checks: a cell with text in arithmetic is an error, COUNT and SUM pass over text and
nothing, ``=`` does not mind capitals, IF works out only the branch that it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

Value: TypeAlias = float | str | bool | None
Thunk: TypeAlias = Callable[[], Value]


class CellError(Exception):
    """``#VALUE!`` or ``#DIV/0!``."""


def evaluate(formula: str, cells: Mapping[str, float | str | None]) -> Value:
    """The value of a formula (without ``=``). A cell whose text begins with ``=`` is a formula itself."""
    tokens = [token for token in Tokenizer(f"={formula}").items if token.type != Token.WSPACE]
    reader = _Reader(tokens, cells)
    value = reader.comparison()
    assert reader.at == len(tokens), f"not read to its end: {formula}"
    return value()


class _Reader:
    """Reads the tokens from left to right and answers thunks, so that an unused branch is never worked out."""

    def __init__(self, tokens: list[Token], cells: Mapping[str, float | str | None]) -> None:
        self.tokens, self.cells, self.at = tokens, cells, 0

    def comparison(self) -> Thunk:
        return self._chain(self.sum, ("<=", ">=", "<>", "<", ">", "="))

    def sum(self) -> Thunk:
        return self._chain(self.product, ("+", "-"))

    def product(self) -> Thunk:
        return self._chain(self.operand, ("*", "/"))

    def _chain(self, part: Callable[[], Thunk], operators: tuple[str, ...]) -> Thunk:
        left = part()
        while (token := self._next()) is not None and token.type == Token.OP_IN and token.value in operators:
            self.at += 1
            left = _joined(token.value, left, part())
        return left

    def operand(self) -> Thunk:
        token = self._next()
        assert token is not None
        self.at += 1
        if token.type == Token.OP_PRE:
            inner = self.operand()
            return lambda: -_number(inner()) if token.value == "-" else _number(inner())
        if token.type == Token.FUNC:
            return self._function(token.value.rstrip("(").upper())
        if token.type == Token.PAREN:
            inner = self.comparison()
            self._close()
            return inner
        assert token.type == Token.OPERAND, token.value
        if token.subtype == Token.NUMBER:
            number = float(token.value)
            return lambda: number
        if token.subtype == Token.TEXT:
            text = token.value[1:-1].replace('""', '"')
            return lambda: text
        if token.subtype == Token.LOGICAL:
            truth = token.value.upper() == "TRUE"
            return lambda: truth
        address = token.value.replace("$", "")
        return lambda: self._cell(address)

    def _cell(self, address: str) -> Value:
        value = self.cells[address]
        if isinstance(value, str) and value.startswith("="):
            return evaluate(value[1:], self.cells)
        return value

    def _function(self, name: str) -> Thunk:
        arguments: list[Thunk] = []
        while (token := self._next()) is not None and token.subtype != Token.CLOSE:
            if token.type == Token.SEP:
                self.at += 1
            else:
                arguments.append(self.comparison())
        self._close()
        return lambda: _FUNCTIONS[name](arguments)

    def _close(self) -> None:
        token = self._next()
        assert token is not None
        assert token.subtype == Token.CLOSE
        self.at += 1

    def _next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None


def _joined(operator: str, left: Thunk, right: Thunk) -> Thunk:
    if operator in "+-*/":
        return lambda: _arithmetic(operator, _number(left()), _number(right()))
    return lambda: _compared(operator, left(), right())


def _arithmetic(operator: str, left: float, right: float) -> float:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    if right == 0:
        raise CellError("#DIV/0!")
    return left / right


def _number(value: Value) -> float:
    if value is None:
        return 0.0
    if isinstance(value, str):
        raise CellError("#VALUE!")
    return float(value)


def _compared(operator: str, left: Value, right: Value) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        first, second = _text(left).casefold(), _text(right).casefold()
        assert operator in ("=", "<>"), "text is only compared for being equal"
        return (first == second) == (operator == "=")
    first_number, second_number = _number(left), _number(right)
    return {
        "<": first_number < second_number,
        ">": first_number > second_number,
        "=": first_number == second_number,
        "<>": first_number != second_number,
        "<=": first_number <= second_number,
        ">=": first_number >= second_number,
    }[operator]


def _text(value: Value) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _round(number: float, places: int) -> float:
    """Half away from zero, as Excel rounds."""
    return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _truths(given: list[Thunk]) -> list[bool]:
    """All of them: unlike Python's, Excel's AND and OR meet an error behind the deciding argument too."""
    return [bool(each()) for each in given]


_FUNCTIONS: dict[str, Callable[[list[Thunk]], Value]] = {
    "IF": lambda given: given[1]() if given[0]() else given[2](),
    "AND": lambda given: all(_truths(given)),
    "OR": lambda given: any(_truths(given)),
    "COUNT": lambda given: float(sum(_is_number(each()) for each in given)),
    "SUM": lambda given: float(sum(_number(value) for each in given if _is_number(value := each()))),
    "ROUND": lambda given: _round(_number(given[0]()), int(_number(given[1]()))),
    "ISNUMBER": lambda given: _is_number(given[0]()),
    "LOWER": lambda given: _text(given[0]()).lower(),
    "TRIM": lambda given: " ".join(_text(given[0]()).split()),
}
