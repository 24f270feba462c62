/**
 * Post-copy (Hines et al. 2009, section 3): {@link dev.ferry.strategies.postcopy.Postcopy} moves the guest first, and
 * its pages follow in the order of {@link dev.ferry.strategies.postcopy.DemandPaging},
 * {@link dev.ferry.strategies.postcopy.ActivePush} or {@link dev.ferry.strategies.postcopy.Bubbling}.
 */
@NullMarked
package dev.ferry.strategies.postcopy;

import org.jspecify.annotations.NullMarked;
