"""What an account is held to: in which order, and from whom."""

from __future__ import annotations

import os
import sys
import tomllib
from datetime import date

import pytest

from rootward.errors import ConfigurationError
from rootward.local.configuration import (
    Configuration,
    commented_template,
    load_configuration,
)
from rootward.local.configuration_places import user_configuration_folder
from rootward.model.baseline import AcceptedRisk, Baseline, Contact

KIOSK = "arn:aws:iam::123456789012:user/kiosk"
ACCEPT = f"""
[[accept]]
check = "root-mfa-missing"
resource = "{KIOSK}"
reason = "in a locked room"
owner = "ann@example.com"
expires = 2026-12-31
"""
ALARMS = """
[alarms]
email = "alarms@example.com"
"""
CONTACT = """
[contacts.security]
name = "Security team"
title = "On call"
email = "security@example.com"
phone = "+1 206 555 0100"
"""
SESSIONS = """
[mfa]
session_users = ["kim", "ann@example.com"]
"""
EMAIL = 'an e-mail address that AWS takes, at most 254 characters, as "security@example.com"'
PHONE = 'a phone number of digits, spaces, + - ( ), at most 25 characters, as "+1 206 555 0100"'
CLASSES = '"uppercase", "lowercase", "numbers", "symbols"'
IDENTITY = "an IAM user's or role's ARN, as arn:aws:iam::123456789012:user/emergency"
ADMINISTRATOR = 'user/, group/ or role/ and a name, * and ? allowed, as "role/platform-*"'
EMERGENCY = "arn:aws:iam::123456789012:user/emergency"


class Machine:
    """A working directory and a user's own folder."""

    def __init__(self, root):
        self.here = root / "project"
        self.own = root / "own"
        self.here.mkdir()
        self.own.mkdir()
        self.environment: dict[str, str] = {}

    def write(self, name, text):
        path = self.here / name
        path.write_text(text, encoding="utf-8")
        return path

    def write_own(self, text):
        (self.own / "rootward.toml").write_text(text, encoding="utf-8")

    def load(self, config=None):
        return load_configuration(config, self.environment, self.here, user_folder=self.own)

    def refusal(self, text):
        """The one line with which a file named by --config is refused."""
        path = self.write("named.toml", text)
        with pytest.raises(ConfigurationError) as caught:
            self.load(path)
        assert "\n" not in str(caught.value)
        return str(caught.value).removeprefix(f"{path}: ")


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_without_any_source_the_baseline_is_the_default(machine):
    configuration = machine.load()

    assert configuration.baseline == Baseline()
    assert configuration.warnings == ()


def test_each_source_wins_over_those_before_it(machine):
    machine.write_own("[thresholds]\nmax_key_age_days = 1\nunused_days = 1\nmin_length = 16\nroot_quiet_days = 1")
    machine.write(
        "pyproject.toml", "[tool.rootward.thresholds]\nmax_key_age_days = 2\nunused_days = 2\nmin_length = 17"
    )
    machine.write("rootward.toml", "[thresholds]\nmax_key_age_days = 3\nunused_days = 3")
    machine.environment["ROOTWARD_MAX_KEY_AGE_DAYS"] = "4"
    configuration = machine.load()
    baseline = configuration.baseline

    assert (baseline.max_key_age_days, baseline.unused_days, baseline.min_length, baseline.root_quiet_days) == (
        4,
        3,
        17,
        1,
    )


def test_a_named_file_stands_in_place_of_all_others_but_a_variable_still_wins(machine):
    machine.write_own("[thresholds]\nmin_length = 16")
    machine.write("rootward.toml", "[thresholds]\nunused_days = 3")
    machine.environment["ROOTWARD_ROOT_QUIET_DAYS"] = "9"
    named = machine.write("named.toml", "[thresholds]\nmax_key_age_days = 60\nroot_quiet_days = 8")

    assert machine.load(named).baseline == Baseline(max_key_age_days=60, root_quiet_days=9)


