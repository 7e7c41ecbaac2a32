"""What the pages read and no room below offers in this shape: small, scoped, without writes."""
