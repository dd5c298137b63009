/**
 * Networks taken apart by depth, into backbone and head, frozen and trained, and weights loaded
 * into part of a network. All of it may be called; built on the driver, run on executors.
 */
package kindling.model.transfer;
