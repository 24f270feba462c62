/**
 * Traces: what a real guest touched in each interval of a recording, kept in a file, and replayed by a simulated guest.
 * The format is described in docs/traces.md.
 */
@NullMarked
package dev.ferry.simulator.trace;

import org.jspecify.annotations.NullMarked;
