"""Every engine of the registry keeps the promise of an engine."""

from io import BytesIO

import pytest
from PIL import Image

from playground.engines.registry import ENGINES, get_engine
from tests.engines.cases import make_request


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(("extension", "kind"), [("png", "PNG"), ("jpg", "JPEG"), ("webp", "WEBP")])
def test_every_engine_returns_the_size_and_format_that_was_asked(name: str, extension: str, kind: str) -> None:
    request = make_request("a lake", size=(272, 320), output_format=extension, count=2, seed=7)
    result = get_engine(name).run(request, lambda fraction, stage: None)
    assert [picture.seed for picture in result.pictures] == [7, 8]
    for picture in result.pictures:
        opened = Image.open(BytesIO(picture.content))
        assert (opened.format, opened.size, picture.format) == (kind, (272, 320), extension)


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_goes_by_its_own_name(name: str) -> None:
    assert get_engine(name).name == name


def test_an_unknown_engine_is_refused_with_the_known_names() -> None:
    with pytest.raises(KeyError, match="sketch"):
        get_engine("oil")