def test_a_named_pyproject_is_read_under_its_table(machine):
    named = machine.write("pyproject.toml", f'[tool.rootward]\nbreak_glass = ["{EMERGENCY}"]')

    assert machine.load(named).baseline.break_glass == (EMERGENCY,)


def test_what_a_scan_passes_over_is_for_the_scan_to_read(machine):
    for name in ("rootward.toml", "named.toml"):
        named = machine.write(name, "[scan.allow]\npaths = 1")
        assert machine.load() == machine.load(named) == Configuration()


def test_an_empty_variable_is_none(machine):
    machine.environment["ROOTWARD_UNUSED_DAYS"] = ""

    assert machine.load().baseline == Baseline()


def test_a_variable_out_of_bounds_is_refused_by_its_name(machine):
    machine.environment["ROOTWARD_MIN_LENGTH"] = "5"

    with pytest.raises(ConfigurationError) as caught:
        machine.load()
    assert str(caught.value) == "ROOTWARD_MIN_LENGTH = 5 must be a whole number from 6 to 128"


def test_a_variable_with_a_typo_is_a_warning(machine):
    machine.environment |= {"ROOTWARD_MAX_KEY_AGE": "30", "ROOTWARD_PROFILE": "audit", "ROOTWARD_FAIL_ON": "low"}

    assert machine.load().warnings == (
        "the environment variable ROOTWARD_MAX_KEY_AGE means nothing; did you mean ROOTWARD_MAX_KEY_AGE_DAYS?",
    )


def test_a_named_file_may_accept_risks_and_set_identities_apart(machine):
    named = machine.write(
        "named.toml",
        f'admin_path = ["group/ops", "role/platform-*"]\nbreak_glass = ["{EMERGENCY}"]\n'
        f'trusted_accounts = ["210987654321"]\n{ACCEPT}',
    )
    baseline = machine.load(named).baseline

    assert baseline.admin_path == ("group/ops", "role/platform-*")
    assert baseline.break_glass == (EMERGENCY,)
    assert baseline.trusted_accounts == ("210987654321",)
    assert baseline.accepted_risks == (
        AcceptedRisk(
            check="root-mfa-missing",
            resource=KIOSK,
            reason="in a locked room",
            owner="ann@example.com",
            expires=date(2026, 12, 31),
        ),
    )


def test_a_named_file_says_who_is_told(machine):
    baseline = machine.load(machine.write("named.toml", ALARMS + CONTACT)).baseline

    assert baseline.alarm_email == "alarms@example.com"
    assert baseline.security_contact == Contact(
        name="Security team", title="On call", email="security@example.com", phone="+1 206 555 0100"
    )


def test_a_repository_does_not_choose_who_is_told(machine):
    machine.write_own(ALARMS + CONTACT)
    machine.write("rootward.toml", (ALARMS + CONTACT).replace("example.com", "elsewhere.example"))
    configuration = machine.load()

    assert configuration.baseline.alarm_email == "alarms@example.com"
    assert configuration.baseline.security_contact is not None
    assert configuration.baseline.security_contact.email == "security@example.com"
    (warning,) = configuration.warnings
    assert warning.startswith("rootward.toml: alarms, contacts left out: ")


def test_the_user_s_own_folder_counts_in_full(machine):
    machine.write_own(ACCEPT)

    assert len(machine.load().baseline.accepted_risks) == 1
    assert machine.load().warnings == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "rootward.toml",
            (
                f'admin_path = ["user/*"]\nbreak_glass = ["{EMERGENCY}"]\ntrusted_accounts = ["210987654321"]\n'
                f"{ACCEPT}{ALARMS}{CONTACT}{SESSIONS}"
            ),
        ),
        (
            "pyproject.toml",
            f'[tool.rootward]\nadmin_path = ["user/*"]\nbreak_glass = ["{EMERGENCY}"]\n'
            'trusted_accounts = ["210987654321"]\n'
            + ACCEPT.replace("[[accept]]", "[[tool.rootward.accept]]")
            + ALARMS.replace("[", "[tool.rootward.")
            + CONTACT.replace("[", "[tool.rootward.")
            + SESSIONS.replace("[mfa", "[tool.rootward.mfa"),
        ),
    ],
)
def test_a_file_that_merely_lies_there_sets_thresholds_only_and_says_so(machine, name, text):
    machine.write(name, text)
    configuration = machine.load()

    assert configuration.baseline == Baseline()
    (warning,) = configuration.warnings
    names = "accept, admin_path, alarms, break_glass, contacts, mfa, trusted_accounts"
    assert warning.startswith(f"{name}: {names} left out: ")
    assert f"--config {name}" in warning
    assert str(machine.own / "rootward.toml") in warning


