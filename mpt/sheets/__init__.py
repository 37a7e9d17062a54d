"""The sheets room: reads and writes xlsx and csv. It imports nothing else of ours; what it reads may be hostile."""
