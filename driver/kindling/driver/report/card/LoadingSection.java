package kindling.driver.report.card;

import static kindling.driver.report.card.Markdown.code;

import java.util.Locale;

/** How to use the weights. */
final class LoadingSection {
  private LoadingSection() {}

  static String markdown(String architecture, int classes) {
    return "## Loading it\nKindling, on images of any size, in this folder:\n\n"
        + code(
            "sh", "scripts/kindling predict . picture.jpg\nscripts/kindling evaluate . --data DATA")
        + "\nPyTorch, as a module that needs no other code (pixels of type uint8, "
        + "[batch, channels, height, width]):\n\n"
        + code(
            "python",
            """
            # scripts/kindling export . --torch model.pt --normalization
            import torch
            model = torch.jit.load("model.pt")
            logits = model(pixels)
            """)
        + "\nIts tensors, under PyTorch's names:\n\n"
        + code(
            "python",
            """
            from safetensors.torch import load_file
            state = load_file("final.safetensors")
            """
                + torchvision(architecture, classes))
        + "\nONNX Runtime:\n\n"
        + code(
            "python",
            """
            # scripts/kindling export . --onnx model.onnx --normalization
            import onnxruntime
            session = onnxruntime.InferenceSession("model.onnx")
            logits = session.run(None, {"pixels": pixels})[0]
            """);
  }

  /** Where torchvision has the network as it is, not in a form for small images. */
  private static String torchvision(String architecture, int classes) {
    String name = architecture.replaceFirst("^mobilenetv2$", "mobilenet_v2");
    return name.matches("resnet(18|34|50|101|152)-imagenet|mobilenet_v2")
        ? String.format(
            Locale.ROOT,
            """
            import torchvision
            model = torchvision.models.%s(num_classes=%d)
            model.load_state_dict(state)
            model.eval()
            """,
            name.replace("-imagenet", ""),
            classes)
        : "";
  }
}
