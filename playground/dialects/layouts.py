"""Writes boxes into the prompt: as the rows that FLUX 3 reads, or as prose for every other model.

The rows are those of docs.bfl.ai/flux_3/flux3_image_bounding_boxes: a JSON array after the prompt and a space. The
description of each element is repeated in it, so a prompt may name an element by `<id>` or not.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from playground.catalog.boxes import (
    MOST_BOXES,
    MOST_REFERENCES,
    Area,
    Box,
    BoxError,
    make_box,
    read_area,
    read_boxes,
    write_boxes,
)
from playground.catalog.spec import ModelSpec

REFERENCE = "ref_image_"
# Inside of a JSON string the quote would be escaped, so this cannot be in a description.
START = ' [{"'
LAYOUT_KEYS = {"id", "bbox", "desc"}
EDIT_KEYS = {"id", "from", "src_bbox", "tgt_bbox", "desc"}
SENTENCE_ENDS = (".", "!", "?", ":", "…", '."', ".”")
# In thousandths of the picture: a side that is nearly the whole, and elements that are called small and large.
WHOLE, SMALL, LARGE = 900, 180, 600

ROWS = {"upper": "at the top", "middle": "in the middle", "lower": "at the bottom"}
COLUMNS = {"left": "on the left", "centre": "in the centre", "right": "on the right"}


def compose(spec: ModelSpec, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the params as they are sent: the boxes are a part of the prompt. An invalid text of boxes is left out."""
    layout, prompt = spec.by_role("layout"), spec.by_role("prompt")
    if layout is None or prompt is None or layout.name not in params:
        return params
    sent = {name: value for name, value in params.items() if name != layout.name}
    try:
        boxes = read_boxes(str(params[layout.name]))
    except BoxError:
        # The code beside a form is printed while its boxes are being typed.
        return sent
    if not boxes:
        return sent
    text, edits = str(params.get(prompt.name, "")), _edits(spec, params, boxes)
    written = write_rows(boxes, edits=edits) if takes_rows(spec) else write_prose(boxes, edits=edits)
    # A space before prose, too: prose that follows a sentence without its full stop gets one.
    gap = " " if takes_rows(spec) or text.rstrip().endswith(SENTENCE_ENDS) else ". "
    return sent | {prompt.name: (text if takes_rows(spec) else text.rstrip()) + gap + written}


