"""What other software writes and reads: Word, plain Markdown, GIFT, Aiken, zip. Knows what a course is; no web, no database."""
