"""What an uploaded table would change, one kind of table a file: each says all that is wrong with it, or what to do."""
