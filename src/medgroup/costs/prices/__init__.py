"""What is allowed for services: fee schedules and contract terms compiled, and the lines of a bill priced by them."""
