"""The pages. Each blueprint is named for who lives there; the other files are plumbing that all of them share."""
