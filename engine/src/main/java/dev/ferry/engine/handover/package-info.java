/**
 * Who may run the guest: one state type for each side, and one method that moves it. Pure: no thread, clock or I/O.
 */
@NullMarked
package dev.ferry.engine.handover;

import org.jspecify.annotations.NullMarked;
