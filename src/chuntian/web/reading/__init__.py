"""What pages of staff and of citizens both read."""
