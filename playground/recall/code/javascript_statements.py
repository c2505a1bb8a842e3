"""Reads the statements of a JavaScript program in order, and keeps the values of its variables."""

from collections.abc import Sequence
from typing import Any

from tree_sitter import Node

from playground.recall.code.javascript_nodes import name_of, text_of
from playground.recall.code.javascript_values import DEEPEST, FUNCTIONS, Evaluator, Function
from playground.recall.code.lookups import look_up
from playground.recall.code.values import TooComplex, Unread, add, unread

STATEMENTS_TEXT = """
statement_block if_statement else_clause try_statement catch_clause finally_clause while_statement
do_statement export_statement class_declaration class_body method_definition labeled_statement
switch_statement switch_body switch_case switch_default ERROR
"""
STATEMENTS = frozenset(STATEMENTS_TEXT.split())


class Reader(Evaluator):
    """Reads statements. The body of a function is read at its first call, or at the end if nothing calls it."""

    def __init__(self) -> None:
        super().__init__()
        # Functions that were read, by their place in the code.
        self.read_functions: set[int] = set()
        self.declared: list[Function] = []
        self.returned: Any = None
        self.blocks = 0

    def read_all(self, nodes: Sequence[Node]) -> None:
        self.blocks += 1
        if self.blocks > DEEPEST:
            raise TooComplex
        # A function may be called before the line that declares it.
        for node in nodes:
            if node.type in FUNCTIONS and (name := node.child_by_field_name("name")):
                self.variables[text_of(name)] = Function(node)
                self.declared.append(Function(node))
        for node in nodes:
            self.read(node)
        self.blocks -= 1

    def read(self, node: Node) -> None:
        if node.type in ("lexical_declaration", "variable_declaration"):
            for child in node.named_children:
                self.declare(child)
        elif node.type == "for_in_statement":
            self.read_each(node)
        elif node.type == "for_statement":
            self.read_count(node)
        elif node.type == "return_statement":
            self.returned = self.last(node)
        elif node.type in STATEMENTS:
            self.read_all(node.named_children)
        elif node.type not in FUNCTIONS and node.type not in ("import_statement", "comment"):
            for child in node.named_children:
                self.evaluate(child)

    def declare(self, node: Node) -> None:
        value_node = node.child_by_field_name("value")
        value = self.evaluate(value_node) if value_node is not None else unread("nothing")
        if isinstance(value, Function):
            self.declared.append(value)
        self.assign(node.child_by_field_name("name"), value)

    def assign(self, target: Node | None, value: Any) -> None:  # noqa: ANN401
        if target is None:
            return
        if target.type == "identifier":
            self.variables[text_of(target)] = value
        elif target.type in ("member_expression", "subscript_expression"):
            owner = self.evaluate(target.child_by_field_name("object"))
            name = target.child_by_field_name("property")
            key = text_of(name) if name is not None else self.evaluate(target.child_by_field_name("index"))
            if isinstance(owner, dict) and isinstance(key, str):
                owner[key] = value
            elif target.type == "member_expression" and isinstance(owner, Unread):
                # The methods of a class share `this.key`, and are read one after the other.
                self.variables[name_of(target)] = value
        elif target.type in ("object_pattern", "array_pattern"):
            for place, child in enumerate(target.named_children[:100]):
                item = look_up(value, text_of(child) if target.type == "object_pattern" else place)
                self.variables[text_of(child)] = unread(text_of(child)) if item is None else item

    def assignment(self, node: Node) -> Any:  # noqa: ANN401
        value = self.evaluate(node.child_by_field_name("right"))
        target = node.child_by_field_name("left")
        if node.type == "augmented_assignment_expression":
            is_sum = text_of(node.child_by_field_name("operator")) == "+="
            value = add(self.evaluate(target), value) if is_sum else unread("a calculation")
        if isinstance(value, Function):
            self.declared.append(value)
        self.assign(target, value)
        return value

    def run(self, function: Function, arguments: Sequence[Any], times: int = 1) -> Any:  # noqa: ANN401
        """Read the function at its first call, and return what it returns, or None if that is not known."""
        node = function.node
        if node.start_byte in self.read_functions:
            return None
        self.read_functions.add(node.start_byte)
        self.bind(node, arguments)
        outside, self.returned = (self.returned, self.loops), None
        self.loops = [*self.loops[-1:], times] if times > 1 else self.loops[-1:]
        body = node.child_by_field_name("body")
        if body is not None and body.type == "statement_block":
            self.read_all(body.named_children)
        else:
            self.returned = self.evaluate(body)
        found = self.returned
        self.returned, self.loops = outside
        return None if isinstance(found, Unread) else found

    def bind(self, node: Node, arguments: Sequence[Any]) -> None:
        """Give the parameters their values: those of the call, or else their defaults."""
        single, listed = node.child_by_field_name("parameter"), node.child_by_field_name("parameters")
        targets = [single] if single is not None else listed.named_children if listed is not None else []
        for place, target in enumerate(targets):
            given = arguments[place] if place < len(arguments) else None
            if target.type == "assignment_pattern":
                default = self.evaluate(target.child_by_field_name("right"))
                name = target.child_by_field_name("left")
                self.assign(name, default if given is None else given)
            else:
                self.assign(target, unread(text_of(target)[:60]) if given is None else given)

    def read_each(self, node: Node) -> None:
        values = self.evaluate(node.child_by_field_name("right"))
        items = values if isinstance(values, list) else []
        target = node.child_by_field_name("left")
        self.assign(target, unread(text_of(target)[:60], choices=items))
        self.read_loop(node, len(items) or 1)

    def read_count(self, node: Node) -> None:
        """Read a loop that counts: `for (let place = 1; place <= 3; place += 1)`."""
        start = node.child_by_field_name("initializer")
        condition = node.child_by_field_name("condition")
        inner = condition.named_children[0] if condition is not None and condition.named_children else None
        test = condition if condition is not None and condition.type == "binary_expression" else inner
        name, first = None, None
        if start is not None and start.named_children:
            name = start.named_children[0].child_by_field_name("name")
            first = self.evaluate(start.named_children[0].child_by_field_name("value"))
        operator = text_of(test.child_by_field_name("operator")) if test is not None else ""
        last = self.evaluate(test.child_by_field_name("right")) if test is not None else None
        times = 1
        if isinstance(first, int) and isinstance(last, int) and operator in ("<", "<="):
            times = min(last - first + (operator == "<="), 1000)
        choices = range(first, first + times) if isinstance(first, int) and times > 0 else ()
        self.assign(name, unread(text_of(name), choices=choices))
        self.read_loop(node, max(times, 1))

    def read_loop(self, node: Node, times: int) -> None:
        self.loops.append(times)
        body = node.child_by_field_name("body")
        if body is not None:
            self.read_all([body])
        self.loops.pop()

    def read_uncalled(self) -> None:
        """Read the functions that nothing has called, such as a handler of a button."""
        while self.declared:
            self.run(self.declared.pop(0), [])
