"""What a plan leaves to the patient: benefits compiled, gates, surprise bills, and lines adjudicated one by one."""
