"""The `mpt` command, as people script it: it says what it did, exits non-zero when it didn't, and then changed nothing."""
