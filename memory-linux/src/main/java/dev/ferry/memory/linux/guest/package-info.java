/**
 * A guest made of threads of this process: real memory, real page faults, real write tracking, and no hypervisor.
 */
@NullMarked
package dev.ferry.memory.linux.guest;

import org.jspecify.annotations.NullMarked;
