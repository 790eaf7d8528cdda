"""Which referrals left those who belong together: by part, as a graph, and as a picture."""
