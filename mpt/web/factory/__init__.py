"""The pages of one factory: its figures, its posters and codes, its roster, its sessions on paper, the desk."""
