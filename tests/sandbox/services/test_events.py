"""EventBridge's rules, in a list and alone."""

from __future__ import annotations


def test_who_made_a_rule_is_shown_of_one_rule_and_not_in_the_list(hardened, client):
    events = client(hardened, "events")
    assert events.describe_rule(Name="root-use")["CreatedBy"] == "123456789012"
    assert [rule["Name"] for rule in events.list_rules()["Rules"]] == ["root-use"]
    assert "CreatedBy" not in events.list_rules()["Rules"][0]
