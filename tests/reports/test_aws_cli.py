"""The AWS CLI's line of a call: what a shell reads of it, and what the AWS CLI does."""

from __future__ import annotations

import json
import re
import shlex

import pytest
from botocore import xform_name
from botocore.session import Session
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from rootward.model.change import ApiCall, Change
from rootward.reports.aws_cli import command_line, command_lines, continued, kebab
from tests.checks.facts import allow, policy
from tests.contract.hostile import NAMES
from tests.reports.plan.plans import ONE_OF_EACH, READ_ONLY, attachment, group, inline, key, member

IAM = Session().get_service_model("iam")
NAMES_IN_IAM = sorted(
    set(IAM.operation_names)
    | {
        member
        for name in IAM.operation_names
        if (shape := IAM.operation_model(name).input_shape)
        for member in shape.members
    }
)
UNFIT = (
    "escape", "c1", "null and delete", "bidirectional", "separators", "invisible", "newline", "return", "tab formula",
    "return formula", "link",
)  # fmt: skip
"""The names that cannot be typed, or that the AWS CLI would take for something else."""


def there_and_back(change: Change) -> tuple[Change, ...]:
    inverse = change.inverse()
    return (change,) if inverse is None else (change, inverse)


EVERY_KIND = (
    *ONE_OF_EACH,
    inline("user", "ann", policy(allow("s3:*")), None),
    inline("role", "web", None, policy(allow("s3:*"))),
    attachment("role", "web"),
)
EVERY_CALL = [call for change in EVERY_KIND for each in there_and_back(change) for call in each.calls()]


def of_user(name: str, **more: str | int | bool) -> ApiCall:
    return ApiCall(operation="CreateUser", parameters={"UserName": name, **more})


@pytest.mark.parametrize("name", NAMES_IN_IAM)
def test_every_name_of_iam_is_spelt_as_botocore_spells_it(name):
    assert kebab(name) == xform_name(name, "-")


def test_names_of_several_acronyms_are_among_them():
    assert {"ListSSHPublicKeys", "ListOpenIDConnectProviders", "OpenIDConnectProviderArn"} <= set(NAMES_IN_IAM)
    assert kebab("GetOrganizationARNs") == xform_name("GetOrganizationARNs", "-") == "get-organization-arns"


@pytest.mark.parametrize("call", EVERY_CALL, ids=lambda call: call.operation)
def test_every_call_of_a_change_is_one_that_botocore_knows(call):
    shape = IAM.operation_model(call.operation).input_shape
    members = shape.members if shape else {}

    assert set(call.parameters) <= set(members)
    if shape:
        report = ParamValidator().validate(dict(call.parameters), shape)
        assert not report.has_errors(), report.generate_report()
    assert command_line(call).startswith(f"aws iam {xform_name(call.operation, '-')}")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            key("ann", "Active", "Inactive"),
            "aws iam update-access-key --user-name ann --access-key-id access-key-of-ann --status Inactive",
        ),
        (key("ann", "Inactive", None), "aws iam delete-access-key --user-name ann --access-key-id access-key-of-ann"),
        (group("staff"), "aws iam create-group --group-name staff"),
        (group("staff", path="/people/"), "aws iam create-group --group-name staff --path /people/"),
        (group("staff", after=False), "aws iam delete-group --group-name staff"),
        (member("ann", "staff"), "aws iam add-user-to-group --group-name staff --user-name ann"),
        (member("ann", "staff", after=False), "aws iam remove-user-from-group --group-name staff --user-name ann"),
        (attachment("role", "web"), f"aws iam attach-role-policy --role-name web --policy-arn {READ_ONLY}"),
        (
            attachment("user", "ann", after=False),
            f"aws iam detach-user-policy --user-name ann --policy-arn {READ_ONLY}",
        ),
        (
            inline("group", "staff", None, '{"a": "b"}'),
            """aws iam put-group-policy --group-name staff --policy-name inline --policy-document '{"a": "b"}'""",
        ),
        (
            inline("user", "ann", "{}", None),
            "aws iam delete-user-policy --user-name ann --policy-name inline",
        ),
        (
            ONE_OF_EACH[0],
            (
                "aws iam update-account-password-policy --minimum-password-length 14 --require-symbols "
                "--require-numbers --require-uppercase-characters --require-lowercase-characters "
                "--allow-users-to-change-password --no-hard-expiry --max-password-age 90 "
                "--password-reuse-prevention 24"
            ),
        ),
    ],
)
def test_the_line_of_a_change(change, line):
    assert [command_line(call) for call in change.calls()] == [line]


