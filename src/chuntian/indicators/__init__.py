"""Figures: measures with numerator, denominator, unit and the rows behind them; plan targets; what may be published."""
