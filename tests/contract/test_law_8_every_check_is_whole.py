"""Law 8: every check has a page, a mirrored test, its control ids or a reason for none, and a case for each answer."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from rootward.checks.registry import CHECKS
from rootward.model.account import DEEP_FACTS, FACTS
from rootward.model.finding import PRACTICES

TESTS = Path(__file__).parents[1]
SECTIONS = ("## What it checks", "## Why it matters", "## How to fix it", "## How rootward fixes it", "## References")
FRAMEWORKS = {"cis-3.0", "cis-5.0", "cis-7.0", "security-hub"}

every_check = pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])


def test_ids_are_unique_and_grouped_by_practice():
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    order = [PRACTICES.index(check.practice) for check in CHECKS]
    assert order == sorted(order)


@every_check
def test_the_id_is_the_file_the_test_and_the_folder(check):
    name = check.id.replace("-", "_")

    assert check.judge.__module__ == f"rootward.checks.{check.practice}.{name}"
    assert (TESTS / "checks" / check.practice / f"test_{name}.py").is_file()


@every_check
def test_the_page_has_its_five_sections_in_order(check):
    places = [check.page.find(section) for section in SECTIONS]

    assert -1 not in places
    assert places == sorted(places)
    assert "https://docs.aws.amazon.com/" in check.page


@every_check
def test_the_page_opens_with_the_title(check):
    assert check.page.splitlines()[0] == f"{check.title}."


@every_check
def test_there_are_control_ids_or_a_reason_for_none(check):
    assert bool(check.controls) != bool(check.no_controls)
    assert set(check.controls) <= FRAMEWORKS
    assert all(check.controls.values())


@every_check
def test_what_it_reads_is_a_fact(check):
    assert check.facts
    assert set(check.facts) <= set(FACTS)


@every_check
def test_a_check_that_needs_deep_facts_can_answer_without_them(check):
    assert set(check.facts) - set(DEEP_FACTS)


@every_check
def test_its_texts_are_single_lines_without_a_full_stop(check):
    for text in (check.title, check.holds, check.why, check.next_step):
        assert text.strip() == text
        assert text
        assert "\n" not in text
        assert not text.endswith(".")


@every_check
def test_its_limits_name_its_own_controls(check):
    for limit in check.limits:
        assert limit.control in check.controls[limit.framework]


@every_check
def test_the_mirrored_test_has_a_case_for_pass_fail_and_unknown(check):
    path = TESTS / "checks" / check.practice / f"test_{check.id.replace('-', '_')}.py"
    words = {node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)}

    assert {"pass", "fail", "unknown"} <= words | ALWAYS_ABSENT.get(check.id, set())


ALWAYS_ABSENT: dict[str, set[str]] = {
    # Their facts lie in the organisation, which this version does not read: they are unknown or not applicable.
    "member-root-credentials-present": {"pass", "fail"},
    "root-not-denied-by-scp": {"pass", "fail"},
    "scp-blocks-central-root": {"pass", "fail"},
    # Without a root session a second, non-virtual device cannot be seen: a single device is never proved.
    "root-mfa-single": {"fail"},
}
