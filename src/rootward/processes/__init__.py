"""Worker processes: how many pay, how they are started and given work, and what they do with memory."""
