"""Ways from one principal's rights to another's: the known paths, and for each what it needs and whom it reaches."""
