/**
 * A guest whose cold pages lie on its swap device (Deshpande et al. 2016, section III-A): the pager that takes them out
 * and brings them back, and the faces of such a guest that a migration sees.
 */
@NullMarked
package dev.ferry.paging;

import org.jspecify.annotations.NullMarked;
