package kindling.model.engine;

/**
 * What a forward pass in training mode gives.
 *
 * @param loss the mean over the batch of softmax cross-entropy against its targets, in nats
 * @param logits the outputs, [batch × classes]
 */
public record BatchLoss(double loss, float[] logits) {}
