"""Wrappers of the package kindling.driver.ml; parameters, their meaning and defaults are those of Java."""

from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaTransformer

IMAGES = {
    "imageCol": TypeConverters.toString,
    "handleInvalid": TypeConverters.toString,
}
PREDICTIONS = IMAGES | {
    "predictionCol": TypeConverters.toString,
    "probabilityCol": TypeConverters.toString,
    "rawPredictionCol": TypeConverters.toString,
}
TRAINING = PREDICTIONS | {
    "labelCol": TypeConverters.toString,
    "pathCol": TypeConverters.toString,
    "validationIndicatorCol": TypeConverters.toString,
    "architecture": TypeConverters.toString,
    "epochs": TypeConverters.toInt,
    "batchSize": TypeConverters.toInt,
    "workers": TypeConverters.toInt,
    "rate": TypeConverters.toFloat,
    "seed": TypeConverters.toInt,
    "imageSize": TypeConverters.toInt,
    "imageFit": TypeConverters.toString,
    "validationFraction": TypeConverters.toFloat,
    "testFraction": TypeConverters.toFloat,
    "conf": TypeConverters.toListString,
    "stagingDir": TypeConverters.toString,
    "runDir": TypeConverters.toString,
}
FEATURES = IMAGES | {
    "weights": TypeConverters.toString,
    "outputCol": TypeConverters.toString,
    "architecture": TypeConverters.toString,
    "imageSize": TypeConverters.toInt,
    "conf": TypeConverters.toListString,
}


def _parameters(of):
    """Gives a class these parameters, with a getter and a setter each."""

    def with_parameters(stage):
        for name, converter in of.items():
            capital = name[0].upper() + name[1:]
            setattr(stage, name, Param(Params._dummy(), name, name, typeConverter=converter))
            setattr(stage, "get" + capital, lambda self, name=name: self.getOrDefault(name))
            setattr(stage, "set" + capital, lambda self, value, name=name: self._set(**{name: value}))
        return stage

    return with_parameters


class _Stage(JavaMLReadable, JavaMLWritable):
    """What all stages do: parameters that are set go to Java, and defaults come from there."""

    def _begin(self, given):
        self._java_obj = self._new_java_obj("kindling.driver.ml." + type(self).__name__, self.uid)
        self._take_defaults()
        self._set(**given)

    def _take_defaults(self):
        for param in self.params:
            of_java = self._java_obj.getParam(param.name)
            param.doc = of_java.doc()
            if self._java_obj.hasDefault(of_java):
                default = self._java_obj.getDefault(of_java).get()
                self._setDefault(**{param.name: list(default) if param.name == "conf" else default})


@_parameters(PREDICTIONS)
class KindlingModel(JavaModel, _Stage):
    """A trained classifier of images."""

    def labels(self):
        """The names of the classes, by the index that the column of predictions holds."""
        return list(self._call_java("labels"))

    def numClasses(self):
        return self._call_java("numClasses")


@_parameters(TRAINING)
class KindlingClassifier(JavaEstimator, _Stage):
    """Trains a classifier of images as `kindling train` does, on the rows of a data frame."""

    @keyword_only
    def __init__(self, **given):
        super().__init__()
        self._begin(self._input_kwargs)

    def _create_model(self, java_model):
        return KindlingModel(java_model)


@_parameters(FEATURES)
class KindlingFeaturizer(JavaTransformer, _Stage):
    """Adds the embedding of each image."""

    @keyword_only
    def __init__(self, **given):
        super().__init__()
        self._begin(self._input_kwargs)
