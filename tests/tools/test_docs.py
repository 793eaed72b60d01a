"""The generated pages are what the code says, and nothing of anybody's machine."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import docs
from rootward.checks.registry import BY_ID, CHECKS
from rootward.model.finding import PRACTICES

PROJECT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!https?://)([^)#]+)\)")


@pytest.fixture(scope="module", name="made")
def made_now():
    return docs.pages()


def test_no_page_drifted(made):
    assert list(docs.drift(made, PROJECT)) == []


def test_every_check_has_its_page_and_a_row_in_the_readme_and_the_index(made):
    for check in CHECKS:
        assert made[f"docs/checks/{check.id}.md"].startswith(f"# {check.id}\n")
        assert f"| [{check.id}](docs/checks/{check.id}.md) | {check.severity} |" in made["README.md"]
        assert f"| [{check.id}]({check.id}.md) | {check.severity} |" in made["docs/checks/index.md"]


def test_every_link_between_pages_leads_somewhere(made):
    pages = {name: text for name, text in made.items() if name.endswith(".md")}
    pages["docs/index.md"] = (PROJECT / "docs" / "index.md").read_text("utf-8")
    for name, text in pages.items():
        for target in LINK.findall(text):
            place = ((PROJECT / name).parent / target).resolve()
            assert place.exists() or place.relative_to(PROJECT).as_posix() in made, f"{name}: {target}"


def test_no_page_names_a_place_of_somebody_s_machine(made):
    for name, text in made.items():
        assert str(PROJECT) not in text, name
        assert not re.search(r"/home/|/root/|/tmp/|/Users/|[A-Z]:\\\\", text), name


def test_a_permission_page_is_a_policy_and_a_practice_asks_for_no_more_than_the_whole(made):
    def actions(name):
        (statement,) = json.loads(made[f"docs/permissions/{name}.json"])["Statement"]
        return set(statement["Action"])

    assert actions("audit") <= actions("audit-deep")
    for practice in PRACTICES:
        assert actions(practice) <= actions("audit")


def test_the_conformance_page_tells_rootward_s_own_answers(made):
    assert "| a root key used today |" in made["docs/conformance.md"] or "root key" in made["docs/conformance.md"]
    assert re.search(r"\*\*(\d+) of \1 are right\*\*", made["docs/conformance.md"])


def test_writing_then_comparing_finds_nothing(made, tmp_path):
    docs.write(made, tmp_path)

    assert list(docs.drift(made, tmp_path)) == []


def test_drift_names_each_file_that_differs_is_missing_or_is_left_over(made, tmp_path):
    docs.write(made, tmp_path)
    (tmp_path / "docs/coverage.md").write_text("old")
    (tmp_path / "docs/checks/root-mfa-missing.md").unlink()
    (tmp_path / "docs/checks/of-the-past.md").write_text("old")

    assert list(docs.drift(made, tmp_path)) == [
        "docs/checks/root-mfa-missing.md: missing",
        "docs/coverage.md: differs",
        "docs/checks/of-the-past.md: no longer generated",
    ]
    docs.write(made, tmp_path)
    assert not (tmp_path / "docs/checks/of-the-past.md").exists()


def test_the_table_of_the_readme_stands_between_its_markers():
    readme = f"before\n{docs.BEGIN}\nold\n{docs.END}\nafter\n"
    made = docs.with_table(readme, [BY_ID["root-mfa-missing"]])

    assert made.startswith(f"before\n{docs.BEGIN}\n| check |")
    assert made.endswith(f"|\n{docs.END}\nafter\n")
    assert "old" not in made
    assert docs.with_table(made, [BY_ID["root-mfa-missing"]]) == made


def test_a_readme_without_markers_is_refused():
    with pytest.raises(ValueError, match=r"README\.md lacks"):
        docs.with_table("no markers", CHECKS)
