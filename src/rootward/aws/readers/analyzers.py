"""IAM Access Analyzer, region by region."""

from __future__ import annotations

from rootward.aws.call import NEXT_TOKEN_LOWER, Call
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Reading
from rootward.model.account import Account
from rootward.model.monitoring import Analyzer, RegionalAnalyzers

LIST_ANALYZERS = Call("accessanalyzer", "ListAnalyzers")


def read_analyzers(reading: Reading, account: Account) -> tuple[RegionalAnalyzers, ...]:
    """The analyzers of each enabled region.

    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html
    """

    def of(region: str) -> tuple[Analyzer, ...]:
        found = reading.items(LIST_ANALYZERS, NEXT_TOKEN_LOWER, "analyzers", region)
        return tuple(
            Analyzer(name=one["name"], arn=one["arn"], kind=one["type"], status=one["status"]) for one in found
        )

    return tuple(
        RegionalAnalyzers(region=region, analyzers=found)
        for region, found in reading.in_each_region(LIST_ANALYZERS, account, of)
    )


READERS = (Reader(fact="analyzers", calls=(LIST_ANALYZERS,), needs=("regions",), ask=read_analyzers),)
