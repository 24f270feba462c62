/**
 * The kernel's userfaultfd and pagemap: their requests, structures and constants. Internal to this module.
 */
@NullMarked
package dev.ferry.memory.linux.userfault;

import org.jspecify.annotations.NullMarked;
