package kindling.model.engine;

/**
 * What one forward and backward pass over a batch gives.
 *
 * @param loss the mean over the batch of softmax cross-entropy, in nats
 * @param logits the outputs in training mode, [batch × classes]
 * @param parameters the derivative of the mean loss by each parameter, in the layout's order
 * @param buffers the new running statistics, in the layout's order
 */
public record Gradient(double loss, float[] logits, float[] parameters, float[] buffers) {}
