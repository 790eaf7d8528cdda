"""What the documentation promises, measured side by side in one run: ``make bench``."""
