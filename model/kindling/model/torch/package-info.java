/** The torch engine: libtorch through the JavaCPP presets, channels-last. */
package kindling.model.torch;
