"""Kindling's stages for PySpark: wrappers of the Java classes in kindling.jar, and nothing else.

    PYTHONPATH=python pyspark --jars target/kindling.jar
    from kindling import KindlingClassifier
"""

from kindling.driver.ml import KindlingClassifier, KindlingFeaturizer, KindlingModel

__all__ = ["KindlingClassifier", "KindlingFeaturizer", "KindlingModel"]
