"""Records on a small disk until it is full, then makes room and does the same once more.

Usage: ``filling.py FOLDER``: FOLDER lies on the small disk, and there is room for a register on it.
"""

import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from peel_ml.assurance.ledger.chain import verified
from peel_ml.assurance.ledger.storage import Storage, entries
from peel_ml.assurance.payloads import Challenge
from peel_ml.assurance.register.desk import Act, Desk
from peel_ml.errors import PeelError
from tests.assurance.made import Clock, desk_at, entering, in_review


def main():
    folder = Path(sys.argv[1])
    desk = desk_at(folder)
    matter = in_review(desk, entering())
    ballast = folder / "ballast"
    # A little is left, so that the disk gets full in the middle of something.
    room = shutil.disk_usage(folder).free - 150_000
    ballast.write_bytes(bytes(room))
    said, recorded = "", 0
    challenge = Act("aud", "auditor", "challenge", matter.id, Challenge("an ethics panel", "It is not clear. " * 200))
    while not said:
        try:
            desk.record(challenge)
            recorded += 1
        except PeelError as error:
            said = f"{type(error).__name__}: {error}"
    before = len(desk.book().entries)
    ballast.unlink()
    again = desk.record(challenge)[0].seq
    desk.storage.close()
    # And somebody else, who opens it anew.
    other = Desk(Storage(desk.storage.uri), desk.signer, desk.judge, Clock(datetime(2026, 3, 3, tzinfo=UTC)))
    other.record(challenge)
    with other.storage.reading() as connection:
        found = entries(connection)
    other.storage.close()
    broken = verified(found).broken
    print(
        json.dumps(
            {
                "said": said,
                "recorded": recorded,
                "before": before,
                "again": again,
                "there": len(found),
                "challenges": sum(one.action == "challenge" for one in found),
                "broken": None if broken is None else str(broken),
            }
        )
    )


if __name__ == "__main__":
    main()
