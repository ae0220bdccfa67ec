"""The one thing setup.cfg cannot say: the rule tables beside the package are a package of the wheel as well."""

from setuptools import find_packages, setup

setup(packages=[*find_packages(include=["kium_rules*"]), "kium_rules._rules"])