def test_a_call_without_parameters_is_its_operation():
    assert command_line(ApiCall(operation="DeleteAccountPasswordPolicy", parameters={})) == (
        "aws iam delete-account-password-policy"
    )


def test_a_switch_that_is_off_is_said_as_off():
    call = ApiCall(operation="X", parameters={"HardExpiry": False, "RequireNumbers": True, "MaxPasswordAge": 1})

    assert command_line(call) == "aws iam x --no-hard-expiry --require-numbers --max-password-age 1"


def test_a_value_that_looks_like_an_option_is_joined_to_its_own():
    assert command_line(of_user("--all")) == "aws iam create-user --user-name=--all"


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30).filter(lambda name: "://" not in name))
def test_whatever_is_printable_is_one_word_for_the_shell(name):
    *line, last = shlex.split(command_line(of_user("x", PolicyName=name)))

    assert line[:5] == ["aws", "iam", "create-user", "--user-name", "x"]
    assert last == (f"--policy-name={name}" if name.startswith("-") else name)


@pytest.mark.parametrize("name", [NAMES[kind] for kind in UNFIT], ids=UNFIT)
def test_a_line_that_would_do_something_else_is_a_comment_that_says_so(name):
    line = command_line(of_user(name))

    assert line.startswith("# not to be run, ")
    assert shlex.split(line, comments=True) == []
    assert all(each.startswith("# ") for each in command_lines(of_user(name), 40))


@pytest.mark.parametrize("name", ["file:///etc/passwd", "fileb://x", "http://evil.example", "https://evil.example/"])
def test_the_aws_cli_is_not_made_to_load_what_a_name_points_to(name):
    assert "would load" in command_line(of_user(name))


@pytest.mark.parametrize("name", [NAMES[kind] for kind in NAMES if kind not in UNFIT])
def test_any_other_name_reaches_the_aws_cli_as_it_is(name):
    assert shlex.split(command_line(of_user(name)))[3:] in (["--user-name", name], [f"--user-name={name}"])


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_nothing_that_a_terminal_obeys_is_in_a_line(name):
    line = command_line(of_user(name, PolicyDocument=f'{{"a": "{name}"}}'))

    assert re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]", line) is None


def test_a_document_on_many_lines_goes_on_one_and_means_the_same():
    laid_out = '{\n\t"Version": "2012-10-17",\r\n  "Statement": [\n    {"Sid": "a  b\u00ad\u202e"}\n  ]\n}'
    line = command_line(of_user("ann", PolicyDocument=laid_out))

    assert line.startswith("aws ")
    assert r"a  b\u00ad\u202e" in line
    assert json.loads(shlex.split(line)[-1]) == json.loads(laid_out)


def test_a_document_that_is_no_json_is_told_like_a_name():
    assert command_line(of_user("ann", PolicyDocument="{\n")).startswith("# not to be run")
    assert command_line(of_user("ann", PolicyDocument="{ 'x'")).startswith("aws ")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60), st.integers(20, 120))
def test_a_continued_line_means_what_the_whole_one_means(name, width):
    call = inline("group", "staff", None, json.dumps({"a": name})).calls()[0]
    pasted = "\n".join(command_lines(call, width))

    # A shell takes a backslash and the newline behind it for nothing; shlex does not.
    assert shlex.split(pasted.replace(" \\\n", " ")) == shlex.split(command_line(call))


def test_a_line_is_broken_before_its_options_only():
    assert continued(("aws x", "--one 1", "--two 2"), 18) == ("aws x --one 1 \\", "  --two 2")
    assert continued(("aws x",), 3) == ("aws x",)
