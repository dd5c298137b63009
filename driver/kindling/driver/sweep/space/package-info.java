/**
 * Spaces of settings and the samplers that draw trials from them. Pure functions of seed and
 * history; called by the search.
 */
package kindling.driver.sweep.space;
