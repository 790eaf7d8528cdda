"""Where a referral should go: candidates held against tiers and gates, and put in order."""
