/** What carries bytes at a rate and is shared: links between hosts, and drives. */
@NullMarked
package dev.ferry.simulator.channel;

import org.jspecify.annotations.NullMarked;
