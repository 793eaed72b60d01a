"""Running a plan: from the first look at the account to the proof."""
