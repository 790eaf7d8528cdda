"""Small values that facts are made of: money, periods, identifiers, specialties, findings."""
