"""How much the property tests look for, chosen by HYPOTHESIS_PROFILE.

``default`` draws new examples each time, ``ci`` the same ones in every run, ``nightly`` many new ones, and ``mutation``
few, the same ones in every run, without looking for the smallest that fails. No profile keeps a database: a failure
prints what reproduces it. None has a deadline or asks how long drawing takes: that measures how busy the machine is.
"""

import os

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "default", database=None, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True)
settings.register_profile("nightly", settings.get_profile("default"), max_examples=5_000)
settings.register_profile(
    "mutation", settings.get_profile("ci"), max_examples=40, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
