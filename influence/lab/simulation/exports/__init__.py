"""A simulated dump told once more, in the formats that platforms write."""
