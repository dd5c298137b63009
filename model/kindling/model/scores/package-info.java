/** The loss, and mergeable sums behind the metrics. */
package kindling.model.scores;
