"""The pictures of the documentation that an answer draws."""

import pytest

from tools import pictures


@pytest.mark.parametrize("file", pictures.PICTURES)
def test_every_picture_of_the_documentation_is_what_its_page_draws(file: str) -> None:
    shown = (pictures.DOCS / "_static" / file).read_text(encoding="utf-8")

    assert shown == pictures.drawn(file), "draw the pictures anew: python -m tools.pictures"
