/**
 * What is decided about a migration: the strategy, a short program over four verbs, and the order of active
 * push.
 */
@NullMarked
package dev.ferry.api.strategy;

import org.jspecify.annotations.NullMarked;
