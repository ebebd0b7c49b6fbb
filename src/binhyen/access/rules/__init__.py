"""Pure judgements of the room: who may keep whose account, what a one-time code looks like, names to sign in."""
