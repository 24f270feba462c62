/**
 * How much memory guests need, and what to do when it is more than the host has (Deshpande et al. 2016, sections III-B
 * and IV-D): a tracker that finds a guest's working set by changing its reservation and looking at what it swaps, a
 * rule that says which guests have to leave, and a watch for each that does so as time passes.
 */
@NullMarked
package dev.ferry.paging.workingset;

import org.jspecify.annotations.NullMarked;
