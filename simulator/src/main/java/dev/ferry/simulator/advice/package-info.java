/**
 * Which way to move a guest: simulates it in each of several ways, and ranks these by what counts for whoever asks.
 * {@link dev.ferry.simulator.advice.Advisor} is where to begin.
 */
@NullMarked
package dev.ferry.simulator.advice;

import org.jspecify.annotations.NullMarked;
