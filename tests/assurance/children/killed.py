"""Records decisions in a child that is killed at a random moment, again and again, and says what it was told.

Usage: ``killed.py URI KEY NOW TIMES SEED``. After each kill the register is opened and verified; a line of JSON says
how many entries the child was told were recorded, how many there are, and whether what it was told is what is there.
"""

import json
import os
import random
import select
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

from peel_ml.assurance.ledger.chain import verified
from peel_ml.assurance.ledger.storage import Storage, entries
from peel_ml.assurance.payloads import Countersign
from peel_ml.assurance.register.desk import Act, Desk
from peel_ml.assurance.signing.keys import read_key
from tests.assurance.made import entering, passing


def decide(uri, key, now, first, told):
    """Submit and countersign without end, and tell of each entry once it is recorded."""
    moments = iter(range(10**9))
    desk = Desk(Storage(uri), read_key(key), passing, lambda: now + timedelta(microseconds=next(moments)))
    for number in range(first, first + 100_000):
        matter = desk.submit("ada", entering(number))
        for seq in matter.seqs:
            os.write(told, f"{seq} {desk.book().entries[seq - 1].hash}\n".encode())
        done = desk.record(Act("ola", "owner", "countersign", matter.id, Countersign()))
        os.write(told, f"{done[0].seq} {done[0].hash}\n".encode())


def main():
    uri, key, now = sys.argv[1], Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
    chance = random.Random(int(sys.argv[5]))
    for kill in range(int(sys.argv[4])):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            # Only the kill ends it.
            decide(uri, key, now + timedelta(hours=kill), kill * 100_000 + 1, writing)
        os.close(writing)
        # Killed while it opens the register, or some time after it began to record.
        wait = chance.choice((0.0, 1.0, 1.0, 1.0))
        told = b""
        if wait and select.select([reading], [], [], 60)[0]:
            told = os.read(reading, 1)
        select.select([], [], [], chance.uniform(0, 0.06))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while piece := os.read(reading, 65536):
            told += piece
        os.close(reading)
        # The last line may be cut off: then the child was not told all of it.
        lines = [line.split() for line in told.decode().split("\n")[:-1]]
        storage = Storage(uri)
        with storage.reading() as connection:
            found = entries(connection)
        storage.close()
        whole = verified(found)
        kept = {(str(one.seq), one.hash) for one in found}
        report = {
            "told": len(lines),
            "there": len(found),
            "missing": [line for line in lines if tuple(line) not in kept],
            "broken": None if whole.broken is None else str(whole.broken),
            # A run enters and is submitted in one step: neither stands there without the other.
            "halves": [one.id for one in whole.book.matters.values() if one.state == "draft"],
        }
        print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
