"""Scenarios: what a practice account holds when it starts, as data, and its founding."""
