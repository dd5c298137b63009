package kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.junit.jupiter.api.Test;
import py4j.Gateway;
import py4j.ReturnObject;

/** PySpark's way to the stages: py4j's gateway, and the parameters that the module declares. */
class PySparkTest {
  private static final Path MODULE = Path.of("python/kindling/driver/ml.py");
  private static final Pattern ENTRY = Pattern.compile("\"(\\w+)\": TypeConverters\\.(\\w+)");

  private final Gateway gateway = new Gateway(null);

  private ReturnObject call(String method, String target, Object... arguments) {
    return gateway.invoke(method, target, List.of(arguments));
  }

  /** As PySpark transfers a parameter: by its name, as a pair of it and a value of Python's. */
  private void transfer(String stage, String name, Object value) {
    String param = call("getParam", stage, name).getName();
    String pair = call("w", param, value).getName();
    call("set", stage, gateway.getObject(pair));
  }

  @Test
  void theGatewaySetsParameters() {
    gateway.startup();
    String stage =
        gateway
            .invoke("kindling.driver.ml.KindlingClassifier", List.of("KindlingClassifier_1"))
            .getName();
    transfer(stage, "epochs", 3);
    transfer(stage, "seed", 4);
    transfer(stage, "rate", 0.25);
    transfer(stage, "architecture", "resnet8");
    transfer(stage, "conf", new java.util.ArrayList<>(List.of("accumulate=2")));
    call("setBatchSize", stage, 16);
    KindlingClassifier set = (KindlingClassifier) gateway.getObject(stage);
    assertThat(set.uid()).isEqualTo("KindlingClassifier_1");
    assertThat(set.getEpochs()).isEqualTo(3);
    assertThat(set.getSeed()).isEqualTo(4);
    assertThat(set.getRate()).isEqualTo(0.25);
    assertThat(set.getBatchSize()).isEqualTo(16);
    assertThat(set.getArchitecture()).isEqualTo("resnet8");
    assertThat(set.getConf()).containsExactly("accumulate=2");
    assertThat(set.explainParams()).contains("epochs: passes over the training images");
    gateway.shutdown();
  }

  @Test
  void theModuleHasTheParametersOfJava() throws IOException {
    Map<String, Map<String, String>> declared = new TreeMap<>();
    String module = Files.readString(MODULE);
    for (String name : List.of("IMAGES", "PREDICTIONS", "TRAINING", "FEATURES")) {
      String block = module.substring(module.indexOf("\n" + name + " = "));
      Map<String, String> entries = new TreeMap<>();
      Matcher found = ENTRY.matcher(block.substring(0, block.indexOf("\n}\n")));
      while (found.find()) {
        entries.put(found.group(1), found.group(2));
      }
      Matcher wider = Pattern.compile("\n" + name + " = (\\w+) \\|").matcher(module);
      if (wider.find()) {
        entries.putAll(declared.get(wider.group(1)));
      }
      declared.put(name, entries);
    }
    assertThat(declared.get("TRAINING")).isEqualTo(ofJava(new KindlingClassifier()));
    assertThat(declared.get("PREDICTIONS")).isEqualTo(ofJava(new KindlingModel("m")));
    assertThat(declared.get("FEATURES")).isEqualTo(ofJava(new KindlingFeaturizer()));
  }

  private static Map<String, String> ofJava(Params stage) {
    Map<String, String> params = new TreeMap<>();
    Stream.of(stage.params()).forEach(param -> params.put(param.name(), converter(param)));
    return params;
  }

  private static String converter(Param<?> param) {
    if (param instanceof IntParam || param instanceof LongParam) {
      return "toInt";
    }
    return param instanceof DoubleParam
        ? "toFloat"
        : param instanceof StringArrayParam ? "toListString" : "toString";
  }
}
