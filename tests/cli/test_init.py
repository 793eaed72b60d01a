"""`rootward init` writes a configuration, once."""

from __future__ import annotations

from rootward.cli.main import main


def test_it_writes_a_file_that_rootward_reads(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert main(["init"]) == 0
    assert "max_key_age_days" in (tmp_path / "rootward.toml").read_text("utf-8")
    assert main(["audit", "--config", "rootward.toml", "--from", "nothing.json"]) == 2
    assert "nothing.json" in capsys.readouterr().err


def test_it_never_replaces_a_file_unasked(tmp_path, capsys):
    path = tmp_path / "rootward.toml"
    path.write_text("# mine")

    assert main(["init", "-o", str(path)]) == 2
    assert path.read_text() == "# mine"
    assert f"{path} is already there" in capsys.readouterr().err

    assert main(["init", "-o", str(path), "--force"]) == 0
    assert path.read_text() != "# mine"
