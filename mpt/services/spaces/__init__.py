"""Family-Friendly Spaces and After-School Centers: opened, asked for, and who came, by cards that have no name.

`line` and `moving` are below the others: signing in on a second phone uses them too.
"""
