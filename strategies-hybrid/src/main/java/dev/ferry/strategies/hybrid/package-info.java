/**
 * Strategies that copy memory both before and after the guest moves:
 * {@link dev.ferry.strategies.hybrid.Hybrid}.
 */
@NullMarked
package dev.ferry.strategies.hybrid;

import org.jspecify.annotations.NullMarked;
