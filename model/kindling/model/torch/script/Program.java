package kindling.model.torch.script;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kindling.data.Normalization;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Node;
import kindling.model.export.ExportedNetwork;
import kindling.model.export.Form;
import kindling.model.export.Inputs;
import kindling.model.export.Outputs;

/** The method {@code forward} of a network's module, as source. */
final class Program {
  /** The number of torch.float32 among the types: source that is compiled here knows no names. */
  private static final int FLOAT = 6;

  private final StringBuilder source;
  private final Map<String, String> variables = new HashMap<>();
  private final Map<String, Form> forms = new HashMap<>();
  private int count;

  private Program(String input) {
    source = new StringBuilder("def forward(self, " + input + ": Tensor) -> Tensor:\n");
  }

  /** The source for a network whose tensors are attributes of modules in modules. */
  static String of(ExportedNetwork network) {
    String input = network.inputs().title();
    Program program = new Program(input);
    program.put(Architecture.INPUT, program.images(input, network), Form.IMAGES);
    for (Node node : network.architecture().nodes()) {
      program.add(node);
    }
    List<Node> nodes = network.architecture().nodes();
    String logits = program.in(Form.VECTORS, nodes.get(nodes.size() - 1).name());
    String output =
        network.outputs() == Outputs.PROBABILITIES ? LayerCalls.call("softmax", logits, 1) : logits;
    return program.source + "  return " + output + "\n";
  }

  private void add(Node node) {
    Form form = Form.taken(node.layer(), node.inputs().stream().map(forms::get).toList());
    List<String> inputs = new ArrayList<>();
    node.inputs().forEach(name -> inputs.add(in(form, name)));
    List<String> tensors =
        node.layer().variables().stream()
            .map(variable -> attribute(node.name() + "." + variable.name()))
            .toList();
    String value = assigned(LayerCalls.of(node.layer(), inputs, tensors));
    put(node.name(), value, form.after(node.layer()));
  }

  private void put(String node, String variable, Form form) {
    variables.put(node, variable);
    forms.put(node, form);
  }

  /** A variable with a node's value in a form. */
  private String in(Form form, String node) {
    String variable = variables.get(node);
    if (forms.get(node) == form) {
      return variable;
    }
    return assigned(
        form == Form.VECTORS
            ? LayerCalls.call("flatten", variable, 1)
            : variable + ".unsqueeze(-1).unsqueeze(-1)");
  }

  private String images(String input, ExportedNetwork network) {
    if (network.inputs() == Inputs.NORMALIZED) {
      return input;
    }
    Normalization normalization = network.normalization().orElseThrow();
    String scaled = assigned(LayerCalls.call("div", input + ".to(" + FLOAT + ")", "255."));
    String centered =
        assigned(LayerCalls.call("sub", scaled, channels(normalization.mean(), input)));
    return assigned(LayerCalls.call("div", centered, channels(normalization.std(), input)));
  }

  private static String channels(float[] values, String like) {
    return LayerCalls.call(
            "tensor", Arrays.toString(values), "dtype=" + FLOAT, "device=" + like + ".device")
        + ".view([1, -1, 1, 1])";
  }

  private String assigned(String expression) {
    String variable = "v" + count++;
    source.append("  ").append(variable).append(" = ").append(expression).append('\n');
    return variable;
  }

  /** A tensor by its path: names of modules need not be words of Python. */
  private static String attribute(String path) {
    String expression = "self";
    for (String name : path.split("\\.", -1)) {
      expression =
          "getattr("
              + expression
              + ", \""
              + name.replace("\\", "\\\\").replace("\"", "\\\"")
              + "\")";
    }
    return expression;
  }
}
