"""What can be done with leases."""
