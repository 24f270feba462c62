/**
 * Parts around other parts, to be stacked as needed. {@code Asserting…} ones check that a part is called as its contract
 * says; {@link dev.ferry.testkit.wrap.FailingAtRandom} lets one throw at random; {@link dev.ferry.testkit.wrap.Mixer}
 * picks parts at random; {@code Forwarding…} ones do nothing, and are there to be extended.
 */
@NullMarked
package dev.ferry.testkit.wrap;

import org.jspecify.annotations.NullMarked;
