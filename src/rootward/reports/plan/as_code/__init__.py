"""What all forms of a plan as code have in common."""
