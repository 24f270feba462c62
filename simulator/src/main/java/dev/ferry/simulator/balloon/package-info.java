/** Balloons of simulated guests, held by the rule that holds those of real ones, and what that costs the guests. */
@NullMarked
package dev.ferry.simulator.balloon;

import org.jspecify.annotations.NullMarked;
