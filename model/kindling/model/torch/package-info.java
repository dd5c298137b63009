/**
 * The torch engine, libtorch through the JavaCPP presets, channels-last: call {@link
 * kindling.model.torch.TorchEngine}, through {@code kindling.model.Engines}.
 */
package kindling.model.torch;
