"""What prose says: a report becomes proposed figures, each with its place in the text."""
