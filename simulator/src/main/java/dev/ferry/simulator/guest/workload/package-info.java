/**
 * Models of what guests do: each says which program it stands for, and where its numbers come from. What a paper does
 * not state is a parameter, and no constant. The work of {@link dev.ferry.workload} is modelled page by page, so that a
 * simulated guest and a real one can be compared.
 */
@NullMarked
package dev.ferry.simulator.guest.workload;

import org.jspecify.annotations.NullMarked;
