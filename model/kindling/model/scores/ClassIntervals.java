package kindling.model.scores;

/** The intervals of one class's {@link ClassScores}. */
public record ClassIntervals(Interval precision, Interval recall, Interval f1) {}
