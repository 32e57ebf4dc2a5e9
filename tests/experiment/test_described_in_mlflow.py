"""What MLflow says of a run is what its card says."""

from mlflow import MlflowClient
from peel_ml.cards.card import loads
from peel_ml.cards.markdown import escaped


def test_the_description_of_a_run_is_the_card_s_own_words(finished):
    record, settings = finished
    store = MlflowClient(settings.tracking_uri)
    note = store.get_run(record.mlflow.run_id).data.tags["mlflow.note.content"]
    body = loads((settings.runs / record.use_case / record.provenance.run_id / "card.json").read_bytes()).body
    first, headline, groups, *_ = note.split("\n\n")
    assert first.startswith("**SYNTHETIC DATA.** Exploring")
    assert "artifacts/card/card.html?workflowType=machine_learning" in first
    assert headline == escaped(body.headline)
    answer = next(one for one in body.decision_sheet if "groups" in one.question)
    assert groups == escaped(" ".join(answer.sentences))
    version = store.get_model_version(record.use_case, "1")
    assert "**Not approved for any use.**" in version.description.split("\n")[0]
    assert headline in version.description
