-- The register of decisions in a database of its own, apart from MLflow's runs.
CREATE DATABASE register OWNER peel;
