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

from rootward.model.change import ApiCall, Change, OneTimePassword, TrailSettings, UserCredentialChange
from rootward.reports.aws_cli import command_line, command_lines, continued, kebab
from tests.checks.facts import allow, policy
from tests.contract.hostile import NAMES
from tests.model.change import kinds
from tests.reports.plan.plans import ONE_OF_EACH, READ_ONLY, attachment, group, inline, key, member

SERVICES = {
    name: Session().get_service_model(name)
    for name in ("iam", "accessanalyzer", "account", "cloudtrail", "events", "s3", "sns")
}
IAM = SERVICES["iam"]
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
    *(one for one in ONE_OF_EACH if not isinstance(one, UserCredentialChange)),  # their ids are longer in fact
    inline("user", "ann", policy(allow("s3:*")), None),
    inline("role", "web", None, policy(allow("s3:*"))),
    attachment("role", "web"),
    *(kinds.credential(kind, id="ID" * 12) for kind in ("service-credential", "signing-certificate", "ssh-public-key")),
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
    shape = SERVICES[call.service].operation_model(call.operation).input_shape
    members = shape.members if shape else {}
    sent = {name: "Open-Sesame" if isinstance(value, OneTimePassword) else value for name, value in named(call)}

    assert set(call.parameters) <= set(members)
    if shape:
        report = ParamValidator().validate(sent, shape)
        assert not report.has_errors(), report.generate_report()
    service = "s3api" if call.service == "s3" else call.service
    assert f"aws {service} {xform_name(call.operation, '-')}" in command_line(call)


def named(call: ApiCall) -> list[tuple[str, object]]:
    return list(call.parameters.items())


@pytest.mark.parametrize("call", EVERY_CALL, ids=lambda call: call.operation)
def test_every_option_is_spelt_as_botocore_spells_it_and_what_is_nested_is_json(call):
    words = shlex.split(command_line(call).rpartition("PASSWORD: ")[2])
    if isinstance(call.parameters.get("Password"), OneTimePassword):
        return

    _, _, _, *options = words
    if call.region:
        assert (options[0], options[1]) == ("--region", call.region)
        options = options[2:]
    for name, value in call.parameters.items():
        option = "--notification-endpoint" if name == "Endpoint" else f"--{xform_name(name, '-')}"
        if isinstance(value, bool):
            assert options.pop(0) == (option if value else option.replace("--", "--no-", 1))
            continue
        assert options.pop(0) == option
        said = options.pop(0)
        assert said == str(value) if isinstance(value, str | int) else json.loads(said) == plain(value)
    assert options == []


def plain(value: object) -> object:
    """As JSON has it: its lists are lists."""
    return json.loads(json.dumps(value))


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


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (
            kinds.bucket(),
            [
                (
                    "aws s3api create-bucket --region eu-west-1 --bucket rootward-trail-123456789012 "
                    """--create-bucket-configuration '{"LocationConstraint": "eu-west-1"}'"""
                )
            ],
        ),
        (
            kinds.rule(),
            [
                (
                    "aws events put-rule --region eu-west-1 --name rootward-root-used "
                    """--event-pattern '{"detail": {"userIdentity": {"type": ["Root"]}}}' --state ENABLED"""
                ),
                (
                    "aws events put-targets --region eu-west-1 --rule rootward-root-used "
                    """--targets '[{"Id": "topic", "Arn": "arn:aws:sns:eu-west-1:123456789012:rootward-alarm"}]'"""
                ),
            ],
        ),
        (
            kinds.rule(kinds.SETTINGS, None),
            [
                """aws events remove-targets --region eu-west-1 --rule rootward-root-used --ids '["topic"]'""",
                "aws events delete-rule --region eu-west-1 --name rootward-root-used",
            ],
        ),
        (
            kinds.topic(policy="{}"),
            [
                (
                    "aws sns create-topic --region eu-west-1 --name rootward-alarm "
                    """--attributes '{"Policy": "{}"}'"""
                ),
                (
                    "aws sns subscribe --region eu-west-1 "
                    "--topic-arn arn:aws:sns:eu-west-1:123456789012:rootward-alarm "
                    "--protocol email --notification-endpoint alarm@acme.example"
                ),
            ],
        ),
        (
            kinds.analyzer(),
            ["aws accessanalyzer create-analyzer --region eu-west-1 --analyzer-name rootward --type ACCOUNT"],
        ),
        (
            kinds.contact(after=False),
            ["aws account delete-alternate-contact --alternate-contact-type SECURITY"],
        ),
        (
            kinds.trail(kinds.COVERS_ALL, TrailSettings(multi_region=False)),
            [
                (
                    "aws cloudtrail update-trail --region eu-west-1 --name rootward --no-is-multi-region-trail "
                    "--enable-log-file-validation --include-global-service-events"
                )
            ],
        ),
        (
            kinds.credential("ssh-public-key"),
            [("aws iam update-ssh-public-key --user-name ann --ssh-public-key-id ssh-public-key-1 --status Inactive")],
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_lines_of_a_change_elsewhere_name_its_region_and_have_json_for_what_is_nested(change, lines):
    assert [command_line(call) for call in change.calls()] == lines


def test_a_line_for_a_one_time_password_is_a_comment_that_says_so():
    (call,) = kinds.login("ann").calls()
    comment = "# not to be run as it is: put one of your own in place of PASSWORD:"
    line = "aws iam create-login-profile --user-name ann --password PASSWORD --password-reset-required"

    assert command_line(call) == f"{comment} {line}"
    assert command_lines(call, 40) == (comment, f"# {line}")


def test_what_is_nested_reaches_the_aws_cli_as_it_is_whatever_it_holds():
    for name in NAMES.values():
        call = ApiCall(service="events", operation="PutTargets", parameters={"Targets": ({"Id": name},)})
        line = command_line(call)

        assert line.startswith("aws events put-targets --targets ")
        assert json.loads(shlex.split(line)[-1]) == [{"Id": name}]


def test_a_region_that_cannot_be_typed_makes_the_line_a_comment():
    call = ApiCall(service="sns", operation="DeleteTopic", parameters={}, region="eu\x1b-west-1")

    assert command_line(call).startswith("# not to be run, ")


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
