/**
 * The loss, and mergeable sums behind the metrics. Executors add to {@link
 * kindling.model.scores.Scores}, the driver merges and reads them.
 */
package kindling.model.scores;
