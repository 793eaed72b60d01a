"""What is said of a password to programs."""

from __future__ import annotations

import json
import random

from rootward.engine.password.judging import Names, judged
from rootward.model.password import Sighting
from rootward.model.secret import Secret
from rootward.reports.password.json import render

FOUND = Sighting(source="file", name="list.txt", state="found", times=3)
SILENT = Sighting(source="online", name="https://x.example/", state="not_looked_up", reason="the server answered 503")


def test_it_has_every_key_and_no_more():
    report = json.loads(render(judged(Secret("Password1!"), "root", Names(account="acme"), (FOUND, SILENT))))

    assert report == {
        "schema": 1,
        "rootward": report["rootward"],
        "held_to": "root",
        "holds": False,
        "broken": [],
        "unjudged": ["whether it is the root user's e-mail address: give --email"],
        "cautions": [],
        "strength": {
            "score": 1,
            "guesses_log10": 4.3,
            "reason": "This is similar to a commonly used password.",
            "advice": report["strength"]["advice"],
            "crack_times": [
                {"attack": "sign_in", "guesses_per_second": 0.0278, "seconds": 659000.0, "words": "8 days"},
                {"attack": "stolen_slow_hash", "guesses_per_second": 1e4, "seconds": 1.83, "words": "2 seconds"},
                {
                    "attack": "stolen_fast_hash",
                    "guesses_per_second": 1e10,
                    "seconds": 1.83e-06,
                    "words": "less than a second",
                },
            ],
        },
        "least_score": 4,
        "sightings": [
            {"source": "file", "name": "list.txt", "state": "found", "times": 3, "reason": ""},
            {
                "source": "online",
                "name": "https://x.example/",
                "state": "not_looked_up",
                "times": None,
                "reason": "the server answered 503",
            },
        ],
    }


def test_one_that_is_too_long_has_no_strength():
    assert json.loads(render(judged(Secret("a" * 129), "root", Names())))["strength"] is None


def test_the_strongest_has_finite_numbers():
    chance = random.Random(1)  # noqa: S311 - a seed makes the test repeatable
    strongest = "".join(chr(chance.randrange(0x21, 0x7F)) for _ in range(128))
    report = json.loads(render(judged(Secret(strongest), "root", Names())))

    assert 1e100 < report["strength"]["crack_times"][0]["seconds"] < 1e140