def test_whose_keys_serve_sessions_alone_a_trusted_file_says(machine):
    machine.write_own(SESSIONS)

    assert machine.load().baseline == Baseline(session_users=("kim", "ann@example.com"))
    assert machine.load(machine.write("named.toml", "[mfa]")).baseline == Baseline()


def test_an_untrusted_file_takes_nothing_away_from_the_user_s_own(machine):
    machine.write_own(f'break_glass = ["{EMERGENCY}"]\n[thresholds]\nunused_days = 30')
    machine.write("rootward.toml", "break_glass = []\ntrusted_accounts = []\naccept = []")

    assert machine.load().baseline == Baseline(break_glass=(EMERGENCY,), unused_days=30)
    assert machine.load().warnings == ()


def test_the_user_s_own_folder_is_trusted_as_working_directory_too(machine):
    machine.write_own(ACCEPT)
    configuration = load_configuration(None, {}, machine.own, user_folder=machine.own)

    assert len(configuration.baseline.accepted_risks) == 1


def test_another_tool_s_pyproject_may_be_broken(machine):
    machine.write("pyproject.toml", "[tool.other\n")

    assert machine.load().baseline == Baseline()


def test_a_file_that_lies_there_and_cannot_be_read_is_told_and_not_passed_over(machine):
    (machine.here / "rootward.toml").mkdir()

    with pytest.raises(ConfigurationError, match=r"^rootward\.toml: this is a folder"):
        machine.load()


