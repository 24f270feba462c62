/**
 * Contract tests for guest memory: what every {@link dev.ferry.api.memory.MemorySource},
 * {@link dev.ferry.api.memory.FaultTrap}, {@link dev.ferry.api.memory.AccessLog} and
 * {@link dev.ferry.api.memory.Balloon} promises.
 */
@NullMarked
package dev.ferry.testkit.memory;

import org.jspecify.annotations.NullMarked;
