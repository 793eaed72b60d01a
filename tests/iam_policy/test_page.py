from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "iam-policy.md"


def test_the_page_of_the_library_says_what_is_so():
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)

    exec(compile(example, str(PAGE), "exec"), {})  # noqa: S102 - the page's own example, which asserts what it says


def test_the_page_counts_the_conformance_cases_rightly():
    chapters = (Path(__file__).parent / "conformance").glob("*.toml")

    (promised,) = re.findall(r"Over (\d+) cases", PAGE.read_text("utf-8"))
    assert sum(chapter.read_text("utf-8").count("[[case]]") for chapter in chapters) > int(promised)
