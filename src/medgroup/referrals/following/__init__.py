"""What became of referrals: their states, which wait too long, and how many a report closed."""
