from __future__ import annotations

import pytest
from botocore.configloader import raw_config_parse
from botocore.session import Session

from rootward.errors import UsageError
from rootward.local.aws_files.paths import config_file, credentials_file


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


def test_they_lie_in_the_home_folder(home):
    assert credentials_file() == home / ".aws" / "credentials"
    assert config_file() == home / ".aws" / "config"


@pytest.mark.parametrize("named", ["~/elsewhere", "$PLACE/elsewhere", "${PLACE}/elsewhere"])
def test_what_an_environment_variable_names_is_where_botocore_looks_too(home, monkeypatch, named):
    monkeypatch.setenv("PLACE", str(home))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", named)
    monkeypatch.setenv("AWS_CONFIG_FILE", named)
    (home / "elsewhere").write_text("[default]\nregion = x\n")

    assert credentials_file() == config_file() == home / "elsewhere"
    for variable in ("credentials_file", "config_file"):
        assert raw_config_parse(Session().get_config_variable(variable)) == {"default": {"region": "x"}}


@pytest.mark.parametrize("variable", ["AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"])
def test_a_variable_that_names_nothing_is_refused(monkeypatch, variable):
    monkeypatch.setenv(variable, "")

    with pytest.raises(UsageError, match=f"{variable} is set, and empty") as refused:
        (credentials_file if "CREDENTIALS" in variable else config_file)()

    assert "unset it" in refused.value.advice
