/**
 * Hosts that have less memory than their guests: a guest has a reservation, and what does not fit lies on a swap device
 * that others use too. Migrations read from there what they send, and make other pages go.
 */
@NullMarked
package dev.ferry.simulator.host;

import org.jspecify.annotations.NullMarked;
