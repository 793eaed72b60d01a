"""Judging what CloudTrail shows of root: pure, from records to verdicts.

- `actor`: who an event is by: root, a central session, a service that acts for root, or somebody else
- `tasks`: the tasks that need root (`tasks.json`), and how an event shows each
- `sessions`: which events belong together, from the sign-in to the last action
- `verdict`: whether an event took root, and what would have been enough
- `changed`: what a write changed, in a few words
- `detections`: what deserves a look
- `sameness`: which records are deliveries of one event
- `judge`: all of it
- `activity`: what the audit takes of it
"""
