"""Access Analyzer: analyzers, what they find of roles, and tags."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

RULE = {"ruleName": "known", "filter": {"principal.AWS": {"eq": ["111122223333"]}}}


def walk(sandbox: Any, client: Any) -> None:
    analyzer = client(sandbox, "accessanalyzer", "us-west-2")
    arn = analyzer.create_analyzer(analyzerName="outside", type="ACCOUNT", archiveRules=[RULE])["arn"]
    with pytest.raises(ClientError, match="ConflictException"):
        analyzer.create_analyzer(analyzerName="outside", type="ACCOUNT")
    with pytest.raises(ClientError, match="ServiceQuotaExceededException"):
        analyzer.create_analyzer(analyzerName="another", type="ACCOUNT")
    with pytest.raises(ClientError, match="ValidationException"):
        analyzer.create_analyzer(analyzerName="9", type="ACCOUNT")
    assert analyzer.get_analyzer(analyzerName="outside")["analyzer"]["arn"] == arn
    assert [one["name"] for one in analyzer.list_analyzers(type="ACCOUNT")["analyzers"]] == ["outside"]
    assert len(analyzer.list_archive_rules(analyzerName="outside")["archiveRules"]) == 1

    analyzer.tag_resource(resourceArn=arn, tags={"team": "security"})
    assert analyzer.list_tags_for_resource(resourceArn=arn)["tags"] == {"team": "security"}
    analyzer.untag_resource(resourceArn=arn, tagKeys=["team"])

    found = analyzer.list_findings(analyzerArn=arn)["findings"]
    assert {one["resourceType"] for one in found} == {"AWS::IAM::Role"}
    assert len(analyzer.list_findings_v2(analyzerArn=arn)["findings"]) == len(found)
    analyzer.update_findings(analyzerArn=arn, ids=[found[0]["id"]], status="ARCHIVED")
    assert analyzer.get_finding(analyzerArn=arn, id=found[0]["id"])["finding"]["status"] == "ARCHIVED"

    unused = {"unusedAccess": {"unusedAccessAge": 90}}
    analyzer.create_analyzer(analyzerName="unused", type="ACCOUNT_UNUSED_ACCESS", configuration=unused)
    assert analyzer.update_analyzer(analyzerName="unused", configuration=unused)["configuration"] == unused
    analyzer.delete_analyzer(analyzerName="unused")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        analyzer.get_analyzer(analyzerName="unused")
