/**
 * The {@code ferry} command: one class per command, the two halves of a migration that they share, the options that
 * they have in common, and what {@code ferry chaos} is made of.
 */
@NullMarked
package dev.ferry.cli;

import org.jspecify.annotations.NullMarked;
