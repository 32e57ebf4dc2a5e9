"""What a use case about areas and periods found: forecasts, panels of measures, changes and effects."""
