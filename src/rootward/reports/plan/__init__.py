"""Pure: a plan, and what came of it, as text."""
