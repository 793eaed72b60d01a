"""Whether somebody gave an analyzer rules: they are lost with it, and with them what was decided about its findings."""

from __future__ import annotations

from rootward.aws.call import Call
from rootward.aws.reading import Reading
from rootward.model.change import AnalyzerChange

LIST_ARCHIVE_RULES = Call("accessanalyzer", "ListArchiveRules")


def read_objection(reading: Reading, change: AnalyzerChange) -> str | None:
    """Why an analyzer must not be taken away: it has archive rules, and a run made it without. One page is enough.

    Raises UnreadError and CredentialsError.
    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListArchiveRules.html
    """
    found = reading.read(LIST_ARCHIVE_RULES, change.region, analyzerName=change.name).get("archiveRules") or ()
    if not found:
        return None
    told = f"somebody gave analyzer {change.name} of {change.region} archive rules ({found[0]['ruleName']})"
    return f"{told}: delete them first, or keep it"
