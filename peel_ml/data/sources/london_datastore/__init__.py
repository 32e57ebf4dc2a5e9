"""Tables of the London Datastore (Metropolitan Police Service and the Mayor's office; Open Government Licence v3.0).

Each module holds one source, most of them a `PublishedTable`, named `SOURCE`: what it reads, its quirks and their
cleaning. Adding one is adding a module and a row here.
"""

from __future__ import annotations

from peel_ml.data.sources.london_datastore import (
    business_crime_outcomes,
    crime_dashboard,
    custody,
    homicide_victims,
    officer_abstraction,
    recorded_crime,
    thorough_searches,
    use_of_force,
    vawg_victims,
)
from peel_ml.data.sources.protocol import Source

TABLES: tuple[Source, ...] = (
    custody.SOURCE,
    use_of_force.SOURCE,
    business_crime_outcomes.SOURCE,
    crime_dashboard.SOURCE,
    recorded_crime.SOURCE,
    vawg_victims.SOURCE,
    thorough_searches.SOURCE,
    homicide_victims.SOURCE,
    officer_abstraction.SOURCE,
)
"""Every table that is read, in the order of the documentation."""
