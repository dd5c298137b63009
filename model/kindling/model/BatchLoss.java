package kindling.model;

/**
 * What a forward pass in training mode gives.
 *
 * @param loss the mean over the batch of softmax cross-entropy, in nats
 * @param logits the outputs, [batch × classes]
 */
public record BatchLoss(double loss, float[] logits) {}
