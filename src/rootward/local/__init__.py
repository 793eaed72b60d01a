"""This machine: configuration, files that only their owner reads, and what platforms do differently."""
