"""The specialty families keep the laws of all of them."""

import medgroup_specialty_families
from medgroup.testing import SpecialtyFamiliesConformance


class TestSpecialtyFamilies(SpecialtyFamiliesConformance):
    plugin = medgroup_specialty_families
