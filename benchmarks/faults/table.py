"""Every fault that is tried, as one table. A row more is a class with a name, a title and a strike."""

from __future__ import annotations

from benchmarks.faults.databases import KillMlflow, KillPostgresql, SlowMlflow
from benchmarks.faults.disks import FullDisk, ReadOnlyArtifacts
from benchmarks.faults.fault import Fault
from benchmarks.faults.others import OutOfMemory, TwiceDifferent, TwiceTheSame
from benchmarks.faults.processes import Interrupt, KillOwnPrefect, KillRun, KillStandingPrefect
from benchmarks.faults.shimmed import ClockBack, ClockForward, SlowStorage
from benchmarks.faults.workers import KillWorker

FAULTS: dict[str, type[Fault]] = {
    fault.name: fault
    for fault in (
        KillRun,
        Interrupt,
        KillWorker,
        KillPostgresql,
        KillMlflow,
        KillOwnPrefect,
        KillStandingPrefect,
        FullDisk,
        ReadOnlyArtifacts,
        ClockForward,
        ClockBack,
        SlowStorage,
        SlowMlflow,
        OutOfMemory,
        TwiceTheSame,
        TwiceDifferent,
    )
}
