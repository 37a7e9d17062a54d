"""The pages of the programme's office: factories, staff, sponsors, spreadsheets, the log, impact."""
