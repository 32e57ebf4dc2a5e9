"""Forecasts of many series of counts: lags without leakage, rolling origins, intervals that hold, totals that agree."""
