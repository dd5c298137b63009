package kindling.model.pytorch;

/**
 * What a pickle describes beside plain values and tensors, by the name that it calls it: an
 * optimizer's arguments, a scheduler, a NumPy scalar. It is neither looked up nor built.
 */
record Opaque(String pythonName) {}