def take_out(spec: ModelSpec, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the params of a request with the boxes as text, if rows that can be read are at the end of its prompt."""
    layout, prompt = spec.by_role("layout"), spec.by_role("prompt")
    text = params.get(prompt.name) if prompt else None
    if layout is None or prompt is None or not takes_rows(spec) or not isinstance(text, str):
        return dict(params)
    start = text.rfind(START)
    try:
        boxes = _read_rows(json.loads(text[start + 1 :])) if start >= 0 else []
    # Deeply nested JSON ends the recursion of the parser.
    except (ValueError, RecursionError):
        boxes = []
    taken = {**params, prompt.name: text[: max(start, 0)], layout.name: write_boxes(boxes)}
    # Rows that would be written in another way would ask for something else.
    if not boxes or _is_edit(text[start + 1 :]) != _edits(spec, params, boxes):
        return dict(params)
    return taken


def takes_rows(spec: ModelSpec) -> bool:
    layout = spec.by_role("layout")
    return layout is not None and spec.schema["properties"][layout.name].get("x-layout") == "rows"


def write_rows(boxes: Sequence[Box], *, edits: bool) -> str:
    """Return the rows as JSON: of a layout, or of an edit, in which every element says where it comes from."""
    return json.dumps([_edit_row(box) if edits else _layout_row(box) for box in boxes], ensure_ascii=False)


def write_prose(boxes: Sequence[Box], *, edits: bool) -> str:
    """Return one sentence with every element and its place."""
    return f"Composition: {'; '.join(_say(box, edits=edits) for box in boxes)}."


def _edits(spec: ModelSpec, params: Mapping[str, Any], boxes: Sequence[Box]) -> bool:
    picture = spec.by_role("picture")
    return bool(picture and params.get(picture.name)) or any(box.picture for box in boxes)


def _layout_row(box: Box) -> dict[str, Any]:
    return {"id": box.id, "bbox": box.target.as_list() if box.target else None, "desc": box.description or box.id}


def _edit_row(box: Box) -> dict[str, Any]:
    return {
        "id": box.id,
        # The API counts the references from 0.
        "from": f"{REFERENCE}{box.picture - 1}" if box.picture else None,
        "src_bbox": box.source.as_list() if box.source else None,
        "tgt_bbox": box.target.as_list() if box.target else None,
        "desc": box.description or box.id,
    }


def _is_edit(rows: str) -> bool:
    return '"src_bbox"' in rows


def _read_rows(rows: object) -> list[Box]:
    """Return the boxes of the rows, or raise `ValueError` if one is not as documented."""
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_BOXES:
        raise BoxError("no rows")
    boxes = [_read_row(row) for row in rows]
    if len({box.id for box in boxes}) < len(boxes) or len({frozenset(row) for row in rows}) > 1:
        raise BoxError("rows that do not fit together")
    return boxes


def _read_row(row: object) -> Box:
    if not isinstance(row, dict) or set(row) not in (LAYOUT_KEYS, EDIT_KEYS):
        raise BoxError("no row")
    id_, description = row["id"], row["desc"]
    if not isinstance(id_, str) or not isinstance(description, str):
        raise BoxError("no texts")
    if "bbox" in row:
        return make_box(id_, description, _read_bbox(row["bbox"]))
    source, target = (None if row[key] is None else _read_bbox(row[key]) for key in ("src_bbox", "tgt_bbox"))
    picture = _read_reference(row["from"])
    if (source is None) != (picture == 0) or (source is None and target is None):
        raise BoxError("an element without a place")
    return make_box(id_, description, target, source, picture)


def _read_bbox(bbox: object) -> Area:
    if not isinstance(bbox, list) or len(bbox) != 4:
        raise BoxError("no box")
    return read_area(bbox)


def _read_reference(name: object) -> int:
    if name is None:
        return 0
    number = name.removeprefix(REFERENCE) if isinstance(name, str) and name.startswith(REFERENCE) else ""
    if not (number.isascii() and number.isdigit() and len(number) <= 2 and int(number) < MOST_REFERENCES):
        raise BoxError("no reference")
    return int(number) + 1


def _say(box: Box, *, edits: bool) -> str:
    element = box.description or box.id.replace("_", " ")
    source = _say_place(box.source) if box.source else ""
    target = _say_place(box.target) if box.target else ""
    image = f" of image {box.picture}"
    match box.action:
        case "keep":
            return f"keep {element}{image} as it is, {source}"
        case "move" if box.picture == 1:
            return f"move {element} from its place {source} to a place {target}"
        case "move":
            return f"take {element} from its place {source}{image} and put it {target}"
        case "remove":
            return f"remove {element}{image}, {source}"
    return f"add {element} {target}" if edits else f"{element} {target}"


def _say_place(area: Area) -> str:
    """Return such as `in the upper left third`, `small, in the centre` or `across the full width at the top`."""
    width, height = area.right - area.left, area.bottom - area.top
    row, column = _third(area.top + area.bottom, tuple(ROWS)), _third(area.left + area.right, tuple(COLUMNS))
    if width >= WHOLE and height >= WHOLE:
        return "filling the whole picture"
    if width >= WHOLE:
        return f"across the full width {ROWS[row]}"
    if height >= WHOLE:
        return f"over the full height {COLUMNS[column]}"
    size = "small, " if max(width, height) <= SMALL else "large, " if max(width, height) >= LARGE else ""
    return f"{size}in the {_name_place(row, column)}"


def _name_place(row: str, column: str) -> str:
    if column == "centre":
        return "centre" if row == "middle" else f"{row} third, centred"
    return f"{column} third, halfway down" if row == "middle" else f"{row} {column} third"


def _third(doubled: int, names: tuple[str, ...]) -> str:
    """Return the name for the third of the picture in which the middle is; `doubled` is the sum of two sides."""
    return names[min(2, doubled * 3 // 2000)]
