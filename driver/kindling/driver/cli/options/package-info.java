/** Options and arguments that several commands have, each a mixin. For the commands. */
package kindling.driver.cli.options;
