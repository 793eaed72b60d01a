"""Driving a rotation: a look, the next move, and again, until nothing more can be done now."""
