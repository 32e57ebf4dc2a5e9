from peel_ml.evaluation.checks.table import CHECKS, check_model
from peel_ml.results.estimate import Estimate


def test_every_check_reports_and_only_what_fired_is_a_finding(view):
    findings, checks = check_model(view(lift=(-0.1, -0.2, -0.05), auc=Estimate(0.99)))
    assert [check.code for check in checks] == [row.code for row in CHECKS]
    assert [(finding.code, finding.severity) for finding in findings] == [
        ("no-better-than-baseline", "warn"),
        ("suspiciously-good", "block"),
    ]
    assert all(check.reason for check in checks)


def test_codes_are_stable():
    assert {row.code: row.severity for row in CHECKS} == {
        "no-better-than-baseline": "warn",
        "suspiciously-good": "block",
        "search-at-the-edge": "note",
        "search-not-repeatable": "warn",
        "rerun-differs": "block",
        "miscalibrated": "warn",
        "unstable-over-time": "warn",
    }
