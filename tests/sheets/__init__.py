"""The sheets room, with files as clerks save them and as nobody ought to."""
