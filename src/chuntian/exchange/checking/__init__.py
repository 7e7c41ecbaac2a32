"""Columns of text become canonical columns, or refusals with an address and a reason. Polars columns throughout; no Django."""
