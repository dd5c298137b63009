"""Kindling's stages for PySpark: wrappers of the Java classes in kindling.jar, and nothing else.

    spark-submit --jars kindling.jar --py-files python/kindling ...
    from kindling import KindlingClassifier
"""

from kindling.driver.ml import KindlingClassifier, KindlingFeaturizer, KindlingModel

__all__ = ["KindlingClassifier", "KindlingFeaturizer", "KindlingModel"]
