"""Whether a region has an analyzer."""

from __future__ import annotations

from rootward.aws.call import Call
from rootward.aws.looks.archive_rules import LIST_ARCHIVE_RULES
from rootward.aws.looks.look import Look, unless_gone
from rootward.aws.reading import Reading
from rootward.model.change import AnalyzerChange, Other

GET_ANALYZER = Call("accessanalyzer", "GetAnalyzer")


def read_analyzer(reading: Reading, change: AnalyzerChange) -> bool | Other:
    """Whether the region has it; Other for one of the name that is not what it should be.

    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetAnalyzer.html
    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html
    """
    answer = unless_gone(
        lambda: reading.read(GET_ANALYZER, change.region, analyzerName=change.name), None, "ResourceNotFound"
    )
    if answer is None:
        return False
    found = answer["analyzer"]
    return change.seen(found["type"], found["status"])


LOOK = Look(
    calls={
        "accessanalyzer:CreateAnalyzer": (GET_ANALYZER,),
        "accessanalyzer:DeleteAnalyzer": (GET_ANALYZER, LIST_ARCHIVE_RULES),
    },
    read=read_analyzer,
)
