/**
 * Many hosts with many guests, whose working sets change over the day. Where those of a host come above a mark, guests
 * leave it, each by a simulated migration, page by page; those that stay are a function of time only.
 * {@link dev.ferry.simulator.fleet.FleetRun} is where to begin.
 */
@NullMarked
package dev.ferry.simulator.fleet;

import org.jspecify.annotations.NullMarked;
