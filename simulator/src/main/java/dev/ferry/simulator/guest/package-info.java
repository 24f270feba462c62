/** Guests: memory as sets of pages, virtual CPUs, and the models of what they do. */
@NullMarked
package dev.ferry.simulator.guest;

import org.jspecify.annotations.NullMarked;
