"""The reading pages: everything decided can be found, nothing is left out, nobody reads what is not theirs."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from peel_ml.assurance.ledger.export import read_export, verified_export
from peel_ml.assurance.payloads import Ask, Withhold
from peel_ml.assurance.register.desk import Act
from peel_ml.results.record import dumps, loads
from peel_ml.review.pages.reading import records
from peel_ml.review.pages.reading.frozen import Frozen
from peel_ml.review.wiring import RegisterPeople
from tests.review import made
from tests.review import made_reading as reading

DAYS = 86400


class World:
    """A register with a matter in every interesting state, and browsers on it."""

    def __init__(self, home: Path) -> None:
        self.home, self.at = home, reading.world(home)
        self.desk = self.at["desk"]
        users = made.MadeUsers(dict.fromkeys(reading.PEOPLE, made.PASSWORD))
        self.site = made.Site(
            home / "state.db", people=RegisterPeople(self.desk), users=users, desk=self.desk, home=home
        )
        self.site.now = self.desk.clock().timestamp() + 12 * DAYS
        self.browsers: dict[str, Any] = {}

    def get(self, path: str, who: str = "rae") -> Any:
        if who not in self.browsers:
            self.browsers[who] = self.site.browser(who)
        return self.browsers[who].get(path)

    def page(self, path: str, who: str = "rae") -> str:
        answer = self.get(path, who)
        assert answer.status_code == 200, path
        return re.sub(r"\s+", " ", answer.text)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made_world = World(tmp_path_factory.mktemp("world"))
    yield made_world
    made_world.site.close()
    made_world.desk.storage.close()


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]))


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


class TestSuppliers:
    def test_a_supplier_reads_about_what_they_made_and_no_more(self, world):
        page = world.page("/register", "sue")
        assert world.at["supplied"] in page
        assert "Draft" not in page.split("<h3>", 1)[1]
        for name in ("approved", "revised", "rejected"):
            assert world.at[name] not in page
            for path in ("", "/card", "/fields", "/evidence/G01", "/revisions", "/case"):
                assert world.get(f"/matters/{world.at[name]}{path}", "sue").status_code == 404, (name, path)
        assert world.get(f"/matters/{world.at['supplied']}/card", "sue").status_code == 200
        assert world.get(f"/cards/{world.at['draft']}", "sue").status_code == 404
        assert world.get("/ledger/export", "sue").status_code == 403
        assert world.browsers["sue"].post("/ledger/verify").status_code == 403

    def test_a_supplier_reads_only_their_entries(self, world):
        theirs = world.desk.book().matters[world.at["supplied"]].seqs
        shown = re.findall(r"/ledger/entries/(\d+)", world.page("/ledger", "sue"))
        assert sorted(map(int, shown)) == list(theirs)
        assert world.get("/ledger/entries/1", "sue").status_code == 404
        assert world.get(f"/ledger/entries/{theirs[0]}", "sue").status_code == 200

    def test_data_of_people_is_shown_to_no_supplier(self, world, monkeypatch):
        book = world.desk.book()
        matter = book.matters[world.at["supplied"]]
        personal = replace(matter, manifest=replace(matter.manifest, declared_class="D3"))
        monkeypatch.setitem(book.matters, matter.id, personal)
        assert world.get(f"/matters/{matter.id}", "sue").status_code == 404
        assert world.get(f"/matters/{matter.id}", "aud").status_code == 200


class TestLedger:
    def test_the_newest_entry_comes_first_and_every_page_is_there(self, world):
        total = world.desk.book().seq
        shown = [int(n) for n in re.findall(r"/ledger/entries/(\d+)", world.page("/ledger"))]
        assert shown == list(range(total, total - 25, -1))
        last = -(-total // 25)
        assert '/ledger/entries/1"' in world.page(f"/ledger?page={last}")
        assert world.get(f"/ledger?page={last + 1}").status_code == 404

    def test_it_can_be_narrowed_to_a_matter(self, world):
        matter = world.desk.book().matters[world.at["rejected"]]
        page = world.page(f"/ledger?matter={matter.id}")
        assert [int(n) for n in re.findall(r"/ledger/entries/(\d+)", page)] == list(matter.seqs)[::-1]
        assert world.get("/ledger?matter=none-such").status_code == 404

    def test_every_entry_can_be_read(self, world):
        for entry in world.desk.book().entries:
            page = world.page(f"/ledger/entries/{entry.seq}")
            assert entry.hash in page
            assert entry.previous in page

    def test_it_says_that_it_holds_and_when_that_was_checked(self, world):
        world.page("/ledger")
        assert world.browsers["rae"].post("/ledger/verify").status_code == 303
        total = world.desk.book().seq
        page = words(world.page("/ledger"))
        assert f"Verified: all {total} entries hold" in page
        assert "Checked 14 March 2026" in page
        world.desk.record(Act("rae", "reviewer", "ask", world.at["waiting"], Ask("1.2", "And this?")))
        assert "1 entry has come since" in words(world.page("/ledger"))

    def test_a_changed_entry_is_named(self, tmp_path):
        from sqlalchemy import text

        desk = reading.register.desk_at(tmp_path)
        matter = reading.register.approved(desk)
        with desk.storage.writing() as connection:
            triggers = connection.execute(text("select name from sqlite_master where type = 'trigger'")).scalars()
            for name in triggers.all():
                connection.exec_driver_sql(f"drop trigger {name}")
            connection.exec_driver_sql(f"update ledger set reason = 'Never mind.' where seq = {matter.seqs[2]}")
        users = made.MadeUsers(dict.fromkeys(reading.PEOPLE, made.PASSWORD))
        site = made.Site(tmp_path / "state.db", people=RegisterPeople(desk), users=users, desk=desk, home=tmp_path)
        browser = site.browser("aud")
        browser.post("/ledger/verify")
        assert f"Broken at entry {matter.seqs[2]}" in words(browser.get("/ledger").text)
        site.close()
        desk.storage.close()

    def test_the_copy_can_be_checked_without_the_server(self, world, tmp_path):
        answer = world.get("/ledger/export")
        assert answer.headers["content-disposition"].startswith("attachment")
        zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
        whole = verified_export(read_export(tmp_path))
        assert whole.broken is None
        assert whole.book.seq == world.desk.book().seq


def test_the_public_register_lists_bad_news_and_names_nobody(world):
    page = world.page("/public-register")
    assert "Rejected for publication" in words(page)
    assert page.split("<main")[1] == world.page("/public-register", "sue").split("<main")[1]
    for one in reading.register.PEOPLE:
        assert one.name not in page.split("<main")[1]
    assert "ranking of people" not in page
