"""Reads the statements of a Python program in order, and keeps the values of its variables."""

import ast
from collections.abc import Sequence
from typing import Any

from playground.catalog.values import shorten
from playground.recall.code.forms import FormFields
from playground.recall.code.lookups import look_up
from playground.recall.code.python_values import DEEPEST, Evaluator, as_list, name_of, spread
from playground.recall.code.values import TooComplex, Unread, add, unread

# Targets whose text is short, whatever their values are.
SIMPLE = (ast.Name, ast.Attribute, ast.Subscript)
type Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


SEVERAL_BRANCHES = "Several branches of the code set {name}. The value of the last one was read."
CALLED_AGAIN = "The code calls {name}() several times. Only the first call was read."
MOST_SAID = 5


def list_targets(body: Sequence[ast.stmt]) -> list[str]:
    """Return what the branch sets, as the code writes it: `steps` or `p['seed']`; of an `elif`, all its branches."""
    found: list[str] = []
    for statement in body:
        if isinstance(statement, ast.Assign):
            found += [ast.unparse(target) for target in statement.targets if isinstance(target, SIMPLE)]
        elif isinstance(statement, ast.If) and len(body) == 1:
            found += [*list_targets(statement.body), *list_targets(statement.orelse)]
    return found


class Reader(Evaluator):
    """Reads statements. The body of a function is read at its first call, or at the end if nothing calls it."""

    def __init__(self) -> None:
        super().__init__()
        self.functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        self.waiting: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
        # The functions that sent a request with a body.
        self.senders: set[str] = set()
        self.returned: Any = None
        self.blocks = 0

    def read(self, body: Sequence[ast.stmt]) -> None:
        self.blocks += 1
        if self.blocks > DEEPEST:
            raise TooComplex
        for statement in body:
            self.read_one(statement)
        self.blocks -= 1

    def read_one(self, statement: ast.stmt) -> None:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.functions[statement.name] = statement
                self.waiting.append(statement)
            case ast.Assign():
                value = self.evaluate(statement.value)
                for target in statement.targets:
                    self.assign(target, value)
            case ast.AnnAssign(value=ast.expr()):
                self.assign(statement.target, self.evaluate(statement.value))
            case ast.AugAssign():
                self.assign_more(statement)
            case ast.For() | ast.AsyncFor():
                self.read_loop(statement)
            case ast.Return():
                self.returned = self.evaluate(statement.value)
            case _:
                self.read_other(statement)

    def read_other(self, statement: ast.stmt) -> None:
        """Read the expressions and the blocks of any other statement."""
        for item in getattr(statement, "items", []):
            value = self.evaluate(item.context_expr)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value)
        for name in ("value", "test", "subject", "exc"):
            if isinstance(found := getattr(statement, name, None), ast.expr):
                self.evaluate(found)
        blocks = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
        handlers = [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]
        for block in [*blocks, *(handler.body for handler in handlers)]:
            self.read(block)
        if isinstance(statement, ast.If):
            self.say_branches(statement)
        # Other statements with targets are assignments, which come elsewhere.
        for target in getattr(statement, "targets", []):
            self.delete(target)

    def read_loop(self, loop: ast.For | ast.AsyncFor) -> None:
        values = as_list(self.evaluate(loop.iter))
        self.assign(loop.target, unread(ast.unparse(loop.target)[:100], choices=values or ()))
        self.loops.append(len(values) if values else 1)
        self.read(loop.body)
        self.loops.pop()
        self.read(loop.orelse)

    def assign(self, target: ast.expr, value: Any) -> None:  # noqa: ANN401
        match target:
            case ast.Name():
                self.variables[target.id] = value
            case ast.Subscript():
                owner, key = self.evaluate(target.value), self.evaluate(target.slice)
                if isinstance(owner, Unread) and isinstance(key, str):
                    # `os.environ["KEY"] = "…"`
                    self.variables[name_of(target)] = value
                self.set_member(owner, key, value)
            case ast.Attribute(value=ast.Name(id="self")):
                # The methods of a class share these, and are read one after the other.
                self.variables[f"self.{target.attr}"] = value
            case ast.Attribute():
                self.set_member(self.evaluate(target.value), target.attr, value)
            case ast.Tuple() | ast.List():
                for place, inner in enumerate(target.elts[:100]):
                    item = look_up(value, place)
                    self.assign(inner, unread("a value") if item is None else item)

    def delete(self, target: ast.expr) -> None:
        if isinstance(target, ast.Subscript):
            owner, key = self.evaluate(target.value), self.evaluate(target.slice)
            if isinstance(owner, dict) and isinstance(key, str):
                owner.pop(key, None)

    def say_branches(self, statement: ast.If) -> None:
        """Say which values several branches set, as long as no request was sent: the last one counts."""
        if self.findings.requests:
            return
        in_first, in_other = list_targets(statement.body), list_targets(statement.orelse)
        for name in [name for name in in_first if name in in_other][:MOST_SAID]:
            self.findings.remark(SEVERAL_BRANCHES.format(name=shorten(name)))

    def set_member(self, owner: Any, key: Any, value: Any) -> None:  # noqa: ANN401
        if isinstance(owner, dict) and isinstance(key, str):
            owner[key] = value
        elif hasattr(owner, "headers") and key == "headers" and isinstance(value, dict):
            owner.headers.update(value)

    def assign_more(self, statement: ast.AugAssign) -> None:
        value = self.evaluate(statement.value)
        if not isinstance(statement.target, ast.Name):
            return
        name = statement.target.id
        old = self.variables.get(name, unread(name))
        if isinstance(statement.op, ast.Add):
            self.variables[name] = add(old, value)
        elif isinstance(statement.op, ast.BitOr) and isinstance(old, dict) and isinstance(value, dict):
            old.update(spread(value))
        else:
            self.variables[name] = unread(name)

    def call_function(self, name: str, arguments: Sequence[Any], named: dict[str, Any]) -> Any:  # noqa: ANN401
        """Read the function at its first call, and return what it returns, or None if that is not known."""
        function = self.functions.get(name)
        if function is None or function not in self.waiting:
            if name in self.senders:
                self.findings.remark(CALLED_AGAIN.format(name=name[:100]))
            return None
        self.waiting.remove(function)
        before = len(self.findings.requests)
        self.bind(function, arguments, named)
        outside, self.returned, self.loops = (self.returned, self.loops), None, self.loops[-1:]
        self.read(function.body)
        # A form may only upload a picture.
        if any(not isinstance(request.body, FormFields | None) for request in self.findings.requests[before:]):
            self.senders.add(name)
        found = self.returned
        self.returned, self.loops = outside
        return None if isinstance(found, Unread) else found

    def bind(self, function: Function, arguments: Sequence[Any], named: dict[str, Any]) -> None:
        """Give the parameters their values: those of the call, or else their defaults."""
        known = [*function.args.posonlyargs, *function.args.args]
        defaults = [*function.args.defaults, *(item for item in function.args.kw_defaults if item)]
        pairs = zip([*known, *function.args.kwonlyargs][::-1], defaults[::-1], strict=False)
        values = {parameter.arg: self.evaluate(default) for parameter, default in pairs}
        values |= {parameter.arg: value for parameter, value in zip(known, arguments, strict=False)} | named
        for parameter in [*known, *function.args.kwonlyargs]:
            self.variables[parameter.arg] = values.get(parameter.arg, unread(parameter.arg))

    def read_uncalled(self) -> None:
        """Read the functions that nothing has called, such as a handler of a web framework."""
        while self.waiting:
            function = self.waiting.pop(0)
            self.bind(function, [], {})
            self.read(function.body)
