package kindling.driver.sweep.search;

import java.util.SortedMap;

/**
 * What a finished search reports: the object of {@code --json} and search.json.
 *
 * @param run the search's folder
 * @param trials that were begun
 * @param jobs of them: a trial that goes on is trained by several
 * @param winner the trial's number, counted from 1
 * @param settings the searched ones of the winner
 * @param validationAccuracy of the winner, by which it won
 * @param testAccuracy of the winner; no other trial is scored on the test split
 * @param seconds of wall clock since the last start
 */
public record SearchResult(
    String run,
    int trials,
    int jobs,
    int winner,
    SortedMap<String, String> settings,
    int epochs,
    double validationAccuracy,
    double testAccuracy,
    double testLoss,
    String winnerRun,
    String weightsSha256,
    double seconds) {}
