/**
 * Links between two threads of one JVM. Start at {@link dev.ferry.transport.inmemory.InMemoryTransport}.
 */
@NullMarked
package dev.ferry.transport.inmemory;

import org.jspecify.annotations.NullMarked;
