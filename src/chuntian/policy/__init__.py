"""What the law says: sources, facts, parameters, programmes, plans and the catalogue of all 278."""
