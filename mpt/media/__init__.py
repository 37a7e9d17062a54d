"""Pictures, drawings and recordings as trainers bring them, made small and safe, or refused. No web, no database.

`apart` is the door: whatever comes from outside is decoded in a process of its own.
"""
