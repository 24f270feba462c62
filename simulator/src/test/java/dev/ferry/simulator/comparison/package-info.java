/** The engine and the simulator beside each other, on the same guest. */
@NullMarked
package dev.ferry.simulator.comparison;

import org.jspecify.annotations.NullMarked;
