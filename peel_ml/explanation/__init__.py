"""What the score goes by: SHAP values, binned, ranked, contrasted between groups, in plain sentences."""
