"""Whether what more machines share answers: PostgreSQL, and S3-compatible storage."""

from __future__ import annotations

import re

from peel_ml.cli.examinations import Examined

WAIT_S = 2
"""How long each may take to answer: the shortest time that PostgreSQL's client waits."""

EXTRA = "pip install 'peel-ml[server]'"


def artefacts() -> Examined:
    """Look whether the place for the files of runs answers, where it is not a folder."""
    from peel_ml.settings import read_settings

    name, settings = "Files of runs", read_settings()
    if not settings.artifacts_uri.startswith("s3://"):
        return Examined(name, True, settings.artifacts)
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
    except ModuleNotFoundError as error:
        return Examined(name, False, f"{error.name} is not installed", f"Run {EXTRA}.")
    import os

    bucket = settings.artifacts_uri.removeprefix("s3://").partition("/")[0]
    endpoint = os.environ.get("MLFLOW_S3_ENDPOINT_URL")
    place = f"bucket {bucket} at {endpoint or 'AWS'}"
    asked = Config(connect_timeout=WAIT_S, read_timeout=WAIT_S, retries={"total_max_attempts": 1})
    try:
        boto3.client("s3", endpoint_url=endpoint, config=asked).head_bucket(Bucket=bucket)
    except (BotoCoreError, ClientError) as error:
        code = getattr(error, "response", {}).get("Error", {}).get("Code") or type(error).__name__
        return Examined(
            name,
            False,
            f"{place} cannot be used ({code})",
            "Make the bucket, or set MLFLOW_S3_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
        )
    return Examined(name, True, f"{place} answers")


def study() -> Examined:
    """Look whether the database of the study that workers share answers."""
    from peel_ml.settings import read_settings

    uri = read_settings().study_uri
    if not uri:
        return Examined("Study database", True, "none; a cluster's workers get trials in batches")
    return database("Study database", uri, "PEEL_STUDY_URI")


def database(name: str, uri: str, variable: str) -> Examined:
    """Ask a database server whether it takes connections; no password is shown."""
    where = re.sub(r"//[^@/]*@", "//", uri)
    if not uri.startswith("postgresql"):
        return Examined(name, True, f"{uri.partition(':')[0]}; not asked")
    try:
        import psycopg
    except ModuleNotFoundError as error:
        return Examined(name, False, f"{error.name} is not installed", f"Run {EXTRA}.")
    try:
        # The scheme may name a driver, which is SQLAlchemy's and not PostgreSQL's.
        psycopg.connect(re.sub(r"^postgresql\+\w+:", "postgresql:", uri), connect_timeout=WAIT_S).close()
    except psycopg.Error as error:
        return Examined(
            name,
            False,
            f"{where} cannot be used ({type(error).__name__})",
            f"Start PostgreSQL, or see whether name, password and database of {variable} are right.",
        )
    return Examined(name, True, f"{where} answers")
