/**
 * The guest around the memory: who pauses it, who carries its execution state, who makes room for it at the
 * destination.
 */
@NullMarked
package dev.ferry.api.guest;

import org.jspecify.annotations.NullMarked;
