"""Tier 2, the data, and the assessments and risks."""

from __future__ import annotations

from collections.abc import Mapping

from peel_ml.cards.atrs.sources import Entry, Question, Sources, declared
from peel_ml.cards.declared import UNANSWERED
from peel_ml.cards.sections import proxies
from peel_ml.cards.words import count, percent, plain, sentence, spoken
from peel_ml.results.record import RunRecord

DATASET = (
    ("2.4.3.1", "source_data_name"),
    ("2.4.3.2", "data_modality"),
    ("2.4.3.3", "data_description"),
    ("2.4.3.4", "data_quantities"),
    ("2.4.3.5", "sensitive_attributes"),
    ("2.4.3.6", "data_completeness_and_representativeness"),
    ("2.4.3.7", "source_data_url"),
    ("2.4.3.8", "data_collection"),
    ("2.4.3.9", "data_cleaning"),
    ("2.4.3.10", "data_sharing_agreements"),
    ("2.4.3.11", "data_access_and_storage"),
)

RISK = (
    ("2.5.2", "risk_category"),
    ("2.5.2", "risk_name"),
    ("2.5.2", "risk_description"),
    ("2.5.2", "risk_mitigation"),
)

CATEGORIES = {
    "data": "Data",
    "application_and_use": "Application and use",
    "algorithm_and_efficacy": "Algorithm and efficacy",
    "outputs_and_decisions": "Outputs and decisions",
    "organisational": "Organisational",
    "public_engagement": "Public engagement",
}
"""The standard's six categories of risk."""


def datasets(sources: Sources) -> tuple[Entry, ...]:
    """Return the answers about the one source of a run."""
    record, say = sources.record, sources.declaration
    data = record.data
    period = f"{data.period.from_} to {data.period.to}. " if data.period else ""
    return (
        {
            "source_data_name": say.text("data.origin.name") or data.source,
            "data_modality": say.text("data.origin.modality") or "tabular",
            "data_description": declared("task.label_construct", "task.label_bias", "data.origin.geography")(sources),
            "data_quantities": f"{period}{count(data.rows)} rows read, {count(data.rows_used)} used, "
            f"{len(data.columns)} columns. Digest of the data (SHA-256): {data.sha256}",
            "sensitive_attributes": _sensitive(sources),
            "data_completeness_and_representativeness": _completeness(sources),
            "source_data_url": say.text("data.origin.url"),
            "data_collection": declared(
                "data.origin.original_purpose", "data.origin.collection", "data.origin.selection"
            )(sources),
            "data_cleaning": " ".join(f"{spoken(step.step)}: {sentence(step.why)}" for step in data.cleaning)
            or "Nothing was changed.",
            "data_sharing_agreements": declared("data.sharing", "data.origin.licence")(sources),
            "data_access_and_storage": declared("data.origin.access", "data.retention", "data.origin.deletion")(
                sources
            ),
        },
    )


_kept = declared("data.origin.access", "data.retention", "data.origin.deletion")


def _sensitive(sources: Sources) -> str:
    record = sources.record
    measured = [column.plain_name for column in record.data.columns if column.role == "protected"]
    said = [f"Protected: {'; '.join(measured)}." if measured else "Protected: none in the data."]
    unknown = [spoken(one.name) for one in record.fairness_assessment.characteristics if one.status != "measured"]
    if unknown:
        said.append(f"Not measured: {'; '.join(unknown)}.")
    hint = proxies.extent(record, sources.declaration) if isinstance(record, RunRecord) else ""
    said.append(f"Proxies: {hint}" if hint else "Proxies: how far other facts give one away was not measured.")
    return " ".join(said)


def _completeness(sources: Sources) -> str:
    columns = [column for column in sources.record.data.columns if column.role in ("feature", "protected", "target")]
    gaps = [f"{column.plain_name} {_share(column.missing)}" for column in columns if column.missing]
    said = [f"Missing: {'; '.join(gaps)}." if gaps else "No value is missing in the columns that are used."]
    said += [sentence(plain(note)) for note in sources.record.data.notes]
    return " ".join(said)


def _share(missing: float) -> str:
    return percent(missing) if missing >= 0.0005 else "under 0.1%"


def _impact(sources: Sources) -> str:
    say = sources.declaration
    said = []
    for path, name in (("data.dpia", "Data protection"), ("data.eqia", "Equality")):
        one = say.mapping(path)
        if one.get("reference"):
            said.append(f"{name} impact assessment: {one['reference']}.")
        elif path == "data.dpia" and one.get("required") is False:
            because = say.text("data.dpia.screening")
            said.append(f"{name} impact assessment: declared as not required." + (f" {because}" if because else ""))
        else:
            said.append(f"{name} impact assessment: {UNANSWERED}.")
    return " ".join(said)


RISKS: tuple[Question, ...] = (("2.5.1", "impact_assessment", _impact),)


def risks(sources: Sources) -> tuple[Entry, ...]:
    """Return the risks of the six categories; a category that nobody has answered for stands with open answers."""
    listed = [one for one in sources.declaration.get("risks") or () if isinstance(one, Mapping)]
    entries: list[Entry] = []
    for category, title in CATEGORIES.items():
        found = [one for one in listed if one.get("category") == category]
        entries += [
            {
                "risk_category": title,
                "risk_name": str(one.get("risk") or "") or None,
                "risk_description": f"Likelihood: {one.get('likelihood')}. Impact: {one.get('impact')}.",
                "risk_mitigation": f"{sentence(str(one['mitigation']))} Risk that is left: {one.get('residual')}."
                if one.get("mitigation")
                else None,
            }
            for one in found
        ] or [{"risk_category": title, "risk_name": None, "risk_description": None, "risk_mitigation": None}]
    return tuple(entries)
