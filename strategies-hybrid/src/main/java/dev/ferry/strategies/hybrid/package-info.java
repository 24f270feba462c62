/**
 * Strategies that copy memory both before and after the guest moves:
 * {@link dev.ferry.strategies.hybrid.Hybrid}, and {@link dev.ferry.strategies.hybrid.Agile}, which leaves cold pages on the
 * guest's swap device.
 */
@NullMarked
package dev.ferry.strategies.hybrid;

import org.jspecify.annotations.NullMarked;
