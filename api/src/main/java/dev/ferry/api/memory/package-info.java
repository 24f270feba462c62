/**
 * Guest memory: its geometry, sets of its pages, and the three ways to it: read at the source, place at the
 * destination, and take back with a balloon.
 */
@NullMarked
package dev.ferry.api.memory;

import org.jspecify.annotations.NullMarked;
