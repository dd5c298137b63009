/** The keys that a kind of thing reads from a configuration, whatever the configuration is. */
package kindling.data.keys;
