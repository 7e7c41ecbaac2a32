"""Money, days and periods, divisions, identity codes, citations, outcomes: what every room stands on."""
