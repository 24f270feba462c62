/**
 * Strategies that copy memory before the guest moves: {@link dev.ferry.strategies.precopy.StopAndCopy}, the baseline,
 * and {@link dev.ferry.strategies.precopy.Precopy} with its {@link dev.ferry.strategies.precopy.Convergence}.
 */
@NullMarked
package dev.ferry.strategies.precopy;

import org.jspecify.annotations.NullMarked;
