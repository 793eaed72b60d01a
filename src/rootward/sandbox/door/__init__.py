"""The front door: which call a request is, who signed it, and how AWS says no."""
