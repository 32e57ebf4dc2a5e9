"""The reading pages: everything decided can be found, and nothing is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from peel_ml.assurance.payloads import Ask, Withhold
from peel_ml.assurance.register.desk import Act
from peel_ml.results.record import dumps, loads
from peel_ml.review.pages.reading import records
from peel_ml.review.pages.reading.frozen import Frozen
from tests.review.made_browsers import World, a_world, words


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_world(tmp_path_factory.mktemp("world")) as made_world:
        yield made_world


class TestRegister:
    def test_what_waits_comes_first_and_says_that_it_is_late(self, world):
        page = words(world.page("/register"))
        assert page.index("What waits for you") < page.index("The problem book Objective")
        assert "Late: 2 days over the 10 that the policy gives" in page
        assert "Respond to a challenge" in page

    def test_nobody_is_told_that_what_waits_for_others_waits_for_them(self, world):
        assert "Nothing waits for you" in world.page("/register", "aud")

    def test_every_run_has_a_row_and_one_without_an_assessment_says_so(self, world):
        page = words(world.page("/register"))
        assert "25 February 2026, 10:15" in page
        assert re.search(r"24 February 2026, 08:00 .{0,80}Nothing was asked for .{0,120}Not assessed", page)
        for state in ("Rejected", "Suspended", "In review", "Waits for its owner", "Earlier revision", "Draft"):
            assert state in page or state == "Earlier revision", state

    def test_it_can_be_narrowed_and_paged(self, world):
        page = world.page("/register?state=rejected")
        assert "1 line fits" in page
        assert world.at["rejected"] in page
        assert world.at["waiting"] not in page.split('id="book-h"')[1]
        assert "No lines fit" in world.page("/register?objective=less_crime")
        assert world.get("/register?page=2").status_code == 404
        assert world.get("/register?page=x").status_code == 404


class TestMatter:
    def test_it_says_where_it_stands_and_for_whom_it_waits(self, world):
        page = words(world.page(f"/matters/{world.at['revised']}"))
        for text in (
            "In review for a pilot",
            "The reviewer, for 12 days",
            "Late: 2 days over",
            "Whether it is approved for a pilot.",
            "Which boroughs are left out?",
            "Two that stopped publishing.",
            "No answer yet",
            "Open: an answer is due by 22 March 2026",
            "“I have read it.”",
            "I would wait a year.",
            "Made a new revision of it",
        ):
            assert text in page, text

    def test_bad_news_says_why(self, world):
        page = words(world.page(f"/matters/{world.at['suspended']}"))
        assert "Suspended" in page
        assert "A figure moved out of its limit." in page
        assert "It would be read as a ranking of people." in words(world.page(f"/matters/{world.at['rejected']}"))

    def test_the_panel_names_only_what_the_reader_may_do(self, world):
        path = f"/matters/{world.at['revised']}"
        assert f"{path}/do/check_by_hand" in world.page(path, "rae")
        assert f"{path}/do/check_by_hand" not in world.page(path, "ann")
        assert "/do/approve" in world.page(path, "ann")
        assert "/do/approve" not in world.page(path, "aud")

    def test_what_somebody_wrote_is_never_part_of_the_page(self, world):
        hostile = Ask("1.1", "<script>alert(1)</script>\u202eabc")
        world.desk.record(Act("rae", "reviewer", "ask", world.at["waiting"], hostile))
        page = world.page(f"/matters/{world.at['waiting']}")
        assert "&lt;script&gt;" in page
        assert "<script" not in page
        assert "\u202e" not in page

    def test_what_came_since_is_told_and_only_what_was_shown_is_marked(self, world):
        id_ = world.at["approved"]
        path = f"/matters/{id_}"
        page = world.page(path, "eve")
        assert "You have not marked this as read yet" in page
        seq = re.search(r'name="seq" value="(\d+)"', page)[1]
        world.desk.record(Act("ann", "approver", "withhold", id_, Withhold(True), "A court asked."))
        assert world.browsers["eve"].post(f"{path}/read", {"seq": seq}).status_code == 303
        page = words(world.page(path, "eve"))
        assert "1 thing since you last read this" in page
        assert "Withheld it from the public register" in page.split("Where it stands")[0]
        assert "You have not marked this as read yet" in world.page(path, "dan")

    def test_a_new_revision_since_leads_to_what_changed_on_the_card(self, world):
        id_ = world.at["revised"]
        first = next(one.seq for one in world.desk.book().entries if one.subject == id_)
        world.page(f"/matters/{id_}", "eve")
        world.browsers["eve"].post(f"/matters/{id_}/read", {"seq": str(first)})
        page = world.page(f"/matters/{id_}", "eve")
        assert f"/matters/{id_}/revisions?from=1&amp;to=2" in page


class TestCard:
    def test_it_is_the_frozen_card_with_what_was_decided(self, world):
        answer = world.get(f"/matters/{world.at['revised']}/card")
        assert "In review for a pilot" in answer.text
        assert "I would wait a year." in answer.text
        assert f'href="/peel/matters/{world.at["revised"]}"' in answer.text
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert re.search(r"script-src 'sha256-[^']+'", policy)
        assert "frame-ancestors 'none'" in policy

    def test_the_public_card_has_no_name_and_nothing_that_a_person_wrote(self, world):
        page = world.page(f"/matters/{world.at['revised']}/public-card")
        assert "In review for a pilot" in page
        for text in ("Rae Reviewer", "Ann Approver", "I would wait a year.", "Who asked the people?"):
            assert text not in page

    def test_a_run_leads_to_its_matter_and_one_that_was_not_put_forward_is_a_draft(self, world):
        book = world.desk.book()
        matter = book.matters[world.at["revised"]]
        for run in (matter.manifest.run_id, "20260301T090000-000002"):
            assert world.get(f"/cards/{run}").headers["location"] == f"/peel/matters/{matter.id}"
        page = words(world.page(f"/cards/{world.at['draft']}"))
        assert "Nothing was asked for." in page
        assert world.get(f"/cards/{world.at['draft']}/card").status_code == 200
        for none in ("20260224T080000-aaaaaa", "20990101T000000-000000", "..%2f..%2fetc", "x"):
            assert world.get(f"/cards/{none}").status_code == 404

    def test_what_is_no_longer_what_was_submitted_is_never_shown(self, world):
        matter = world.desk.book().matters[world.at["waiting"]]
        path = world.home / "submitted" / matter.manifest_sha256 / "card.json"
        before = path.read_bytes()
        world.page(f"/matters/{matter.id}/card")
        try:
            path.write_bytes(before.replace(b"searches", b"Searches"))
            answer = world.get(f"/matters/{matter.id}/card")
            assert answer.status_code == 409
            assert "is not what was submitted" in answer.text
            page = words(world.page(f"/matters/{matter.id}"))
            assert "The card cannot be shown." in page
            assert "Decision sheet" not in page
            assert world.get(f"/matters/{matter.id}/fields").status_code == 409
        finally:
            path.write_bytes(before)


class TestHistory:
    def test_a_field_has_its_answer_in_each_revision_its_questions_and_findings(self, world):
        page = words(world.page(f"/matters/{world.at['revised']}/fields/1.1"))
        assert "Revision 2: changed" in page
        assert "Whom to call first, said anew." in page
        assert "Which boroughs are left out?" in page
        assert "Say it in plain words." in page
        assert "Was religion asked about?" not in page
        assert world.get(f"/matters/{world.at['revised']}/fields/99.9").status_code == 404

    def test_every_field_is_listed(self, world):
        page = world.page(f"/matters/{world.at['revised']}/fields")
        assert len(set(re.findall(r"/fields/(\d+\.\d+)", page))) == 70

    def test_differences_between_revisions_and_from_the_last_approved_card(self, world):
        id_ = world.at["revised"]
        assert "Whom to call first, said anew." in world.page(f"/matters/{id_}/revisions?from=1&to=2")
        assert "From revision 1 to 2" in world.page(f"/matters/{id_}/revisions")
        assert "the card approved on 2 March 2026" in world.page(f"/matters/{id_}/changes")
        assert world.get(f"/matters/{world.at['approved']}/changes").status_code == 404
        for query in ("from=0", "from=3", "from=1&to=9", "from=x"):
            assert world.get(f"/matters/{id_}/revisions?{query}").status_code == 404


class TestEvidence:
    def test_each_place_is_resolved_with_the_digest_of_its_file(self, world):
        matter = world.desk.book().matters[world.at["revised"]]
        digest = next(one.sha256 for one in matter.manifest.files if one.name == "card.json")
        page = words(world.page(f"/matters/{matter.id}/evidence/G01"))
        assert digest in page
        assert "As it was submitted" in page
        assert world.get(f"/matters/{matter.id}/evidence/G99").status_code == 404

    def test_what_cannot_be_shown_says_so(self, world):
        path = f"/matters/{world.at['revised']}/evidence"
        assert "There is nothing at this place in the file." in world.page(f"{path}/G19")
        assert "This stands in the register itself" in world.page(f"{path}/G19")
        assert "What stands in this file is not shown" in world.page(f"{path}/G06")

    def test_nobody_reads_the_uncontrolled_record(self, world):
        matter = world.desk.book().matters[world.at["revised"]]
        folder = world.home / "submitted" / matter.manifest_sha256
        frozen = Frozen(folder, {one.name: one.sha256 for one in matter.manifest.files})
        shown = records.document_of(frozen)
        raw = json.loads((folder / "record.json").read_bytes())
        assert shown["scores"] != raw["scores"]
        record = loads((folder / "record.json").read_bytes())
        few = replace(record, fairness=(replace(record.fairness[0], n=3, denominator=3), *record.fairness[1:]))
        assert json.loads(dumps(few))["fairness"][0]["n"] == 3
        assert records._document(dumps(few).encode())["fairness"][0]["n"] is None
        page = words(world.page(f"/matters/{matter.id}/evidence/G12"))
        assert "counts that are too small are withheld" in page

    def test_the_argument_is_shown_with_its_open_doubt(self, world):
        page = words(world.page(f"/matters/{world.at['revised']}/case"))
        assert "It is good enough for a pilot" in page
        assert "Who asked the people?" in page
