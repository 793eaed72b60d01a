"""What lies on this machine: configuration, files that only their owner reads, and how platforms differ."""
