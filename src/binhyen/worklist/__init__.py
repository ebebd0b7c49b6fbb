"""What awaits whom: the queue of each role, and notices to those whose turn it is."""
