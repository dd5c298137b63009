/** Networks taken apart by depth: backbone and head, what is frozen and what is trained. */
package kindling.model.transfer;
