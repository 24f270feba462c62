/**
 * Dynamic self-ballooning (Hines et al. 2009, sections 3.3 and 4.2): takes nearly all the free memory of a guest from time
 * to time and gives it back when the guest is short of it, so that a migration, whenever it comes, has little to send that
 * nobody needs. The rule has neither thread nor clock; a thread for each guest drives it.
 */
@NullMarked
package dev.ferry.ballooning;

import org.jspecify.annotations.NullMarked;
