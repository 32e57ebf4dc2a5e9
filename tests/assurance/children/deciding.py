"""A process of several clients, each with a desk of its own: decides what it is told to, and says how each went.

Read from standard input: ``{"uri", "key", "now", "clients": [[[matter, actor, role, action, seen], …], …]}``. It waits
for a line on standard input before it starts.
"""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

from peel_ml.assurance.ledger.storage import Storage
from peel_ml.assurance.payloads import Reject, RequestChanges, ReviewFinding
from peel_ml.assurance.register.desk import Act, Changed, Desk, Refused
from peel_ml.assurance.signing.keys import read_key
from tests.assurance.made import ANSWERS, passing

PAYLOADS = {"reject": Reject(), "request_changes": RequestChanges((ReviewFinding("G08", "Say more."),))}


def main():
    told = json.loads(sys.stdin.readline())
    signer, now = read_key(Path(told["key"])), datetime.fromisoformat(told["now"])
    start = Barrier(len(told["clients"]) + 1)
    results = []

    def client(decisions):
        # Clocks differ a little, as those of two machines do.
        desk = Desk(Storage(told["uri"]), signer, passing, lambda: now + timedelta(microseconds=len(results)))
        start.wait()
        for matter, actor, role, action, seen in decisions:
            try:
                if action == "approve":
                    desk.approve(actor, matter, ANSWERS, seen=seen)
                else:
                    desk.record(Act(actor, role, action, matter, PAYLOADS[action], "It does not work.", seen))
                how = "won"
            except (Changed, Refused) as error:
                how = type(error).__name__
            except BaseException as error:
                how = repr(error)
            results.append([matter, actor, action, how])
        desk.storage.close()

    threads = [Thread(target=client, args=(one,)) for one in told["clients"]]
    for one in threads:
        one.start()
    print("ready", flush=True)
    sys.stdin.readline()
    start.wait()
    for one in threads:
        one.join()
    print(json.dumps(results))


if __name__ == "__main__":
    main()
