/**
 * Networks as TorchScript modules, which Python and C++ run without Kindling. {@link
 * kindling.model.torch.script.TorchScript} may be called, on the driver.
 */
package kindling.model.torch.script;
