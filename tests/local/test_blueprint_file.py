"""The users, groups and roles that rootward.toml describes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rootward.errors import ConfigurationError
from rootward.local.blueprint_file import checked_name, load_blueprint
from rootward.model.blueprint import Blueprint, WantedGroup, WantedRole, WantedUser
from rootward.model.identity import InlinePolicy

SAML = "arn:aws:iam::123456789012:saml-provider/company"
OIDC = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
NO_BILLING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "aws-portal:*", "Resource": "*"}]}
)

WHOSE = "with an OpenID Connect provider, 'audience' and 'subject' say whose tokens may have the role"


@pytest.fixture
def toml(tmp_path):
    """Writes a rootward.toml beside a policy file, and loads what it describes."""
    (tmp_path / "no-billing.json").write_text(NO_BILLING)

    def load(text: str, name: str = "rootward.toml") -> Blueprint:
        (tmp_path / name).write_text(text)
        return load_blueprint(tmp_path / name)

    return load


def refused(toml, text: str) -> str:
    with pytest.raises(ConfigurationError) as raised:
        toml(text)
    return str(raised.value).rpartition("rootward.toml: ")[2]


# --- what it describes


def test_users_groups_and_roles(toml):
    assert toml(
        f"""
        identity_center = true

        [[group]]
        name = "developers"
        policies = ["PowerUserAccess", "arn:aws:iam::aws:policy/job-function/Billing"]
        policy_files = ["no-billing.json"]

        [[user]]
        name = "mark"

        [[user]]
        name = "ann"
        groups = ["developers", "developers"]
        console = false

        [[role]]
        name = "company"
        provider = "{SAML}"
        policies = ["AdministratorAccess"]

        [[role]]
        name = "deploy"
        provider = "{OIDC}"
        audience = "sts.amazonaws.com"
        subject = "repo:acme/site:*"
        """
    ) == Blueprint(
        users=(
            WantedUser(name="mark", groups=("administrators",), console=True),
            WantedUser(name="ann", groups=("developers",), console=False),
        ),
        groups=(
            WantedGroup(
                name="developers",
                policies=("PowerUserAccess", "arn:aws:iam::aws:policy/job-function/Billing"),
                documents=(InlinePolicy(name="no-billing", document=NO_BILLING),),
            ),
        ),
        roles=(
            WantedRole(name="company", provider=SAML, policies=("AdministratorAccess",)),
            WantedRole(name="deploy", provider=OIDC, audience="sts.amazonaws.com", subject="repo:acme/site:*"),
        ),
        identity_center=True,
    )


def test_a_user_may_be_in_no_group(toml):
    assert toml('[[user]]\nname = "mark"\ngroups = []').users == (WantedUser(name="mark", groups=()),)


def test_thresholds_and_the_like_are_not_its_business(toml):
    assert toml("[thresholds]\nmin_length = 20\n") == Blueprint()


def test_of_pyproject_toml_its_own_table_counts(toml):
    text = '[[user]]\nname = "other"\n[[tool.rootward.user]]\nname = "mark"\n'

    assert toml(text, "pyproject.toml").users == (WantedUser(name="mark"),)


@pytest.mark.parametrize("text", ["", "tool = 1", "[tool.ruff]"])
def test_a_pyproject_toml_without_it_describes_nothing(toml, text):
    assert toml(text, "pyproject.toml") == Blueprint()


def test_its_own_table_must_be_one(toml):
    with pytest.raises(ConfigurationError, match=r"tool.rootward must be a table, \[tool.rootward\]"):
        toml("[tool]\nrootward = 1", "pyproject.toml")


def test_without_a_named_file_the_users_own_counts_and_no_other(tmp_path, monkeypatch):
    (tmp_path / "own").mkdir()
    (tmp_path / "rootward.toml").write_text('[[user]]\nname = "stranger"')
    monkeypatch.chdir(tmp_path)
    assert load_blueprint(None, user_folder=tmp_path / "own") == Blueprint()

    (tmp_path / "own" / "rootward.toml").write_text('[[user]]\nname = "mark"')
    assert load_blueprint(None, user_folder=tmp_path / "own").users == (WantedUser(name="mark"),)


def test_a_policy_file_of_a_windows_editor_is_read(toml, tmp_path):
    (tmp_path / "marked.json").write_bytes(b"\xef\xbb\xbf" + NO_BILLING.encode())

    (group,) = toml('[[group]]\nname = "a"\npolicy_files = ["marked.json"]').groups
    assert group.documents == (InlinePolicy(name="marked", document=NO_BILLING),)


# --- what is refused, with the place of it


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('identity_center = "yes"', "identity_center must be true or false"),
        ('user = "mark"', "user must be tables, each under its own [[user]]"),
        ('[user]\nname = "mark"', "user must be tables, each under its own [[user]]"),
        ("[[user]]", "[[user]] number 1: 'name' is missing, or is no text"),
        ("[[user]]\nname = 1", "[[user]] number 1: 'name' is missing, or is no text"),
        (
            '[[user]]\nname = "mark"\npassword = "x"',
            "[[user]] number 1: unknown key 'password'; known: name, groups, console",
        ),
        (
            '[[user]]\nname = "mark smith"',
            "[[user]] number 1: 'mark smith' must be letters, digits and +=,.@_- , without spaces",
        ),
        ('[[user]]\nname = "mark"\nconsole = 1', "[[user]] number 1: console must be true or false"),
        ('[[user]]\nname = "mark"\ngroups = "a"', "[[user]] number 1: groups must be a list of names of groups"),
        ('[[user]]\nname = "mark"\ngroups = ["a b"]', "[[user]] number 1: groups must be a list of names of groups"),
        ('[[user]]\nname = "mark"\n[[user]]\nname = "Mark"', "user 'Mark' stands there twice"),
        (
            '[[group]]\nname = "a"\npolicies = ["no such policy"]',
            '[[group]] number 1: policies must be a list of names or ARNs of managed policies, as "ReadOnlyAccess"',
        ),
        ('[[group]]\nname = "a"\n[[group]]\nname = "A"', "group 'A' stands there twice"),
        ('[[group]]\nname = "a"\npolicy_files = 1', "[[group]] number 1: policy_files must be a list of paths"),
        (
            '[[group]]\nname = "a"\npolicy_files = ["no-billing.json", "./no-billing.json"]',
            "[[group]] number 1: the policy 'no-billing' stands there twice",
        ),
        (
            '[[role]]\nname = "r"',
            "[[role]] number 1: provider must be the ARN of a SAML or OpenID Connect provider of IAM",
        ),
        (
            f'[[role]]\nname = "r"\nprovider = "{SAML}"\naudience = "a"',
            "[[role]] number 1: audience and subject are of OpenID Connect, and provider is one of SAML",
        ),
        (
            f'[[role]]\nname = "r"\nprovider = "{OIDC}"\naudience = "a"\nsubject = "*"',
            f"[[role]] number 1: {WHOSE}",
        ),
        (
            f'[[role]]\nname = "r"\nprovider = "{OIDC}"\nsubject = "repo:acme/site:*"',
            f"[[role]] number 1: {WHOSE}",
        ),
        (
            f'[[role]]\nname = "r"\nprovider = "{OIDC}"\naudience = 1\nsubject = "a"',
            "[[role]] number 1: audience must be text",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(toml, text, told):
    assert refused(toml, text) == told


ANY_GITHUB = "any tenant of GitHub Actions (no sub that names one)"


@pytest.mark.parametrize(
    ("issuer", "subject", "whom"),
    [
        ("token.actions.githubusercontent.com", "repo:*", ANY_GITHUB),
        ("token.actions.githubusercontent.com", "repo:acme*", ANY_GITHUB),
        ("token.actions.githubusercontent.com", "*:ref:refs/heads/main", ANY_GITHUB),
        ("gitlab.com", "project_path:*:ref_type:branch:ref:main", "any tenant of GitLab (no sub that names one)"),
        (
            "oidc.eks.eu-west-1.amazonaws.com/id/4711",
            "system:serviceaccount:*:*",
            "any pod of an EKS cluster (no sub that names a service account)",
        ),
    ],
)
def test_a_role_for_whoever_has_an_account_there_is_refused(toml, issuer, subject, whom):
    """It would be what role-trust-too-open finds."""
    provider = f"arn:aws:iam::123456789012:oidc-provider/{issuer}"
    told = refused(toml, f'[[role]]\nname = "r"\nprovider = "{provider}"\naudience = "a"\nsubject = "{subject}"')

    assert told == f"[[role]] number 1: subject '{subject}' lets in {whom}"


@pytest.mark.parametrize("subject", ["*:*", "?*", "_:/*", "-"])
def test_a_subject_that_says_nothing_is_none_at_ones_own_provider_either(toml, subject):
    provider = "arn:aws:iam::123456789012:oidc-provider/login.example"
    told = refused(toml, f'[[role]]\nname = "r"\nprovider = "{provider}"\naudience = "a"\nsubject = "{subject}"')

    assert told == f"[[role]] number 1: {WHOSE}"


@pytest.mark.parametrize(
    ("issuer", "subject"),
    [
        ("token.actions.githubusercontent.com", "repo:acme/*"),
        ("gitlab.com", "project_path:acme/site:*"),
        ("login.example", "deploy-*"),
    ],
)
def test_a_role_for_ones_own_people_is_described(toml, issuer, subject):
    provider = f"arn:aws:iam::123456789012:oidc-provider/{issuer}"
    text = f'[[role]]\nname = "r"\nprovider = "{provider}"\naudience = "a"\nsubject = "{subject}"'

    assert toml(text).roles == (WantedRole(name="r", provider=provider, audience="a", subject=subject),)


def test_a_policy_file_that_is_not_there_is_refused(toml, tmp_path):
    told = refused(toml, '[[group]]\nname = "a"\npolicy_files = ["nowhere.json"]')

    assert told == f"[[group]] number 1: policy_files: {tmp_path / 'nowhere.json'} cannot be read: {_no_such_file()}"


def _no_such_file() -> str | None:
    try:
        Path("nowhere.json").read_text()
    except OSError as error:
        return error.strerror
    return None


@pytest.mark.parametrize(
    ("content", "told"), [(b"{", "no-policy.json is no policy: "), (b"\xff", "no-policy.json is not UTF-8")]
)
def test_a_policy_file_that_is_none_is_refused(toml, tmp_path, content, told):
    (tmp_path / "no-policy.json").write_bytes(content)

    assert told in refused(toml, '[[group]]\nname = "a"\npolicy_files = ["no-policy.json"]')


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ({"Action": "s3:*"}, "statement 2 has neither Resource nor NotResource"),
        (
            {"Action": "s3:*", "Resource": "*", "Principal": "*"},
            "statement 2 has a Principal, which a group's policy must not",
        ),
        (
            {"Action": "s3:*", "Resource": "*", "NotPrincipal": {"AWS": "123456789012"}},
            "statement 2 has a Principal, which a group's policy must not",
        ),
    ],
)
def test_a_policy_that_iam_would_refuse_in_the_middle_of_the_run_is_refused_first(toml, tmp_path, statement, told):
    sound = {"Effect": "Allow", "Action": "s3:ListBucket", "NotResource": "arn:aws:s3:::logs"}
    document = {"Statement": [sound, {"Effect": "Allow", **statement}]}
    (tmp_path / "mine.json").write_text(json.dumps(document))

    assert refused(toml, '[[group]]\nname = "a"\npolicy_files = ["mine.json"]') == (
        f"[[group]] number 1: policy_files: {tmp_path / 'mine.json'} is no policy: {told}"
    )


def test_a_policy_of_the_language_of_2008_is_one(toml, tmp_path):
    (tmp_path / "old.json").write_text('{"Statement": {"Effect": "Allow", "Action": "s3:*", "NotResource": "a"}}')

    (group,) = toml('[[group]]\nname = "a"\npolicy_files = ["old.json"]').groups
    assert [one.name for one in group.documents] == ["old"]


def test_more_than_a_group_takes_is_refused_before_anything_is_made(toml, tmp_path):
    large = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "a" * 5_100}]}
    (tmp_path / "large.json").write_text(json.dumps(large, indent=8))

    told = refused(toml, '[[group]]\nname = "a"\npolicy_files = ["large.json"]')

    assert told == "[[group]] number 1: its policy files have 5186 characters, and a group takes 5120"


@pytest.mark.parametrize("name", ["mark", "m", "mark.smith+1@acme_x-y=,", "a" * 64])
def test_names_that_iam_takes(name):
    assert checked_name("user", name, "--user") == name


@pytest.mark.parametrize("name", ["", "mark smith", "mark/smith", "märk", "mark\n", "a" * 65])
def test_names_that_iam_does_not_take(name):
    with pytest.raises(ConfigurationError, match=r"\A--user: "):
        checked_name("user", name, "--user")


def test_a_groups_name_may_be_twice_as_long():
    assert checked_name("group", "a" * 128, "") == "a" * 128
    with pytest.raises(ConfigurationError, match=r"…' has 129 characters, and a group 128 at most\Z"):
        checked_name("group", "a" * 129, "")
