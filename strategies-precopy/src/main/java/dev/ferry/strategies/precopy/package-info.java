/**
 * Strategies that copy memory before the guest moves: {@link dev.ferry.strategies.precopy.StopAndCopy}, the baseline,
 * and {@link dev.ferry.strategies.precopy.Precopy}. All that pre-copy decides, it decides between rounds and by
 * {@link dev.ferry.strategies.precopy.Rounds} alone: when to stop ({@link dev.ferry.strategies.precopy.Convergence}), how
 * far to slow the guest ({@link dev.ferry.strategies.precopy.StunSteps}), what bandwidth to take
 * ({@link dev.ferry.strategies.precopy.AdaptiveBandwidth}).
 */
@NullMarked
package dev.ferry.strategies.precopy;

import org.jspecify.annotations.NullMarked;
