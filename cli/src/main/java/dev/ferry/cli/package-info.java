/**
 * The {@code ferry} command: one class per command, the two halves of a migration that they share, and the options
 * that they have in common.
 */
@NullMarked
package dev.ferry.cli;

import org.jspecify.annotations.NullMarked;
