"""Who exists, where and when: units with their versions in time, and the tree they stand in."""
