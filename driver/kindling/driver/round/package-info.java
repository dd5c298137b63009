/** A round: K local steps on every worker, then one average; two stages of one Spark job. */
package kindling.driver.round;
