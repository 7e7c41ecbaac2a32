"""Services at the desk: needs, orders, providers and agreements, claims, things, homes."""
