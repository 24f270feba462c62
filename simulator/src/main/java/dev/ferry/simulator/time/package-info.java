/** Virtual time: events, actors that go on between them, and programs that wait for them. */
@NullMarked
package dev.ferry.simulator.time;

import org.jspecify.annotations.NullMarked;
