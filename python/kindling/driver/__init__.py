"""Packages are named as those of the Java classes: PySpark finds the wrapper of a stage by its class's name."""
