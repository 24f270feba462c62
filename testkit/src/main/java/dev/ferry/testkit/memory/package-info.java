/**
 * Contract tests for the two ends of guest memory: what every {@link dev.ferry.api.memory.MemorySource} and every
 * {@link dev.ferry.api.memory.FaultTrap} promises.
 */
@NullMarked
package dev.ferry.testkit.memory;

import org.jspecify.annotations.NullMarked;
