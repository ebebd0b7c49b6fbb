"""Settings, addresses and the WSGI door: the top floor, which knows all rooms and is known by none."""
