"""The reading pages: what suppliers and the public read, and the ledger with its copy for anybody to check."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest

from peel_ml.assurance.ledger.export import read_export, verified_export
from peel_ml.assurance.payloads import Ask
from peel_ml.assurance.register.desk import Act
from peel_ml.review.wiring import RegisterPeople
from tests.review import made
from tests.review import made_reading as reading
from tests.review.made_browsers import World, a_world, words


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_world(tmp_path_factory.mktemp("world")) as made_world:
        yield made_world


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
