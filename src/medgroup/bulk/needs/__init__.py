"""Needs by the million: each to the first candidate who has room."""