def test_a_named_file_that_is_not_there_is_refused(machine):
    with pytest.raises(ConfigurationError, match="there is no such file"):
        machine.load(machine.here / "nowhere.toml")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "[thresholds]\nmax_key_age = 60",
            "unknown key 'max_key_age' in [thresholds]; did you mean 'max_key_age_days'?",
        ),
        ("max_key_age_days = 60", "unknown key 'max_key_age_days' at the top; it belongs under [thresholds]"),
        ("[treshold]\nunused_days = 1", "unknown key 'treshold'; did you mean 'thresholds'?"),
        ("[[accepted]]", "unknown key 'accepted'; did you mean 'accept'?"),
        (
            "qwerty = 1",
            (
                "unknown key 'qwerty'; known: thresholds, scan, accept, admin_path, alarms, break_glass, contacts, "
                "mfa, trusted_accounts, group, identity_center, role, user"
            ),
        ),
        ("thresholds = 3", "thresholds must be a table, [thresholds]"),
        (
            "[thresholds]\nunused_days = 'never'",
            'unused_days = "never" in [thresholds] must be a whole number from 1 to 3650',
        ),
        (
            "[thresholds]\nmin_length = 5",
            "min_length = 5 in [thresholds] must be a whole number from 6 to 128",
        ),
        (
            "[thresholds]\nmin_length = true",
            "min_length = true in [thresholds] must be a whole number from 6 to 128",
        ),
        ("iac = true", "unknown key 'iac' at the top; it belongs under [thresholds]"),
        ("[thresholds]\niac = 1", "iac = 1 in [thresholds] must be true or false"),
        (
            '[thresholds]\nrequired_classes = ["digits"]',
            f'required_classes = ["digits"] in [thresholds] must be a list of any of {CLASSES}',
        ),
        ("break_glass = 'x'", 'break_glass = "x" must be a list'),
        (
            "break_glass = ['emergency']",
            f"""break_glass: "emergency" must be {IDENTITY}""",
        ),
        (
            "trusted_accounts = [123456789012]",
            'trusted_accounts: 123456789012 must be an account number, twelve digits in quotes, as "123456789012"',
        ),
        (
            'trusted_accounts = ["١٢٣٤٥٦٧٨٩٠١٢"]',
            'trusted_accounts: "١٢٣٤٥٦٧٨٩٠١٢" must be an account number, twelve digits in quotes, as "123456789012"',
        ),
        (
            "admin_path = ['administrators']",
            f'admin_path: "administrators" must be {ADMINISTRATOR}',
        ),
        ("accept = 3", "accept must be tables, each under its own [[accept]]"),
        ("[accept]\ncheck = 'root-mfa-missing'", "accept must be tables, each under its own [[accept]]"),
        (ACCEPT.replace("owner", "owners"), "[[accept]] number 1: unknown key 'owners'; did you mean 'owner'?"),
        (ACCEPT.replace('owner = "ann@example.com"\n', ""), "[[accept]] number 1: 'owner' is missing"),
        (
            ACCEPT + ACCEPT.replace('"in a locked room"', '" "'),
            '[[accept]] number 2: reason = " " must be text, and not empty',
        ),
        (ACCEPT.replace(f'"{KIOSK}"', "3"), "[[accept]] number 1: resource = 3 must be text, and not empty"),
        (
            ACCEPT.replace("2026-12-31", '"soon"'),
            '[[accept]] number 1: expires = "soon" must be a day without quotes, as 2026-12-31',
        ),
        (
            ACCEPT.replace("2026-12-31", "2026-12-31T00:00:00Z"),
            '[[accept]] number 1: expires = "2026-12-31 00:00:00+00:00" must be a day without quotes, as 2026-12-31',
        ),
        (
            ACCEPT.replace("root-mfa-missing", "root-mfa-mising"),
            "[[accept]] number 1: there is no check 'root-mfa-mising'; did you mean 'root-mfa-missing'?",
        ),
        (
            ACCEPT.replace("root-mfa-missing", "qqqq"),
            "[[accept]] number 1: there is no check 'qqqq'; 'rootward explain' lists the checks",
        ),
        ("alarms = 'ann@example.com'", 'alarms = "ann@example.com" must be a table, [alarms]'),
        ("[alarms]", "[alarms]: 'email' is missing"),
        ("[alarms]\nemails = 'ann@example.com'", "unknown key 'emails' in [alarms]; did you mean 'email'?"),
        ("[alarms]\nemail = ['ann@example.com']", f'[alarms]: email = ["ann@example.com"] must be {EMAIL}'),
        ("[alarms]\nemail = 'Ann <ann@example.com>'", f'[alarms]: email = "Ann <ann@example.com>" must be {EMAIL}'),
        ("[alarms]\nemail = 'ann@example'", f'[alarms]: email = "ann@example" must be {EMAIL}'),
        ("[alarms]\nemail = ' ann@example.com'", f'[alarms]: email = " ann@example.com" must be {EMAIL}'),
        (
            f"[alarms]\nemail = '{'a' * 243}@example.com'",
            f'[alarms]: email = "{"a" * 56}... must be {EMAIL}',
        ),
        ("[contacts]", "[contacts] is empty; the contact stands under [contacts.security]"),
        ("contacts = 1", "contacts = 1 must be a table, [contacts.security]"),
        ("contacts.security = 'Ann'", 'contacts.security = "Ann" must be a table, [contacts.security]'),
        ("[contacts.billing]", "unknown key 'billing' in [contacts]; known: security"),
        (
            CONTACT.replace("phone", "telephone"),
            "unknown key 'telephone' in [contacts.security]; did you mean 'phone'?",
        ),
        (
            CONTACT.replace('title = "On call"\n', ""),
            "[contacts.security]: 'title' is missing: AWS asks for name, title, email, phone",
        ),
        (
            CONTACT.replace("Security team", "S" * 65),
            f'[contacts.security]: name = "{"S" * 56}... must be text of one line, 1 to 64 characters',
        ),
        (
            CONTACT.replace("On call", "On\\ncall"),
            '[contacts.security]: title = "On\\ncall" must be text of one line, 1 to 50 characters',
        ),
        (
            CONTACT.replace('"On call"', '""'),
            '[contacts.security]: title = "" must be text of one line, 1 to 50 characters',
        ),
        (
            CONTACT.replace("security@example.com", "security"),
            f'[contacts.security]: email = "security" must be {EMAIL}',
        ),
        (
            CONTACT.replace('"+1 206 555 0100"', "12065550100"),
            f"[contacts.security]: phone = 12065550100 must be {PHONE}",
        ),
        (
            CONTACT.replace("+1 206 555 0100", "+1 206 555 0100 x 7"),
            f'[contacts.security]: phone = "+1 206 555 0100 x 7" must be {PHONE}',
        ),
        (CONTACT.replace("+1 206 555 0100", "()"), f'[contacts.security]: phone = "()" must be {PHONE}'),
        ("mfa = ['kim']", 'mfa = ["kim"] must be a table, [mfa]'),
        ("[mfa]\nsession_user = ['kim']", "unknown key 'session_user' in [mfa]; did you mean 'session_users'?"),
        ("[mfa]\nsession_users = 'kim'", '[mfa]: session_users = "kim" must be a list'),
        (
            "[mfa]\nsession_users = ['team/kim']",
            '[mfa]: session_users: "team/kim" must be the name of an IAM user, as "kim"',
        ),
        ("[thresholds]\nunused_days = ", "line 2, column 14: invalid value"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(machine, text, line):
    assert machine.refusal(text) == line


def test_the_template_changes_nothing_as_it_is(machine):
    named = machine.write("rootward.toml", commented_template())

    assert machine.load(named).baseline == Baseline()


def test_the_template_s_settings_are_the_default_baseline(machine):
    lines = [line[1:] if line[:1] == "#" and line[1:2].strip() else line for line in commented_template().splitlines()]
    named = machine.write("rootward.toml", "\n".join(lines))
    document = tomllib.loads("\n".join(lines))

    assert machine.load(named).baseline == Baseline()
    assert set(document) == {"admin_path", "break_glass", "trusted_accounts", "thresholds"}
    assert {
        name: list(value) if isinstance(value, tuple) else value for name, value in document["thresholds"].items()
    } == {
        name: list(value) if isinstance(value := getattr(Baseline(), name), tuple) else value
        for name in document["thresholds"]
    }


def test_the_template_s_example_of_an_accepted_risk_is_one(machine):
    example = [line[2:] for line in commented_template().splitlines()]
    start = example.index("[[accept]]")

    (risk,) = machine.load(machine.write("named.toml", "\n".join(example[start:]))).baseline.accepted_risks
    assert risk.check == "user-mfa-missing"


def test_the_template_s_examples_of_who_is_told_are_such(machine):
    example = [line[2:] for line in commented_template().splitlines()]
    alarms, contact = example.index("[alarms]"), example.index("[contacts.security]")
    lines = [*example[alarms : alarms + 2], *example[contact : contact + 5]]

    baseline = machine.load(machine.write("named.toml", "\n".join(lines))).baseline
    assert baseline.alarm_email == "security@example.com"
    assert baseline.security_contact == Contact(
        name="Security team", title="Security", email="security@example.com", phone="+1 206 555 0100"
    )


def test_the_template_s_example_of_who_works_by_sessions_is_one(machine):
    example = [line[2:] for line in commented_template().splitlines()]
    start = example.index("[mfa]")

    named = machine.write("named.toml", "\n".join(example[start : start + 2]))
    assert machine.load(named).baseline == Baseline(session_users=("kim",))


def test_every_threshold_stands_in_the_template_with_its_bounds():
    template = commented_template()

    days = ("max_key_age_days", "unused_days", "unused_permission_days", "root_quiet_days")
    for name in (*days, "min_length", "reuse_prevention"):
        assert f"#{name} = {getattr(Baseline(), name)}\n" in template
    assert "# Must be a whole number from 6 to 128.\n#min_length = 14" in template
    assert "# Must be a whole number from 1 to 400.\n#unused_permission_days = 90" in template


def test_so_many_may_be_administrators(machine):
    machine.write("rootward.toml", "[thresholds]\nmax_admins = 2")

    assert machine.load().baseline.max_admins == 2

    machine.write("rootward.toml", "[thresholds]\nmax_admins = 0")
    with pytest.raises(ConfigurationError, match=r"max_admins = 0 .* must be a whole number from 1 to 1000"):
        machine.load()


def test_a_service_may_lie_unused_for_as_long_as_aws_remembers(machine):
    machine.write("rootward.toml", "[thresholds]\nunused_permission_days = 400")

    assert machine.load().baseline.unused_permission_days == 400

    machine.write("rootward.toml", "[thresholds]\nunused_permission_days = 401")
    with pytest.raises(ConfigurationError, match="must be a whole number from 1 to 400"):
        machine.load()


def test_how_a_plan_is_made_is_set_beside_the_thresholds(machine):
    machine.write("rootward.toml", "[thresholds]\nrecent_days = 7\ngrace_days = 0\niac = true")

    assert machine.load().baseline == Baseline(recent_days=7, grace_days=0, iac=True)
    assert machine.load().warnings == ()

    machine.environment |= {"ROOTWARD_IAC": "false", "ROOTWARD_GRACE_DAYS": "90", "ROOTWARD_RECENT_DAYS": "1"}
    assert machine.load().baseline == Baseline(recent_days=1, grace_days=90, iac=False)


def test_the_template_says_that_a_switch_is_true_or_false():
    assert "# Must be true or false.\n#iac = false\n" in commented_template()
    assert "# Must be a whole number from 0 to 3650.\n#recent_days = 30\n" in commented_template()


def test_the_user_s_own_folder_is_rootward_s():
    assert user_configuration_folder().name == "rootward"


@pytest.mark.parametrize(
    "text",
    [
        '[tool."rootward".thresholds]\nunused_days = 7',
        "[tool . rootward . thresholds]\nunused_days = 7",
        "[tool]\nrootward = { thresholds = { unused_days = 7 } }",
        "tool.'rootward'.thresholds.unused_days = 7",
    ],
)
def test_the_table_of_a_pyproject_counts_however_its_name_is_written(machine, text):
    machine.write("pyproject.toml", text)

    assert machine.load().baseline.unused_days == 7


@pytest.mark.parametrize("text", ["[tool]\nrootward = 5", 'tool.rootward = "x"', "[[tool.rootward]]"])
def test_a_pyproject_whose_rootward_is_no_table_is_refused(machine, text):
    named = machine.write("pyproject.toml", text)

    for config, shown in ((None, "pyproject.toml"), (named, str(named))):
        with pytest.raises(ConfigurationError) as caught:
            machine.load(config)
        assert str(caught.value).startswith(f"{shown}: tool.rootward = ")
        assert str(caught.value).endswith(" must be a table, [tool.rootward]")


def test_a_pyproject_that_only_needs_rootward_sets_nothing(machine):
    machine.write("pyproject.toml", '[project]\nname = "x"\ndependencies = ["rootward"]')

    assert machine.load() == Configuration()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")
def test_pipes_in_the_working_directory_hold_nobody_up(machine):
    os.mkfifo(machine.here / "pyproject.toml")

    assert machine.load() == Configuration()

    os.mkfifo(machine.here / "rootward.toml")
    with pytest.raises(ConfigurationError, match="it is a pipe, and no program writes to it"):
        machine.load()
