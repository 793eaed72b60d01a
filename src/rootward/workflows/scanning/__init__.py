"""Scanning for leaked credentials: from what was ordered to what was found, source by source."""
