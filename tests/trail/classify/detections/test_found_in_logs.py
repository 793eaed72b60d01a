"""A search that decodes only candidates finds whatever fires a detection."""

from __future__ import annotations

import gzip
import json

from rootward.trail.finding.find import find
from rootward.trail.finding.sought import Sought
from rootward.trail.log import Log
from tests.trail.classify.detections.cases.every import FIRING


def test_what_fires_a_detection_is_found_in_a_log():
    log = Log(name="all.json.gz", data=gzip.compress(json.dumps({"Records": FIRING}).encode()))
    found = find([log], Sought.ALL, workers=1)
    assert {record.event_id for record in found.records} == {raw["eventID"] for raw in FIRING}
