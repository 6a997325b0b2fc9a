"""The how-to page about connectors shows the code of this connector, word for word."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/how-to/write-a-connector.md").read_text()
SHOWN = re.findall(
    r"^<!-- (?:not run as it stands: )?(a part|the whole) of (tests/connectors/\S+) -->\n\n```python\n(.*?)^```",
    PAGE,
    re.M | re.S,
)


def test_the_page_shows_every_part_of_the_connector() -> None:
    shown = {Path(path).stem for _, path, _ in SHOWN}
    assert {"transport", "mapping", "connector", "hotel", "test_contract"} <= shown


@pytest.mark.parametrize(("how_much", "path", "code"), SHOWN)
def test_the_page_shows_the_code_as_it_is(how_much: str, path: str, code: str) -> None:
    source = (ROOT / path).read_text()
    if how_much == "the whole":
        assert code == source
    else:  # methods are shown without their indentation
        assert f"\n{code}" in source or f"\n{indent(code, '    ')}" in source
