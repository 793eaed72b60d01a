from __future__ import annotations

from rootward.aws.looks import look
from rootward.model.change import Missing, TrailSettings
from tests.aws.looks.asked import SCENARIO_TRAIL
from tests.aws.practice import reading_of, session_of
from tests.model.change import kinds

TRAIL = kinds.trail(region="us-east-1", arn=SCENARIO_TRAIL)
LOGGING = kinds.logging(region="us-east-1", arn=SCENARIO_TRAIL)


def trails(practice):
    return session_of(practice).client("cloudtrail", "us-east-1")


def test_what_a_trail_covers_is_seen_changed(practice):
    with reading_of(practice) as reading:
        assert look(reading, TRAIL) == TrailSettings(multi_region=False, validates_files=False)
        trails(practice).update_trail(Name="acme-trail", IsMultiRegionTrail=True, EnableLogFileValidation=True)
        assert look(reading, TRAIL) == TrailSettings()
        trails(practice).update_trail(Name="acme-trail", IsMultiRegionTrail=False, IncludeGlobalServiceEvents=False)
        assert look(reading, TRAIL) == TrailSettings(multi_region=False, global_services=False)


def test_logging_is_seen_stopped_and_gone_with_its_trail(practice):
    with reading_of(practice) as reading:
        assert look(reading, LOGGING) is True
        trails(practice).stop_logging(Name="acme-trail")
        assert look(reading, LOGGING) is False
        trails(practice).delete_trail(Name="acme-trail")
        assert look(reading, LOGGING) == Missing(SCENARIO_TRAIL)
        assert look(reading, TRAIL) is None
