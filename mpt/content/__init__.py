"""Courses as Markdown: read, check, render, begin. No web, no database."""
