/** What training goes on from, as files with digests and provenance. */
package kindling.driver.run.checkpoint;
