/**
 * Post-copy (Hines et al. 2009, section 3): {@link dev.ferry.strategies.postcopy.Postcopy} moves the guest first, and
 * its pages follow in the order of {@link dev.ferry.strategies.postcopy.DemandPaging},
 * {@link dev.ferry.strategies.postcopy.ActivePush}, {@link dev.ferry.strategies.postcopy.Bubbling},
 * {@link dev.ferry.strategies.postcopy.Replay} or {@link dev.ferry.strategies.postcopy.Trend}.
 */
@NullMarked
package dev.ferry.strategies.postcopy;

import org.jspecify.annotations.NullMarked;
