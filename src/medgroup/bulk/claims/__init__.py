"""Claim lines by the million: joined to the tables of a market, and shared by columns or line by line."""
