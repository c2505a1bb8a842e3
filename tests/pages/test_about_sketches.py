"""The page about sketches shows some."""

from tests.cast import Person


def test_shows_the_pictures_of_the_first_ideas(anonymous: Person, sketch: None) -> None:
    page = anonymous.see("about_sketches")
    figures = page.all("figure")
    assert len(figures) == 3
    assert len({figure.find("img")["alt"] for figure in figures}) == 3
    assert anonymous.fetch(figures[0].find("img")["src"]).status == 200
    assert figures[0].find("figcaption").text


def test_shows_none_where_another_engine_makes_the_pictures(anonymous: Person) -> None:
    assert not anonymous.see("about_sketches").has("figure")
