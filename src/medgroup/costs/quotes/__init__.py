"""What one visit costs, asked beforehand: one answer from the network to what the patient owes."""
