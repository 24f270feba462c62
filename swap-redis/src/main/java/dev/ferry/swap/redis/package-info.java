/** Swap devices of guests on Redis: one server, several, or a cluster. */
@NullMarked
package dev.ferry.swap.redis;

import org.jspecify.annotations.NullMarked;
