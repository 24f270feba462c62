/**
 * Guest memory on Linux (x86-64): a mapping of this process, with its pages trapped, its writes logged.
 */
@NullMarked
package dev.ferry.memory.linux;

import org.jspecify.annotations.NullMarked;
