"""The parts of an enrolment."""
