"""Overview: what a unit comes to at one look, why it changed, what needs a decision, and the same for a hall."""
