/**
 * Calls into the kernel and libc of Linux on x86-64, for the modules of Ferry that need them. Not for users.
 *
 * <p>
 * No call is made with {@link java.lang.foreign.Linker.Option#critical}: a critical call that waits for a missing page
 * keeps the JVM from its next safepoint, and with it the thread that would place the page.
 */
@NullMarked
package dev.ferry.memory.linux.nativecall;

import org.jspecify.annotations.NullMarked;
