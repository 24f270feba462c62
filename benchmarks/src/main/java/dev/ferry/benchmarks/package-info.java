/**
 * Us beside the reference, in one run: each benchmark does the same job by Ferry and by bare sockets in turn, between
 * the same two processes, and prints the medians and their ratio. See {@code docs/benchmarks.md}.
 */
@NullMarked
package dev.ferry.benchmarks;

import org.jspecify.annotations.NullMarked;
