/**
 * The two ends of a migration: {@link dev.ferry.engine.SourceEnd} and {@link dev.ferry.engine.DestinationEnd}.
 *
 * <p>
 * <b>Who owns the guest.</b> Until the source sends COMMIT, the guest is the source's: whatever fails or whoever
 * cancels, it runs on there, and the destination gives back what it took. From COMMIT on it is the destination's. In
 * between the source does not know, stays paused and says so. A link that is lost after COMMIT is replaced by another,
 * over which the destination says how it stands. The states are in {@code dev.ferry.engine.handover}.
 *
 * <p>
 * <b>Threads.</b> At the source the session thread (the caller of {@code migrate}) runs the strategy and drives the
 * first bulk lane; each further bulk lane has a thread; one thread reads the urgent lane and answers faults on it. At
 * the destination the caller of {@code receive} reads the urgent lane; each bulk lane has a thread that reads and
 * places; one thread waits for the guest's faults.
 */
@NullMarked
package dev.ferry.engine;

import org.jspecify.annotations.NullMarked;
