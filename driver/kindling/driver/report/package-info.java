/**
 * What a run looks like: its page, its comparison with others, and where its metrics go beside its
 * folder. Reads run folders, computes nothing that is learnt.
 */
package kindling.driver.report;
