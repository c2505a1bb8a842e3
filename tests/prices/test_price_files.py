"""Files of prices are checked, and those of the operator come first."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from playground.catalog.loading import get_spec, specs
from playground.prices.describing import describe_source
from playground.prices.loading import FOLDER, find_row, list_of, price_lists

type Json = dict[str, Any]


def row(**changes: object) -> Json:
    return {"model": "flux-2-pro", "first_megapixel": 0.04} | changes


def sound(*rows: object, **changes: object) -> Json:
    return {"api": "bfl", "source": "a page", "read": "2026-11-29", "rows": list(rows) or [row()]} | changes


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.PRICE_FOLDER = str(tmp_path)
    return tmp_path


def write(folder: Path, document: object) -> None:
    (folder / "mine.json").write_text(document if isinstance(document, str) else json.dumps(document))


def test_the_shipped_files_are_sound() -> None:
    assert not run_checks(tags=["prices"])
    assert {path.stem for path in FOLDER.glob("*.json")} == set(price_lists().lists)


def test_a_row_of_the_operator_comes_first(folder: Path) -> None:
    write(folder, sound())
    found = find_row(get_spec("bfl/flux-2-pro/generate"), {})
    assert found is not None
    assert (found.first_megapixel, found.read_on) == (40_000, "29 November 2026")
    # What the file does not name is as before, also the worth of a credit.
    flex = find_row(get_spec("bfl/flux-2-flex/generate"), {})
    assert flex is not None
    assert flex.first_megapixel == 50_000
    assert list_of("bfl").credit is not None


def test_each_place_where_prices_were_read_is_named(folder: Path) -> None:
    def sources(api: str) -> str:
        return describe_source([spec for spec in specs().values() if spec.dialect == api])

    write(folder, sound(row(model="flux-2-flex")))
    assert "Prices in US dollars from pages of fal.ai, read in November 2026." in sources("fal")
    assert "from docs.bfl.ai/quick_start/pricing, read in November 2026" in sources("bfl")
    assert "from a page, read on 29 November 2026" in sources("bfl")


def test_credits_are_converted(folder: Path) -> None:
    write(folder, sound(row(model="flux-2-flex", first_megapixel=6000), api="onemin", unit="credits", credit=0.000005))
    found = find_row(get_spec("onemin/flux-2-flex/generate"), {})
    assert found is not None
    assert found.first_megapixel == 30_000


def test_a_row_can_be_for_one_mode(folder: Path) -> None:
    write(folder, sound(row(mode="edit"), api="fal"))
    edit, generate = (find_row(get_spec(f"fal/flux-2-pro/{mode}"), {}) for mode in ("edit", "generate"))
    assert edit is not None
    assert generate is not None
    assert (edit.first_megapixel, generate.first_megapixel) == (40_000, 30_000)


@pytest.mark.parametrize(
    ("document", "code", "place", "reason"),
    [
        ("{", 1, "line 1, column 2", "property name"),
        ("[]", 1, "$", "a price list must be a JSON object"),
        ('{"api": "bfl", "credit": NaN}', 1, "the whole file", "NaN is not valid JSON"),
        (sound(row(first_megapixel=1e400)), 1, "the whole file", "Infinity is not valid JSON"),
        (sound(api="bfll"), 8, "$.api", "did you mean bfl?"),
        (sound(api=["bfl"]), 8, "$.api", "is not an API"),
        (sound(unit="EUR"), 5, "$.unit", "'EUR' is not a unit"),
        (sound(unit="credits"), 4, "$.credit", "the unit is credits"),
        (sound(credit=0), 5, "$.credit", "is not a price"),
        (sound(rows={}), 4, "$.rows", "is not a list"),
        (sound(rowz=[]), 9, "$.rowz", "did you mean rows?"),
        (sound(1), 2, "$.rows.0", "is not an object"),
        (sound(row(), row(first_megapixl=1)), 9, "$.rows.1.first_megapixl", "did you mean first_megapixel?"),
        (sound(row(), source=" "), 4, "$.rows.0.source", "must be text"),
        (sound(row(read="yesterday")), 5, "$.rows.0.read", "'yesterday' is not a day"),
        (sound(row(read=2026)), 5, "$.rows.0.read", "2026 is not a day"),
        (sound(row(model="flux-2-prro")), 5, "$.rows.0.model", "did you mean flux-2-pro?"),
        (sound(row(mode="edits")), 5, "$.rows.0.mode", "is not a mode"),
        (sound(row(when={"widthh": [1]})), 5, "$.rows.0.when.widthh", "did you mean width?"),
        (sound(row(when={"width": 1})), 2, "$.rows.0.when.width", "is not a list"),
        (sound(row(when=[])), 2, "$.rows.0.when", "is not an object"),
        (sound({"model": "flux-2-pro"}), 4, "$.rows.0", "has no price"),
        (sound(row(first_megapixel="0.05")), 5, "$.rows.0.first_megapixel", "'0.05' is not a number"),
        (sound(row(first_megapixel=True)), 5, "$.rows.0.first_megapixel", "True is not a number"),
        (sound(row(first_megapixel=-1)), 5, "$.rows.0.first_megapixel", "-1 is not from 0"),
        (sound(row(step=10**400)), 5, "$.rows.0.step", "is not from 0"),
        (sound(row(run=0.0000001)), 5, "$.rows.0.run", "is not a whole number of millionths"),
        (sound(row(reference_limit=0)), 5, "$.rows.0.reference_limit", "0 is not from 1"),
    ],
)
def test_the_check_names_file_place_and_reason(
    folder: Path, document: object, code: int, place: str, reason: str
) -> None:
    write(folder, document)
    found = run_checks(tags=["prices"])
    assert [message.id for message in found] == [f"prices.W{code:03}"]
    assert found[0].msg.startswith(f"{folder / 'mine.json'}: {place}: ")
    assert reason in found[0].msg
    assert found[0].hint
    # The file is left out, and nothing else.
    price = find_row(get_spec("bfl/flux-2-pro/generate"), {})
    assert price is not None
    assert price.first_megapixel == 30_000


def test_a_folder_that_is_gone_is_reported(folder: Path, settings: Any) -> None:
    settings.PRICE_FOLDER = str(folder / "nowhere")
    assert [message.id for message in run_checks(tags=["prices"])] == ["prices.W010"]


def test_every_price_has_a_source_and_a_date() -> None:
    for prices in price_lists().lists.values():
        for found in prices.rows:
            assert found.source
            assert found.read_on
            assert any(spec.slug == found.model for spec in specs().values())
