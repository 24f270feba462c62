/**
 * One migration in virtual time: the verbs of the source's session, the destination, and what lies between, as the engine
 * does them over a link. Strategies and schedulers are those of the engine, unchanged.
 */
@NullMarked
package dev.ferry.simulator.migration;

import org.jspecify.annotations.NullMarked;
