/**
 * Guest work that proves itself. The guests that ship with Ferry all do a {@link dev.ferry.workload.Workload}: its
 * tasks visit pages in a known order and advance a counter in each. What memory must hold is therefore a function of
 * the seed and of the steps done, and {@link dev.ferry.workload.MemoryOracle} compares it byte for byte, in another
 * process and without the source's help. Beside them a guest may have a {@link dev.ferry.workload.Heap}, whose memory
 * processes take and give back, and a balloon: how much of it is in use follows from the steps, too.
 */
@NullMarked
package dev.ferry.workload;

import org.jspecify.annotations.NullMarked;
