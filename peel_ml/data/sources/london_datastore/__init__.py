"""Tables of the London Datastore (Metropolitan Police Service and the Mayor's office; Open Government Licence v3.0).

Each module holds one source named `SOURCE`, most a `PublishedTable`: what it reads, its quirks and
their cleaning. Adding one is adding a module and a row here.
"""

from __future__ import annotations

from peel_ml.data.sources.london_datastore import (
    business_crime_outcomes,
    custody,
    homicide_victims,
    recorded_crime,
    thorough_searches,
    use_of_force,
)
from peel_ml.data.sources.protocol import Source

TABLES: tuple[Source, ...] = (
    custody.SOURCE,
    use_of_force.SOURCE,
    business_crime_outcomes.SOURCE,
    recorded_crime.SOURCE,
    thorough_searches.SOURCE,
    homicide_victims.SOURCE,
)
"""Every table that is read, in the order of the documentation."""
