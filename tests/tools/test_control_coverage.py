"""Frameworks and the checks that answer their controls."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from control_coverage import Control, CoverageError, Framework, answers, page, read_framework
from rootward.checks.registry import BY_ID, CHECKS

FRAMEWORKS = sorted((Path(__file__).parents[2] / "docs" / "frameworks").glob("*.toml"))
ROOT_MFA = BY_ID["root-mfa-missing"]


def framework(*controls):
    return Framework(id="cis-7.0", name="CIS", source="https://example.com", scope="all", control=controls)


def asking(*controls):
    return msgspec.structs.replace(ROOT_MFA, controls={"cis-7.0": controls})


@pytest.mark.parametrize("path", FRAMEWORKS, ids=[path.stem for path in FRAMEWORKS])
def test_every_control_has_a_check_or_a_reason_and_every_check_names_a_control_that_is(path):
    read = read_framework(path)

    assert read.id == path.stem
    assert answers(read, CHECKS)


def test_every_framework_that_a_check_names_has_its_file():
    assert {name for check in CHECKS for name in check.controls} == {path.stem for path in FRAMEWORKS}


def test_a_control_without_a_reason_is_automated_and_with_one_what_the_reason_says():
    assert Control(id="1", title="t").status == "automated"
    assert [
        Control(id="1", title="t", **{name: "why"}).status for name in ("partial", "manual", "later", "out_of_scope")
    ] == [
        "partial",
        "manual",
        "not yet",
        "out of scope",
    ]


@pytest.mark.parametrize(
    ("controls", "named", "complaint"),
    [
        ((Control(id="1", title="t"),), ("2",), "which the framework's file lacks"),
        ((Control(id="1", title="t"), Control(id="1", title="u")), ("1",), "listed twice"),
        ((Control(id="1", title="t"),), (), "no check names it"),
        ((Control(id="1", title="t", partial="why"),), (), "no check names it"),
        ((Control(id="1", title="t", manual="why"),), ("1",), "and yet root-mfa-missing names it"),
        ((Control(id="1", title="t", later="why"),), ("1",), "and yet root-mfa-missing names it"),
        ((Control(id="1", title="t", manual="why", later="why"),), (), "two reasons"),
    ],
)
def test_a_file_and_the_checks_that_disagree_are_refused(controls, named, complaint):
    with pytest.raises(CoverageError, match=complaint):
        answers(framework(*controls), [asking(*named)])


def test_the_page_counts_links_and_gives_reasons():
    made = page(
        [framework(Control(id="2.5", title="Root *MFA*"), Control(id="2.6", title="Paper", manual="nobody can see"))],
        [asking("2.5")],
    )

    assert "1 automated, 1 manual." in made
    assert r"| 2.5 | Root \*MFA\* | automated | [root-mfa-missing](checks/root-mfa-missing.md) |" in made
    assert "| 2.6 | Paper | manual | nobody can see |" in made
