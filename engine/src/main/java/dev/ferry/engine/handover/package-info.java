/**
 * Who may run the guest: for each side a sealed type of states, one of events, an enum of actions, and one method that
 * leads from state and event to state and actions. Pure: no thread, clock or I/O. {@link dev.ferry.engine.handover.Handover}
 * holds the state for the threads of the engine.
 */
@NullMarked
package dev.ferry.engine.handover;

import org.jspecify.annotations.NullMarked;
